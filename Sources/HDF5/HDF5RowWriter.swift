import CHDF5
import Files

/// Writes the rows of a dataset that this process created.
package struct HDF5RowWriter: ~Copyable {
  /// The dataset itself, to set attributes on.
  package let dataset: HDF5Dataset
  /// How rows lie in memory.
  package let layout: HDF5RowLayout
  /// Rows the dataset has now.
  package private(set) var rows: Int
  private let type: Datatype
  /// The extents after the first.
  private let columns: [Int]

  init(
    _ dataset: consuming HDF5Dataset, _ type: consuming Datatype, _ layout: HDF5RowLayout,
    columns: [Int], rows: Int
  ) {
    self.dataset = dataset
    self.type = type
    self.layout = layout
    self.columns = columns
    self.rows = rows
  }

  /// Adds rows at the end of a table.
  ///
  /// - Parameter addition: In this writer's layout.
  /// - Throws: 74 where the file cannot be written.
  package mutating func append(_ addition: borrowing HDF5Rows) throws(HDF5Error) {
    precondition(addition.layout == layout, "the rows have another layout")
    try unsafe append(UnsafeRawBufferPointer(addition.bytes))
  }

  /// Adds rows at the end of a table.
  ///
  /// - Parameter addition: Whole rows, packed as the layout says.
  /// - Throws: 74 where the file cannot be written.
  package mutating func append<Value: BitwiseCopyable>(
    _ addition: Span<Value>
  ) throws(HDF5Error) {
    try unsafe addition.withUnsafeBytes { bytes throws(HDF5Error) in try unsafe append(bytes) }
  }

  /// Makes the table longer by rows of zeros, which take no room until they are written.
  mutating func extend(to count: Int) throws(HDF5Error) {
    let identifier = dataset.handle.identifier
    let extent = [hsize_t(count)] + columns.map { hsize_t($0) }
    try Library.call("extend", dataset.place, status: .inputOutput) {
      unsafe H5Dset_extent(identifier, extent)
    }
    rows = count
  }

  /// Writes values over those that are there, from the given row on.
  ///
  /// - Parameters:
  ///   - values: Whole rows, packed as the layout says: `[Float].span` for an array of `float32`.
  ///   - first: The first row to replace.
  /// - Throws: 74 where the file cannot be written.
  package borrowing func write<Value: BitwiseCopyable>(
    _ values: Span<Value>, from first: Int
  ) throws(HDF5Error) {
    try unsafe values.withUnsafeBytes { bytes throws(HDF5Error) in
      try unsafe write(bytes, from: first)
    }
  }

  private mutating func append(_ addition: UnsafeRawBufferPointer) throws(HDF5Error) {
    let count = unsafe wholeRows(in: addition)
    guard count > 0 else { return }
    let first = rows
    try extend(to: rows + count)
    try unsafe write(addition, from: first)
  }

  private borrowing func write(
    _ values: UnsafeRawBufferPointer, from first: Int
  ) throws(HDF5Error) {
    let count = unsafe wholeRows(in: values)
    precondition(first >= 0 && first + count <= rows, "rows \(first)+\(count) of \(rows)")
    guard count > 0 else { return }
    let attempt = "write the rows of"
    let selection = RowSelection(
      attempt: attempt, place: dataset.place, shape: [rows] + columns)
    let file = try selection.inFile(dataset.handle.identifier, from: first, count: count)
    let memory = try selection.inMemory(count: count)
    let (place, identifier, type) = (
      dataset.place, dataset.handle.identifier, type.identifier
    )
    try file.withIdentifier { file throws(HDF5Error) in
      try memory.withIdentifier { memory throws(HDF5Error) in
        try Library.call(attempt, place, status: .inputOutput) {
          unsafe H5Dwrite(
            identifier, type, memory, file, energy_h5_default(), values.baseAddress)
        }
      }
    }
  }

  private borrowing func wholeRows(in values: UnsafeRawBufferPointer) -> Int {
    let count = values.count / max(layout.rowSize, 1)
    precondition(
      count * layout.rowSize == values.count,
      "\(values.count) bytes are no whole rows of \(layout.rowSize)")
    return count
  }
}

@available(*, unavailable) extension HDF5RowWriter: Sendable {}
