import Files
import Foundation
import HDF5
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

  @Test("of HDF5 files, those of the same format alone where data could be lost")
  func format() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "energy-output-\(UUID().uuidString).h5").path
    defer { try? FileSystem.remove(path) }
    func write(_ format: String?) throws {
      let root = try HDF5File(creating: path).root()
      if let format { try root.setAttribute("format", format) }
    }
    for (format, allowed) in [(nil, false), ("energy-store", false), ("energy-series", true)] {
      try write(format)
      do throws(FilesError) {
        try OutputCheck.requireReplaceable(path, format: "energy-series", kind: "saved series")
        #expect(allowed)
      } catch {
        #expect(!allowed && error.status == .cannotCreate)
        #expect(error.reason.contains("no saved series"))
      }
      try FileSystem.remove(path)
    }
  }
}
