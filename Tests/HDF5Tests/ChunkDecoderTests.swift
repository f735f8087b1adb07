import Testing

@testable import HDF5

@Suite("Decoding chunks")
struct ChunkDecoderTests {
  /// What the shuffle filter does when it writes, by its definition.
  private func shuffled(_ bytes: [UInt8], elementSize: Int) -> [UInt8] {
    let count = bytes.count / elementSize
    var planes = bytes
    for element in 0..<count {
      for byte in 0..<elementSize {
        planes[byte * count + element] = bytes[element * elementSize + byte]
      }
    }
    return planes
  }

  private func decoded(
    _ stored: [UInt8], _ filters: [HDF5Filter], mask: UInt32 = 0, size: Int
  ) throws -> [UInt8] {
    let pipeline = try #require(ChunkPipeline(filters))
    let decoder = ChunkDecoder(pipeline, chunkSize: size)
    var target = [UInt8](repeating: 0xee, count: size)
    try unsafe stored.withUnsafeBytes { stored in
      try unsafe target.withUnsafeMutableBytes { target in
        try unsafe decoder.decode(stored, mask: mask, into: target)
      }
    }
    return target
  }

  private func filter(_ identifier: Int, _ values: [UInt32] = []) -> HDF5Filter {
    HDF5Filter(identifier: identifier, flags: 1, values: values)
  }

  @Test("unshuffling undoes the shuffle, with a remainder of any length", arguments: 1...37)
  func unshuffles(elementSize: Int) throws {
    for count in [0, 1, 2, 15, 16, 17, 100] {
      for rest in [0, elementSize - 1] {
        let bytes = (0..<(count * elementSize + rest)).map { UInt8(truncatingIfNeeded: $0 * 31) }
        let stored = shuffled(bytes, elementSize: elementSize)
        let size = UInt32(elementSize)
        #expect(try decoded(stored, [filter(2, [size])], size: bytes.count) == bytes)
      }
    }
  }

  @Test("a shuffle of absurd elements ends at once")
  func absurdShuffle() throws {
    let bytes: [UInt8] = [1, 2, 3, 4]
    #expect(try decoded(bytes, [filter(2, [.max])], size: 4) == bytes)
  }

  @Test("a filter whose mask bit is set is not undone")
  func honoursMask() throws {
    let bytes: [UInt8] = Array(0..<24)
    let filters = [filter(2, [12]), filter(1, [9]), filter(32001, [2, 2, 12, 24, 9, 1])]
    #expect(try decoded(bytes, filters, mask: 0b111, size: 24) == bytes)
    let stored = shuffled(bytes, elementSize: 12)
    #expect(try decoded(stored, filters, mask: 0b110, size: 24) == bytes)
  }

  @Test("the checksum is HDF5's own, in both historic byte orders")
  func checksum() throws {
    // Words 0x0102 and 0x0304: low 0x0406, high 0x0102 + 0x0406 = 0x0508.
    let body: [UInt8] = [1, 2, 3, 4]
    #expect(try decoded(body + [0x06, 0x04, 0x08, 0x05], [filter(3)], size: 4) == body)
    #expect(try decoded(body + [0x04, 0x06, 0x05, 0x08], [filter(3)], size: 4) == body)
    #expect(throws: ChunkFault.self) {
      try decoded(body + [0x06, 0x04, 0x08, 0x06], [filter(3)], size: 4)
    }
  }

  @Test(
    "a Blosc header that lies is refused",
    arguments: [
      (4, UInt32.max), (4, 0), (4, 65_533), (8, .max), (8, 0), (12, .max), (12, 15),
      (0, 0x0c01_01ff),
    ])
  func lyingBloscHeader(offset: Int, value: UInt32) throws {
    let bytes = [UInt8](repeating: 7, count: 65_532)
    var stored = [UInt8](repeating: 0, count: 70_000)
    let made = try unsafe bytes.withUnsafeBytes { bytes in
      try unsafe stored.withUnsafeMutableBytes { stored in
        try #require(unsafe Blosc.encode(bytes, [2, 2, 12, 65_532, 9, 1], into: stored))
      }
    }
    stored = Array(stored[..<made])
    let filters = [filter(32001, [2, 2, 12, 65_532, 9, 1])]
    #expect(try decoded(stored, filters, size: 65_532) == bytes)
    for byte in 0..<4 { stored[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    #expect(throws: ChunkFault.self) { try decoded(stored, filters, size: 65_532) }
  }

  @Test("random bytes never decode beyond their chunk", arguments: [1, 307, 32001, 3])
  func randomBytes(identifier: Int) {
    var generator = SplitMix(state: 7)
    for length in [0, 1, 3, 4, 15, 16, 17, 100, 5000] {
      for _ in 0..<20 {
        var stored = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        // Half of them begin as Blosc does.
        if Bool.random(using: &generator), length >= 16 { stored[0] = 2 }
        _ = try? decoded(stored, [filter(2, [12]), filter(identifier)], size: 4096)
      }
    }
  }
}

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
