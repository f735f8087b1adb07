import Disaggregation
import Files
import MeterData

/// Reads estimates from a table of text by their times.
///
/// Rows must be in order. Those before and after what is scored do not count; samples without a row
/// have no estimate.
struct TimedPredictions {
  private let frame: PredictionFrame

  init(_ frame: PredictionFrame) { self.frame = frame }

  func read() throws(EvaluationError) -> [[Float]] {
    try requireApart()
    let table = try open()
    var placement = Placement(frame)
    var rows: [NumberedReading] = []
    while try next(table, &rows) {
      for row in rows { try placement.take(row) }
    }
    return try placement.finish()
  }

  /// What `energy predict` says of a row whose window is not whole: no model is scored there.
  private static let flags = (column: "flag", words: ["edge", "gap"])

  private func open() throws(EvaluationError) -> ReadingTable {
    let frame = frame
    let choice = ReadingChoice(zone: frame.zone, doubts: Self.flags) {
      (names, time) throws(ReadingFault) in
      try frame.column(of: names, times: time)
    }
    do throws(MeterDataError) {
      return try ReadingTable(path: frame.path, choice)
    } catch {
      throw EvaluationError(error)
    }
  }

  private func next(
    _ table: ReadingTable, _ rows: inout [NumberedReading]
  ) throws(EvaluationError) -> Bool {
    do throws(MeterDataError) {
      return try table.read(into: &rows)
    } catch {
      throw EvaluationError(error)
    }
  }

  /// A table has one estimate for a time, so houses that share times cannot come from one.
  private func requireApart() throws(EvaluationError) {
    for (index, first) in frame.series.enumerated() {
      for second in frame.series[(index + 1)...]
      where (first.start..<first.end).overlaps(second.start..<second.end) {
        throw frame.refusal(
          "a table has one estimate for a time, and the houses \(first.house) and "
            + "\(second.house) share times",
          "Evaluate one --building at a time, or write an HDF5 file with a dataset per house.")
      }
    }
  }
}

/// Puts rows that are in order where their times belong.
private struct Placement {
  private let frame: PredictionFrame
  private var values: [[Float]]
  private var first: NumberedReading?
  private var last: NumberedReading?
  private var placed = 0
  /// The series that the last row fell into.
  private var current = 0

  init(_ frame: PredictionFrame) {
    self.frame = frame
    values = frame.empty
  }

  mutating func take(_ row: NumberedReading) throws(EvaluationError) {
    if let last { try requireOnce(last, row) }
    if first == nil { first = row }
    last = row
    guard let series = series(at: row.time) else { return }
    try frame.requireOnGrid(row.time, series, line: row.line)
    try frame.requirePlausible(row.value, line: row.line)
    values[current][Int((row.time - series.start) / series.period)] = Float(row.value)
    placed += 1
  }

  func finish() throws(EvaluationError) -> [[Float]] {
    guard let first, let last else { throw frame.refusal("it has a header and no rows") }
    guard placed > 0 else { throw frame.noneShared(first.time..<last.time) }
    return values
  }

  private mutating func series(at time: Int64) -> ScoredSeries? {
    let holds = { (series: ScoredSeries) in time >= series.start && time < series.end }
    if frame.series.indices.contains(current), holds(frame.series[current]) {
      return frame.series[current]
    }
    guard let index = frame.series.firstIndex(where: holds) else { return nil }
    current = index
    return frame.series[index]
  }

  /// The reader has seen to the order; a time may stand there once.
  private func requireOnce(
    _ last: NumberedReading, _ row: NumberedReading
  ) throws(EvaluationError) {
    guard row.time == last.time else { return }
    throw frame.refusal(
      "the time \(frame.spelled(row.time)) is in line \(last.line) already",
      "Give an estimate for each time once.", line: row.line)
  }
}

extension PredictionFrame {
  /// The appliance's own column; of two columns also one named power, or without a name.
  fileprivate func column(of names: [String], times: Int) throws(ReadingFault) -> Int {
    let others = names.indices.filter { $0 != times }
    if let column = others.first(where: { isNamed(names[$0]) }) { return column }
    if others.count == 1, let only = others.first {
      let isNameless = names[only] == "column \(only + 1)"
      if isNameless || Spelling.folded(names[only]) == "power" { return only }
    }
    throw ReadingFault(
      reason: "none of its columns (\(names.joined(separator: ", "))) is \(channel)",
      remedy: "It needs the columns timestamp and \(channel), or timestamp and power alone.")
  }
}
