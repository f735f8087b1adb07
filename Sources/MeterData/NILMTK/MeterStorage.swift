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

extension HDF5Description {
  /// What compresses the chunks, leaving out shuffling and checksums.
  var compression: String? { filters.last { ![2, 3].contains($0.identifier) }?.name }
}
