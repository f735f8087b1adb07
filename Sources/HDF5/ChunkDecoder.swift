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
