import CBlosc
import CBzip2
import CHDF5

/// The filters that libhdf5 lacks, registered once before the first file is opened.
enum PluginFilters {
  /// - Returns: Whether libhdf5 took them.
  static func register() -> Bool {
    unsafe register(HDF5Filter.bloscNumber, "blosc", bloscFilter)
      && register(HDF5Filter.bzip2Number, "bzip2", bzip2Filter)
  }

  private static func register(
    _ number: Int, _ name: StaticString, _ function: H5Z_func_t
  ) -> Bool {
    // libhdf5 copies the record and keeps the name's pointer: a StaticString lives for ever.
    let label = unsafe UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    var record = unsafe H5Z_class2_t(
      version: 1, id: H5Z_filter_t(number), encoder_present: 1, decoder_present: 1, name: label,
      can_apply: nil, set_local: nil, filter: function)
    return unsafe H5Zregister(&record) >= 0
  }
}

// The contract of H5Z_func_t: `buffer` holds `count` bytes in `size` allocated ones; on success the
// function leaves its result there and returns its length; zero is failure and leaves all as it was.

private let bloscFilter: H5Z_func_t = { flags, valueCount, values, count, size, buffer in
  guard let size = unsafe size, let buffer = unsafe buffer, let held = unsafe buffer.pointee else {
    return 0
  }
  let source = unsafe UnsafeRawBufferPointer(start: held, count: count)
  let parameters = unsafe Array(UnsafeBufferPointer(start: values, count: valueCount))
  guard flags & UInt32(H5Z_FLAG_REVERSE) == 0 else {
    guard let plain = unsafe Blosc.plainSize(of: source) else { return 0 }
    // libhdf5 reads a whole chunk from the result however short a damaged one is: leave it zeros.
    let chunk = parameters.count > 3 ? Int(parameters[3]) : 0
    let capacity = max(plain, min(chunk, ChunkLimits.largestChunk))
    return unsafe replace(size, buffer, capacity: capacity) {
      unsafe Blosc.decode(source, into: $0)
    }
  }
  // One byte less than the input: what does not shrink is stored raw by the optional filter.
  return unsafe replace(size, buffer, capacity: count) {
    unsafe Blosc.encode(source, parameters, into: $0)
  }
}

private let bzip2Filter: H5Z_func_t = { flags, valueCount, values, count, size, buffer in
  guard let size = unsafe size, let buffer = unsafe buffer, let held = unsafe buffer.pointee else {
    return 0
  }
  let source = unsafe UnsafeRawBufferPointer(start: held, count: count)
  let level = valueCount > 0 ? unsafe values?.pointee ?? 9 : 9
  guard flags & UInt32(H5Z_FLAG_REVERSE) == 0 else {
    return unsafe growing(from: count, size, buffer) { unsafe Bzip2.decode(source, into: $0) }
  }
  return unsafe replace(size, buffer, capacity: count) {
    unsafe Bzip2.encode(source, level: Int32(clamping: level), into: $0)
  }
}

/// Lets `produce` fill a new buffer and puts it in the place of the old one.
private func replace(
  _ size: UnsafeMutablePointer<Int>, _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
  capacity: Int, _ produce: (UnsafeMutableRawBufferPointer) -> Int?
) -> Int {
  guard capacity > 0, let fresh = unsafe H5allocate_memory(capacity, true) else { return 0 }
  let made = unsafe produce(UnsafeMutableRawBufferPointer(start: fresh, count: capacity))
  guard let made, made > 0 else {
    _ = unsafe H5free_memory(fresh)
    return 0
  }
  _ = unsafe H5free_memory(buffer.pointee)
  unsafe buffer.pointee = fresh
  unsafe size.pointee = capacity
  return made
}

/// Doubles the room until the output fits, as its size is written nowhere.
private func growing(
  from count: Int, _ size: UnsafeMutablePointer<Int>,
  _ buffer: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
  _ produce: (UnsafeMutableRawBufferPointer) -> Int?
) -> Int {
  var capacity = max(count, unsafe size.pointee, 64 << 10)
  while capacity <= ChunkLimits.largestChunk * 2 {
    let made = unsafe replace(size, buffer, capacity: capacity, produce)
    if made > 0 { return made }
    capacity *= 2
  }
  return 0
}

/// Bounds on what a file may make us allocate.
enum ChunkLimits {
  /// PyTables writes chunks of 64 KiB to 1 MiB; h5py lets people choose more.
  static let largestChunk = 256 << 20
}
