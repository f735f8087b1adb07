import Files
import Glibc

/// Runs a test in a folder of its own, which is removed at the end.
func withTemporaryFolder<R>(_ body: (_ folder: String) throws -> R) throws -> R {
  let folder = FileSystem.joined(
    FileSystem.temporaryFolder, "energy-download-\(getpid())-\(UInt64.random(in: 0...UInt64.max))")
  try FileSystem.createFolders(folder)
  defer { try? FileSystem.remove(folder) }
  return try body(folder)
}

/// Writes a file of a test.
func write(_ bytes: [UInt8], to path: String) throws {
  try FileDescriptor(creating: path).write(bytes)
}

/// Bytes that no compression shrinks, the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 33)
  }
}

/// SHA-256 of bytes.
func sha256(_ bytes: [UInt8]) -> String {
  var hasher = SHA256Hasher()
  unsafe bytes.withUnsafeBytes { unsafe hasher.update($0) }
  return hasher.finish()
}
