/// The names and the version of the prepared store's layout, described in docs/prepared-store.md.
enum PreparedStoreFormat {
  static let name = "energy-store"
  /// Raised when a reader of today would misread the file.
  static let version: Int64 = 1

  static func house(_ id: Int) -> String { "building\(id)" }

  static let valid = "valid"
  static let mains = "mains"
}
