import CDeflate

/// Decodes stored chunks one at a time, whatever bytes they hold; each thread has its own.
@safe final class ChunkDecoder {
  private let pipeline: ChunkPipeline
  private let chunkSize: Int
  private let inflater: OpaquePointer?
  /// Results of steps that are not the last; empty until they are needed.
  private var scratch: (UnsafeMutableRawBufferPointer, UnsafeMutableRawBufferPointer)

  /// - Parameters:
  ///   - pipeline: The dataset's filters.
  ///   - chunkSize: Bytes of every decoded chunk.
  init(_ pipeline: ChunkPipeline, chunkSize: Int) {
    self.pipeline = pipeline
    self.chunkSize = chunkSize
    unsafe inflater = libdeflate_alloc_decompressor()
    unsafe scratch = (.init(start: nil, count: 0), .init(start: nil, count: 0))
  }

  deinit {
    unsafe libdeflate_free_decompressor(inflater)
    unsafe scratch.0.deallocate()
    unsafe scratch.1.deallocate()
  }

  /// Fills `target`, of the chunk's size, from the stored bytes.
  ///
  /// - Parameters:
  ///   - stored: As they lie in the file.
  ///   - mask: A set bit i says that step i was not applied to this chunk.
  ///   - target: Exactly the chunk's size.
  /// - Throws: Where the bytes are damaged; the target's contents are then undefined.
  func decode(
    _ stored: UnsafeRawBufferPointer, mask: UInt32, into target: UnsafeMutableRawBufferPointer
  ) throws(ChunkFault) {
    precondition(target.count == chunkSize)
    var bytes = unsafe stored
    var remaining = pipeline.steps.indices.filter { mask & (1 << UInt32($0)) == 0 }
    while let index = remaining.popLast() {
      let step = pipeline.steps[index]
      if case .fletcher32 = step {
        unsafe bytes = try Fletcher32.verified(bytes)
        continue
      }
      // A checksum taken before this step still adds its four bytes.
      let room = unsafe remaining.isEmpty ? target : scratch(chunkSize + 4 * remaining.count)
      unsafe bytes = UnsafeRawBufferPointer(rebasing: room[..<(try apply(step, bytes, room))])
    }
    guard bytes.count == chunkSize else {
      throw .size(found: bytes.count, wanted: chunkSize)
    }
    if unsafe bytes.baseAddress != UnsafeRawPointer(target.baseAddress) {
      unsafe target.copyMemory(from: bytes)
    }
  }

  /// Undoes one step; the bytes it gave.
  private func apply(
    _ step: ChunkPipeline.Step, _ bytes: UnsafeRawBufferPointer,
    _ room: UnsafeMutableRawBufferPointer
  ) throws(ChunkFault) -> Int {
    switch step {
    case .deflate: return try unsafe inflate(bytes, into: room)
    case .shuffle(let elementSize):
      guard bytes.count <= room.count else { throw .size(found: bytes.count, wanted: chunkSize) }
      unsafe Shuffle.undo(bytes, elementSize: elementSize, into: room)
      return bytes.count
    case .blosc:
      guard let made = unsafe Blosc.decode(bytes, into: room) else { throw .blosc }
      return made
    case .bzip2:
      guard let made = unsafe Bzip2.decode(bytes, into: room) else { throw .bzip2 }
      return made
    case .fletcher32: preconditionFailure("a checksum is verified in place")
    }
  }

  private func inflate(
    _ bytes: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws(ChunkFault) -> Int {
    var made = 0
    // Writes at most room.count bytes and reads at most bytes.count, whatever they hold.
    let result = unsafe libdeflate_zlib_decompress(
      inflater, bytes.baseAddress, bytes.count, room.baseAddress, room.count, &made)
    guard result == LIBDEFLATE_SUCCESS else { throw .deflate }
    return made
  }

  /// The scratch buffer that the previous step did not write to.
  private func scratch(_ size: Int) -> UnsafeMutableRawBufferPointer {
    unsafe scratch = (scratch.1, scratch.0)
    let needed = max(size, 1)
    if unsafe scratch.0.count < needed {
      unsafe scratch.0.deallocate()
      unsafe scratch.0 = .allocate(byteCount: needed, alignment: 64)
    }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: scratch.0[..<size])
  }
}

/// HDF5's checksum of a chunk: four bytes behind it.
enum Fletcher32 {
  /// The bytes before the checksum, where it is right.
  static func verified(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ChunkFault) -> UnsafeRawBufferPointer {
    guard bytes.count >= 4 else { throw .fletcher32 }
    let body = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - 4)])
    let stored = unsafe UInt32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: body.count, as: UInt32.self))
    let sum = unsafe checksum(body)
    // Files of HDF5 before 1.6.3 hold the bytes of each half swapped.
    let swapped = (sum & 0x00ff_00ff) << 8 | (sum >> 8) & 0x00ff_00ff
    guard stored == sum || stored == swapped else { throw .fletcher32 }
    return unsafe body
  }

  /// Fletcher's sum over big-endian 16-bit words, modulo 65,535 (`H5_checksum_fletcher32`).
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var low: UInt32 = 0
    var high: UInt32 = 0
    var offset = 0
    var words = bytes.count / 2
    while words > 0 {
      // 360 words is the most that cannot overflow 32 bits.
      for _ in 0..<min(words, 360) {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        low &+= UInt32(word.bigEndian)
        high &+= low
        offset += 2
      }
      words -= min(words, 360)
      (low, high) = (folded(low), folded(high))
    }
    if !bytes.count.isMultiple(of: 2) {
      low &+= unsafe UInt32(bytes[bytes.count - 1]) << 8
      high &+= low
      (low, high) = (folded(low), folded(high))
    }
    return folded(high) << 16 | folded(low)
  }

  private static func folded(_ sum: UInt32) -> UInt32 { (sum & 0xffff) &+ (sum >> 16) }
}

/// HDF5's byte shuffle: byte j of every element stands together.
enum Shuffle {
  /// Puts the bytes of each element together again; a remainder shorter than an element stays.
  ///
  /// - Parameters:
  ///   - source: Shuffled.
  ///   - elementSize: Positive.
  ///   - target: At least as long as the source.
  static func undo(
    _ source: UnsafeRawBufferPointer, elementSize: Int, into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(elementSize > 0 && target.count >= source.count)
    let count = source.count / elementSize
    for byte in 0..<elementSize {
      for element in 0..<count {
        unsafe target[element * elementSize + byte] = source[byte * count + element]
      }
    }
    let rest = count * elementSize
    unsafe UnsafeMutableRawBufferPointer(rebasing: target[rest...])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[rest...]))
  }
}
