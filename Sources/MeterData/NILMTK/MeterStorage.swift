import Files
import HDF5

/// Where one meter's index and columns lie in an HDF5 file.
struct MeterStorage: Sendable {
  /// One column: an element of a field of a dataset's rows.
  struct Column: Sendable {
    let quantity: Quantity
    let dataset: String
    let field: HDF5Field
    let element: Int
  }

  /// The dataset with the timestamps; in a table the columns lie in it too.
  let index: Column
  let unit: IndexUnit
  /// In the frame's order.
  let columns: [Column]
  let rows: Int
  /// The compression's name, for people; nil where there is none.
  let compression: String?
  /// The index's own time zone.
  let timezone: String?
  let notes: [String]
}

extension MeterDataError {
  /// Runs work of the rooms below, whose failures become this room's without losing a word.
  static func wrapping<Result>(_ body: () throws -> Result) throws(MeterDataError) -> Result {
    do {
      return try body()
    } catch let error as MeterDataError {
      throw error
    } catch let failure as any Failure {
      throw MeterDataError(failure)
    } catch {
      throw MeterDataError(
        status: .internalFault, attempt: "read", path: nil, reason: "\(error)")
    }
  }
}

extension HDF5Description {
  /// What compresses the chunks, leaving out shuffling and checksums.
  var compression: String? { filters.last { ![2, 3].contains($0.identifier) }?.name }
}
