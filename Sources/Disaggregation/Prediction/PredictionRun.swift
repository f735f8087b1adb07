import Files
package import MeterData
package import Work

/// Reads rows, disaggregates them and writes them, piece by piece.
package enum PredictionRun {
  /// Goes through all rows of a source.
  ///
  /// - Parameters:
  ///   - source: The rows.
  ///   - predictor: Fresh; its summary is complete afterwards.
  ///   - sink: Takes the rows with their estimates.
  ///   - supervision: Told how far the source has been read.
  /// - Throws: Whatever reading and writing throw, and `DisaggregationError` that names the source.
  package static func run(
    _ source: any ReadingSource, _ predictor: Predictor, into sink: any PredictionSink,
    _ supervision: Supervision
  ) throws {
    var times = WaitingTimes()
    var block = ReadingBlock()
    while try source.read(into: &block) {
      times.append(block)
      let known = try named(source) { () throws(DisaggregationError) in try predictor.add(block) }
      try hand(known, &times, sink)
      let (done, total) = source.progress
      try supervision.advance(to: done, of: total)
    }
    let rest = try named(source) { () throws(DisaggregationError) in try predictor.finish() }
    try hand(rest, &times, sink)
  }

  private static func hand(
    _ rows: PredictedRows, _ times: inout WaitingTimes, _ sink: any PredictionSink
  ) throws {
    guard rows.count > 0 else { return }
    try times.take(rows.count) { try sink.write(rows, times: $0) }
  }

  /// A refusal of the readings names where they come from.
  private static func named(
    _ source: any ReadingSource, _ body: () throws(DisaggregationError) -> PredictedRows
  ) throws(DisaggregationError) -> PredictedRows {
    do throws(DisaggregationError) {
      return try body()
    } catch {
      guard error.status == .badData, error.path == nil else { throw error }
      throw DisaggregationError(
        status: error.status, attempt: "disaggregate", path: source.path, reason: error.reason,
        remedy: error.remedy)
    }
  }
}
