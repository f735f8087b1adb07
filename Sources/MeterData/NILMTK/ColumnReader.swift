import Files
import HDF5

/// Reads one column of one meter, block by block; rows without a time (NaT) are left out.
final class ColumnReader: SampleReader {
  /// Rows of a block: three quarters of a MiB of UK-DALE's 12-byte rows.
  static let blockRows = 1 << 16

  private let storage: MeterStorage
  private let column: MeterStorage.Column
  private var index: RowCursor
  /// The column's own rows, where it lies in another dataset than the index (a fixed frame).
  private var values: RowCursor?
  private var stored: [Int64] = []

  var rows: Int? { storage.rows }

  init(
    path: String, storage: MeterStorage, column: MeterStorage.Column
  ) throws(MeterDataError) {
    self.storage = storage
    self.column = column
    index = try MeterDataError.wrapping { try RowCursor(path: path, object: storage.index.dataset) }
    guard column.dataset != storage.index.dataset else { return }
    values = try MeterDataError.wrapping { try RowCursor(path: path, object: column.dataset) }
  }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    block.times.removeAll(keepingCapacity: true)
    block.values.removeAll(keepingCapacity: true)
    try MeterDataError.wrapping {
      // A block of nothing but NaT is no end.
      while block.times.isEmpty, try next(into: &block) {}
    }
    return !block.times.isEmpty
  }

  /// Reads one block of rows; false at the end.
  private func next(into block: inout SampleBlock) throws -> Bool {
    stored.removeAll(keepingCapacity: true)
    guard try index.next() else { return false }
    index.rows.append(storage.index.field, to: &stored)
    if let values {
      guard try values.next(), values.rows.count == index.rows.count else { return false }
      values.rows.append(column.field, element: column.element, to: &block.values)
    } else {
      index.rows.append(column.field, element: column.element, to: &block.values)
    }
    convert(into: &block)
    return true
  }

  /// Turns index values into times, dropping rows that have none.
  private func convert(into block: inout SampleBlock) {
    let unit = storage.unit
    block.times.reserveCapacity(stored.count)
    for value in stored {
      guard let time = unit.time(value) else { continue }
      block.times.append(time)
    }
    guard block.times.count < stored.count else { return }
    block.values = zip(stored, block.values).filter { unit.time($0.0) != nil }.map(\.1)
  }

  /// The earliest and latest time among the first and last rows; files are nearly sorted.
  static func bounds(path: String, storage: MeterStorage) throws -> (start: Int64, end: Int64)? {
    let file = try HDF5File(reading: path)
    let dataset = try file.dataset(storage.index.dataset)
    let description = try dataset.description()
    try dataset.requireReadable(description)
    let count = min(description.rows, 1024)
    var times: [Int64] = []
    var rows = HDF5Rows()
    for range in [0..<count, (description.rows - count)..<description.rows] {
      try dataset.readRows(range, into: &rows, description)
      rows.append(storage.index.field, to: &times)
    }
    let known = times.compactMap(storage.unit.time)
    guard let start = known.min(), let end = known.max() else { return nil }
    return (start, end)
  }
}

/// Walks through a dataset's rows; it stays on the thread that opened it.
final class RowCursor {
  private let dataset: HDF5Dataset
  private let description: HDF5Description
  private var position = 0
  private(set) var rows = HDF5Rows()

  init(path: String, object: String) throws {
    let file = try HDF5File(reading: path)
    dataset = try file.dataset(object)
    description = try dataset.description()
    try dataset.requireReadable(description)
  }

  /// Reads the next rows; false at the end.
  func next() throws -> Bool {
    let end = min(position + ColumnReader.blockRows, description.rows)
    guard position < end else { return false }
    try dataset.readRows(position..<end, into: &rows, description)
    position = end
    return true
  }
}
