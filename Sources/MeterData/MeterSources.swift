import Files
package import Work

/// Opens whatever a path names.
package enum MeterSources {
  /// The data set at `path`: an HDF5 file in NILMTK's layout, a prepared store, a raw
  /// UK-DALE folder or a CSV file.
  ///
  /// - Parameters:
  ///   - path: What the user named.
  ///   - pool: Where compressed chunks are decoded.
  /// - Returns: Its description, and readers on demand.
  /// - Throws: `MeterDataError`: 66 where nothing is there, 65 where it is no such data set.
  package static func open(
    _ path: String, pool: ThreadPool = ThreadPool()
  ) throws(MeterDataError) -> any MeterSource {
    guard FileSystem.exists(path) else {
      throw MeterDataError(
        status: .missingInput, attempt: "open", path: path, reason: "there is no such file",
        remedy: "See energy download --help, or make one with energy simulate.")
    }
    if FileSystem.isDirectory(path) { return try UKDALERawSource(folder: path) }
    if CSVSource.recognises(path) { return try CSVSource(path: path) }
    if PreparedStore.isStore(path) { return try PreparedStoreSource(path: path) }
    return try NILMTKSource(path: path, pool: pool)
  }
}
