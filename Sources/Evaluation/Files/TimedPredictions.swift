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
    var column = try open()
    var placement = Placement(frame)
    var rows: [TimedColumn.Row] = []
    while try next(&column, &rows) {
      for row in rows { try placement.take(row) }
    }
    return try placement.finish()
  }

  private func open() throws(EvaluationError) -> TimedColumn {
    do throws(MeterDataError) {
      return try TimedColumn(path: frame.path, zone: frame.zone) {
        (columns, timeColumn) throws(MeterDataError) in
        try choose(columns, timeColumn)
      }
    } catch {
      throw EvaluationError(error)
    }
  }

  private func next(
    _ column: inout TimedColumn, _ rows: inout [TimedColumn.Row]
  ) throws(EvaluationError) -> Bool {
    do throws(MeterDataError) {
      return try column.read(into: &rows)
    } catch {
      throw EvaluationError(error)
    }
  }

  /// The appliance's own column; of two columns also one named power, or without a name.
  private func choose(
    _ columns: [String], _ timeColumn: Int
  ) throws(MeterDataError) -> Int {
    let others = columns.indices.filter { $0 != timeColumn }
    if let column = others.first(where: { frame.isNamed(columns[$0]) }) { return column }
    if others.count == 1, let only = others.first {
      let isNameless = columns[only] == "column \(only + 1)"
      if isNameless || Spelling.folded(columns[only]) == "power" { return only }
    }
    throw MeterDataError(
      frame.refusal(
        "none of its columns (\(columns.joined(separator: ", "))) is \(frame.channel)",
        "It needs the columns timestamp and \(frame.channel), or timestamp and power alone."
      ).fault)
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
  private var first: TimedColumn.Row?
  private var last: TimedColumn.Row?
  private var placed = 0
  /// The series that the last row fell into.
  private var current = 0

  init(_ frame: PredictionFrame) {
    self.frame = frame
    values = frame.empty
  }

  mutating func take(_ row: TimedColumn.Row) throws(EvaluationError) {
    if let last { try requireOrder(last, row) }
    if first == nil { first = row }
    last = row
    guard let series = series(at: row.time) else { return }
    try frame.requireOnGrid(row.time, series, line: row.line)
    guard !row.value.isInfinite else {
      throw frame.refusal("the estimate is infinite", line: row.line)
    }
    values[current][Int((row.time - series.start) / series.period)] = row.value
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

  private func requireOrder(
    _ last: TimedColumn.Row, _ row: TimedColumn.Row
  ) throws(EvaluationError) {
    guard row.time <= last.time else { return }
    let reason =
      row.time == last.time
      ? "the time \(frame.spelled(row.time)) is in line \(last.line) already"
      : "the time \(frame.spelled(row.time)) comes after \(frame.spelled(last.time)) in line "
        + "\(last.line)"
    throw frame.refusal(reason, "Sort the rows by time, each time once.", line: row.line)
  }
}
