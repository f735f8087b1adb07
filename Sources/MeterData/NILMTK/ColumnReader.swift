import Files
import HDF5
import Work

/// Reads one column of one meter, block by block; rows without a time (NaT) are left out.
final class ColumnReader: SampleReader {
  /// Rows that a block has at least, but the last one; chunks are not cut.
  static let blockRows = 1 << 16

  /// Where rows come from: one table, or the two matrices of a fixed frame.
  private enum Rows {
    case table(HDF5RowStream)
    case frame(index: RowCursor, values: RowCursor)
  }

  private let storage: MeterStorage
  private let column: MeterStorage.Column
  private let source: Rows
  /// The index as stored, in its own unit.
  private var stored: [Int64] = []

  var rows: Int? { storage.rows }

  init(
    path: String, storage: MeterStorage, column: MeterStorage.Column, pool: ThreadPool
  ) throws(MeterDataError) {
    self.storage = storage
    self.column = column
    source = try MeterDataError.wrapping {
      if column.dataset != storage.index.dataset {
        return .frame(
          index: try RowCursor(path: path, storage.index),
          values: try RowCursor(path: path, column))
      }
      let stream = try HDF5RowStream(path: path, object: column.dataset, pool: pool)
      try stream.description.require([storage.index.field, column.field], in: path)
      return .table(stream)
    }
  }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    // A block of nothing but NaT is no end.
    repeat {
      block.times.removeAll(keepingCapacity: true)
      block.values.removeAll(keepingCapacity: true)
      stored.removeAll(keepingCapacity: true)
      try MeterDataError.wrapping {
        while stored.count < Self.blockRows, try next(into: &block.values) {}
      }
      guard !stored.isEmpty else { return false }
      convert(into: &block)
    } while block.times.isEmpty
    return true
  }

  /// Adds rows to `stored` and `values`; false at the end.
  private func next(into values: inout [Float]) throws -> Bool {
    switch source {
    case .table(let stream):
      return try stream.next { rows in
        rows.append(storage.index.field, to: &stored)
        rows.append(column.field, element: column.element, to: &values)
      }
    case .frame(let index, let matrix):
      guard try index.next(), try matrix.next() else { return false }
      index.rows.append(storage.index.field, to: &stored)
      matrix.rows.append(column.field, element: column.element, to: &values)
      return true
    }
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

  init(path: String, _ column: MeterStorage.Column) throws {
    let file = try HDF5File(reading: path)
    dataset = try file.dataset(column.dataset)
    description = try dataset.description()
    try dataset.requireReadable(description)
    try description.require([column.field], in: path)
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

extension HDF5Description {
  /// Makes sure that the file still has the fields it was opened with.
  fileprivate func require(_ fields: [HDF5Field], in path: String) throws {
    guard fields.allSatisfy({ layout[$0.name] == $0 }) else {
      throw MeterDataError(
        status: .tryAgain, attempt: "read the rows of", path: location,
        reason: "the file was changed since it was opened", remedy: "Open it again.")
    }
  }
}
