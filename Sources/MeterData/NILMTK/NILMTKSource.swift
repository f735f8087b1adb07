import Files
import HDF5
package import Work

/// An HDF5 file in NILMTK's layout, or any other with pandas tables of times and values.
package struct NILMTKSource: MeterSource {
  /// What the file says about itself.
  package let dataset: Dataset
  private let pool: ThreadPool
  /// How each meter is read, or why it cannot be.
  private let storages: [MeterKey: Result<MeterStorage, MeterDataError>]

  /// Reads the description of every meter, and the first and last rows.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - pool: Where readers decode chunks.
  /// - Throws: `MeterDataError` where the file is missing (66), no HDF5 file, damaged, or holds no
  ///   meters (65). A single meter that cannot be read is refused only when it is asked for.
  package init(path: String, pool: ThreadPool = ThreadPool()) throws(MeterDataError) {
    let contents = try MeterDataError.wrapping { try NILMTKFileReader.contents(of: path) }
    self.pool = pool
    dataset = contents.dataset
    storages = contents.storages
  }

  /// Opens a column for reading; each reader has the file open for itself.
  package func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    let place = "house \(building), meter \(meter)"
    guard let storage = storages[MeterKey(building: building, meter: meter)] else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: dataset.path,
        reason: "it has no samples of \(place)")
    }
    let found = try storage.get()
    guard let column = found.columns.first(where: { $0.quantity == quantity }) else {
      let there = ApplianceNames.list(found.columns.map(\.quantity.description))
      throw MeterDataError(
        status: .badData, attempt: "read", path: dataset.path,
        reason: "\(place) does not measure \(quantity)",
        remedy: there.isEmpty ? nil : "It measures \(there).")
    }
    return try ColumnReader(path: dataset.path, storage: found, column: column, pool: pool)
  }
}

/// A meter of a house.
struct MeterKey: Hashable, Sendable {
  let building: Int
  let meter: Int
}
