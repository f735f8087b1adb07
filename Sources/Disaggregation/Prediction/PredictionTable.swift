package import Files
package import MeterData

/// What takes the rows of a prediction.
package protocol PredictionSink: AnyObject {
  /// Takes the next rows, with their times.
  ///
  /// - Throws: Where they cannot be written.
  func write(_ rows: PredictedRows, times: WaitingTimes.Slice) throws
}

/// The times of rows that wait for their estimates, as they were written and as moments.
package struct WaitingTimes {
  private var moments: [Int64] = []
  private var bytes: [UInt8] = []
  /// Where each row's text begins, and last where all end; empty where rows have no texts.
  private var edges: [Int] = []
  private var mayHoldCommas = false
  private var head = 0

  package init() {}

  /// The times of some rows.
  package struct Slice {
    let moments: ArraySlice<Int64>
    let bytes: ArraySlice<UInt8>
    let edges: ArraySlice<Int>
    let mayHoldCommas: Bool

    /// The text of a row; nil where the rows have none.
    func text(_ row: Int) -> ArraySlice<UInt8>? {
      guard !edges.isEmpty else { return nil }
      let place = edges.startIndex + row
      return bytes[edges[place]..<edges[place + 1]]
    }
  }

  /// Adds rows behind those that wait.
  mutating func append(_ block: ReadingBlock) {
    moments += block.times
    guard block.texts.count == block.count, block.count > 0 else { return }
    if edges.isEmpty { edges = [0] }
    let base = bytes.count
    bytes += block.texts.bytes
    edges.append(contentsOf: block.texts.ends.lazy.map { base + $0 })
    mayHoldCommas = mayHoldCommas || block.texts.mayHoldCommas
  }

  /// Lends the first rows, and drops them.
  mutating func take<Result>(
    _ count: Int, _ body: (Slice) throws -> Result
  ) rethrows -> Result {
    let end = head + count
    let texts = edges.isEmpty ? [] : edges[head...end]
    let result = try body(
      Slice(
        moments: moments[head..<end], bytes: bytes[...], edges: texts,
        mayHoldCommas: mayHoldCommas))
    head = end
    if head >= 1 << 16 || head == moments.count { compact() }
    return result
  }

  private mutating func compact() {
    moments.removeFirst(head)
    if !edges.isEmpty {
      let start = edges[head]
      bytes.removeFirst(start)
      edges.removeFirst(head)
      for place in edges.indices { edges[place] -= start }
    }
    head = 0
  }
}

/// Writes a prediction as a table: `timestamp,power,<appliance>,<appliance>_on,…,flag`.
package final class PredictionTable: PredictionSink {
  private var text = WattText()
  private var moments: MomentText
  private let hasRemainder: Bool
  private let output: ([UInt8]) throws -> Void

  /// - Parameters:
  ///   - appliances: By their names; of several, a remainder is written as well.
  ///   - zone: Of times that were not written as texts.
  ///   - output: Takes the table's bytes, piece by piece.
  package init(
    appliances: [String], zone: TimeZoneRules, output: @escaping ([UInt8]) throws -> Void
  ) {
    moments = MomentText(zone)
    hasRemainder = appliances.count > 1
    self.output = output
    let columns = PredictionColumns(appliances)
    text.append(text: columns.names.joined(separator: ",") + "\n")
  }

  package func write(_ rows: PredictedRows, times: WaitingTimes.Slice) throws {
    for row in 0..<rows.count {
      append(row, of: rows, times)
      if text.bytes.count >= PredictionTable.pieceBytes { try flush() }
    }
  }

  /// The table of rows that are all there, in one piece.
  ///
  /// - Parameters:
  ///   - rows: As many as the readings.
  ///   - readings: Their times.
  ///   - appliances: By their names.
  ///   - zone: Of times that were not written as texts.
  /// - Returns: Header and rows.
  package static func bytes(
    of rows: PredictedRows, _ readings: ReadingBlock, appliances: [String], zone: TimeZoneRules
  ) -> [UInt8] {
    precondition(rows.count == readings.count, "\(rows.count) rows, \(readings.count) readings")
    let table = PredictionTable(appliances: appliances, zone: zone) { _ in }
    var times = WaitingTimes()
    times.append(readings)
    times.take(rows.count) { slice in
      for row in 0..<rows.count { table.append(row, of: rows, slice) }
    }
    return table.text.bytes
  }

  private func append(_ row: Int, of rows: PredictedRows, _ times: WaitingTimes.Slice) {
    time(row, times)
    text.append(PredictionTable.comma)
    text.append(watts: rows.watts[row])
    for appliance in rows.appliances {
      let estimate = appliance.estimates[row]
      text.append(PredictionTable.comma)
      text.append(watts: estimate)
      text.append(PredictionTable.comma)
      if !estimate.isNaN { text.append(appliance.isOn[row] ? 49 : 48) }
    }
    text.append(PredictionTable.comma)
    if hasRemainder {
      text.append(watts: rows.remainder(row))
      text.append(PredictionTable.comma)
    }
    text.append(PredictionTable.flags[Int(rows.flags[row].rawValue)][...])
    text.append(10)
  }

  /// Hands out what is left.
  package func finish() throws { try flush() }

  private func flush() throws {
    try output(text.bytes)
    text.removeAll()
  }

  private func time(_ row: Int, _ times: WaitingTimes.Slice) {
    guard let given = times.text(row) else {
      return moments.append(times.moments[times.moments.startIndex + row], to: &text)
    }
    guard times.mayHoldCommas, given.contains(PredictionTable.comma) else {
      return text.append(given)
    }
    text.append(UInt8(ascii: "\""))
    text.append(given)
    text.append(UInt8(ascii: "\""))
  }

  /// What every such table begins with.
  package static let beginning = "timestamp,power,"

  private static let comma = UInt8(ascii: ",")
  private static let flags = PredictionFlag.allCases.map { Array($0.text.utf8) }
  private static let pieceBytes = 1 << 18
}

/// The columns of a prediction, in a table as in a store.
struct PredictionColumns {
  let names: [String]

  init(_ appliances: [String]) {
    let channels = appliances.map(ApplianceNames.channel)
    names =
      ["timestamp", "power"] + channels.flatMap { [$0, "\($0)_on"] }
      + (appliances.count > 1 ? ["remainder"] : []) + ["flag"]
  }
}
