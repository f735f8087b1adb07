import Foundation

/// The real files beside the checkout, which most machines do not have.
enum SharedData {
  static let folder: String = {
    if let named = ProcessInfo.processInfo.environment["ENERGY_SHARED"] { return named + "/data" }
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("../shared/data").standardizedFileURL.path
  }()

  static let isPresent = FileManager.default.fileExists(atPath: folder)

  /// A small file in one of the dialects that a reader must know.
  static func format(_ name: String) -> String { "\(folder)/formats/\(name).h5" }
}

/// A folder of its own for one test, removed at the end.
struct TestFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "energy-meters-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
