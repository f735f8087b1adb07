import CSQLite
package import Files

extension LibraryVersion {
  /// The library that keeps databases.
  package static var sqlite: LibraryVersion {
    LibraryVersion(name: "SQLite", version: unsafe String(cString: sqlite3_libversion()))
  }
}
