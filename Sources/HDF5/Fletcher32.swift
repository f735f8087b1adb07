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
