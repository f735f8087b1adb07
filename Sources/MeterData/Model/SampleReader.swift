/// A stretch of one column's samples as they lie in the file: perhaps unsorted, perhaps repeated.
package struct SampleBlock: Sendable {
  /// Nanoseconds since 1970-01-01 UTC.
  package var times: [Int64]
  /// Watts (or the column's unit); NaN where the file has NaN.
  package var values: [Float]

  package init(times: [Int64] = [], values: [Float] = []) {
    precondition(times.count == values.count, "\(times.count) times, \(values.count) values")
    self.times = times
    self.values = values
  }

  /// The rows in it.
  package var count: Int { times.count }
}

/// Reads one column of one meter, block by block, in the file's order.
///
/// A reader is used by one thread at a time.
package protocol SampleReader: AnyObject {
  /// The rows on disk, where known before reading.
  var rows: Int? { get }

  /// Replaces the block's contents with the next rows; false at the end, when the block is empty.
  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool
}

/// A data set whose samples can be read: an HDF5 file, a raw folder or CSV files.
///
/// A source is a value that holds no open file, so each thread opens readers of its own.
package protocol MeterSource: Sendable {
  var dataset: Dataset { get }

  /// Opens one of a meter's columns.
  func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader
}
