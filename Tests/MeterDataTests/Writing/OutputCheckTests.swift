import Files
import Foundation
import Testing

@testable import MeterData

@Suite("What an output replaces")
struct OutputCheckTests {
  @Test(
    "nothing but HDF5 files and empty ones",
    arguments: [
      ("# energy\n", false), ("x", false), ("", true), ("\u{89}HDF\r\n\u{1A}\n and more", true),
    ])
  func replaces(contents: String, allowed: Bool) throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "energy-output-\(UUID().uuidString)").path
    defer { try? FileSystem.remove(path) }
    try Data(contents.unicodeScalars.map { UInt8($0.value) }).write(to: URL(filePath: path))
    if allowed {
      try OutputCheck.requireReplaceable(path)
    } else {
      let error = #expect(throws: FilesError.self) { try OutputCheck.requireReplaceable(path) }
      #expect(error?.status == .cannotCreate)
    }
  }
}
