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
}
