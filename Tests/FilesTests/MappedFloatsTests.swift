import Foundation
import Testing

@testable import Files

@Suite("Floats mapped from a file")
struct MappedFloatsTests {
  /// A file of the whole numbers from 0 on, as floats.
  private static func file(_ count: Int) throws -> String {
    let path = NSTemporaryDirectory() + "energy-floats-\(UUID().uuidString)"
    let bytes = (0..<count).flatMap { index in
      (0..<4).map { UInt8(truncatingIfNeeded: Float(index).bitPattern >> (8 * UInt32($0))) }
    }
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  @Test("are those from an offset on, wherever pages begin", arguments: [0, 1, 1023, 1024, 5000])
  func offset(first: Int) throws {
    let path = try Self.file(6000)
    defer { try? FileSystem.remove(path) }
    let floats = try MappedFloats(path: path, offset: 4 * first, count: 6000 - first)
    #expect(floats.copy(0..<floats.count) == (first..<6000).map(Float.init))
  }

  @Test("are the same after their pages were let go of and the cache was dropped")
  func released() throws {
    let path = try Self.file(200_000)
    defer { try? FileSystem.remove(path) }
    let floats = try MappedFloats(path: path, offset: 4 * 1500, count: 190_000)
    let before = floats.copy(0..<190_000)
    #expect(floats.cachedShare == 1)
    floats.releasePages()
    try FileSystem.dropCache(of: path)
    // A file system in memory keeps everything, whatever it is told.
    let share = floats.cachedShare
    #expect(share >= 0 && share <= 1)
    #expect(floats.copy(0..<190_000) == before)
    #expect(floats.cachedShare == 1)
  }

  @Test("are the same whatever the kernel was told of their use", arguments: [0, 1, 1023, 1500])
  func advised(first: Int) throws {
    let path = try Self.file(6000)
    defer { try? FileSystem.remove(path) }
    let floats = try MappedFloats(path: path, offset: 4 * first, count: 6000 - first)
    floats.expect(.scattered)
    floats.releasePages()
    for range in [0..<1, 17..<2900, 4000..<4500, 0..<floats.count] {
      floats.prefetch(range)
      #expect(floats.copy(range) == range.map { Float(first + $0) })
    }
    floats.expect(.ordered)
    #expect(floats.copy(0..<1) == [Float(first)])
  }

  @Test("are not dropped from a file that is gone")
  func gone() {
    let error = #expect(throws: FilesError.self) { try FileSystem.dropCache(of: "/no/such/file") }
    #expect(error?.status == .missingInput)
  }
}
