import Foundation

/// Real files beside the checkout, which most machines do not have.
enum SharedFiles {
  static let folder: String = {
    if let named = ProcessInfo.processInfo.environment["ENERGY_SHARED"] { return named + "/data" }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return root.appendingPathComponent("../shared/data").standardizedFileURL.path
  }()

  static let arePresent = FileManager.default.fileExists(atPath: folder)

  /// Every HDF5 file there, by its path below the folder.
  static let all: [String] = {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".h5") }.sorted()
  }()
}
