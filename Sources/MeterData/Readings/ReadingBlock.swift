package import Files

/// Some rows of one meter in the order of time: what a person's table or a data set's meter says.
package struct ReadingBlock: Sendable {
  /// Nanoseconds UTC, none before the one above it; equal ones are repeated rows.
  package var times: [Int64] = []
  /// As written, in the column's own unit; NaN where missing.
  package var values: [Double] = []
  /// The times as they were written; empty where the source has no texts.
  package var texts = TimeTexts()

  package init() {}

  /// Rows without texts.
  package init(times: [Int64], values: [Double]) {
    precondition(times.count == values.count, "\(times.count) times, \(values.count) values")
    self.times = times
    self.values = values
  }

  /// The rows in it.
  package var count: Int { times.count }

  mutating func removeAll() {
    times.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    texts.removeAll()
  }
}

/// Texts one behind the other, without a String for each.
package struct TimeTexts: Sendable {
  package private(set) var bytes: [UInt8] = []
  /// Where each text ends in the bytes.
  package private(set) var ends: [Int] = []
  /// Whether a comma may stand in a text.
  package private(set) var mayHoldCommas = false

  /// How many there are.
  package var count: Int { ends.count }

  mutating func append(_ text: ArraySlice<UInt8>, mayHoldCommas: Bool) {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    if mayHoldCommas { self.mayHoldCommas = true }
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    mayHoldCommas = false
  }
}

/// Rows of one meter, block by block.
///
/// A source is used by one thread at a time.
package protocol ReadingSource: AnyObject {
  /// As it was opened, for messages.
  var path: String { get }
  /// The clock of times without an offset.
  var zone: TimeZoneRules { get }
  /// How far it has been read, in units of its own, and where known of how many.
  var progress: (done: Int, total: Int?) { get }
  /// Sentences about what was read, without a full stop.
  var notes: [String] { get }

  /// Replaces the block's contents with the next rows; false at the end, when the block is empty.
  ///
  /// - Throws: `MeterDataError` (65) where the rows are no rows of a meter, with their line.
  func read(into block: inout ReadingBlock) throws(MeterDataError) -> Bool
}
