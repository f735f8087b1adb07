package import Disaggregation
package import Files
import MeterData

/// Reads another tool's estimates of one appliance.
package enum PredictionsFile {
  /// The estimates for some series: watts, NaN where the file has none.
  ///
  /// - Parameters:
  ///   - path: A file whose name ends in `.csv`, `.h5` or `.npy`.
  ///   - series: What is scored; their times are those of the store's grid.
  ///   - appliance: However it is spelled.
  ///   - zone: Of times without an offset.
  ///   - period: Between two samples of the store.
  /// - Returns: As many arrays as there are series, as long as each.
  /// - Throws: `EvaluationError`: 66 where the file cannot be opened, 65 where it is damaged, is
  ///   of another layout, or has other times than the series.
  package static func read(
    _ path: String, for series: [ScoredSeries], appliance: String, zone: TimeZoneRules,
    period: TimeSpan
  ) throws(EvaluationError) -> [[Float]] {
    let frame = PredictionFrame(
      path: path, series: series, appliance: appliance, zone: zone, period: period)
    return switch FileSystem.name(of: path).split(separator: ".").last?.lowercased() {
    case "csv", "tsv", "txt": try TimedPredictions(frame).read()
    case "h5", "hdf5", "hdf": try HDF5Predictions(frame).read()
    case "npy": try NumpyPredictions(frame).read()
    default:
      throw frame.refusal(
        "its name ends in none of .csv, .h5 and .npy, which tell how it is read",
        "Give it the ending of what it is.")
    }
  }
}

/// What a file of predictions has to fit.
struct PredictionFrame {
  let path: String
  let series: [ScoredSeries]
  let appliance: String
  let zone: TimeZoneRules
  let period: TimeSpan

  /// Arrays without any estimate.
  var empty: [[Float]] {
    series.map { [Float](repeating: .nan, count: $0.count) }
  }

  /// Samples of all series.
  var count: Int { series.reduce(0) { $0 + $1.count } }

  /// "dish_washer".
  var channel: String { ApplianceNames.channel(ApplianceNames.canonical(appliance)) }

  /// The ends of all series: nanoseconds UTC.
  var range: Range<Int64> {
    let first = series.map(\.start).min() ?? 0
    return first..<max(first, series.map(\.end).max() ?? first)
  }

  /// Whether a column or dataset of that name is the appliance's.
  func isNamed(_ name: String) -> Bool {
    let key = { ApplianceNames.key(ApplianceNames.canonical($0)) }
    return key(name) == key(appliance)
  }

  /// A moment for messages.
  func spelled(_ time: Int64) -> String {
    let isWhole = time.isMultiple(of: ISOTime.second)
    return ISOTime.format(time, in: zone, decimals: isWhole ? 0 : 3)
  }

  /// "from … to …".
  func spelled(_ times: Range<Int64>) -> String {
    "from \(spelled(times.lowerBound)) to \(spelled(times.upperBound))"
  }

  /// Where a run of estimates would lie on a grid that is not the store's.
  func requireOnGrid(_ time: Int64, _ series: ScoredSeries, line: Int? = nil)
    throws(EvaluationError)
  {
    guard (time - series.start).isMultiple(of: series.period) else {
      throw refusal(
        "the time \(spelled(time)) is not on the store's grid, which has a sample every "
          + "\(period.spaced), at \(spelled(series.start)) for instance",
        "Bring the estimates onto the store's grid first.", line: line)
    }
  }

  /// Refuses watts that no house draws or gives back; a NaN stands for no estimate.
  ///
  /// `place` names the sample where there is no line: "sample 3 of house 1".
  func requirePlausible(
    _ watts: Double, line: Int? = nil, place: @autoclosure () -> String? = nil
  ) throws(EvaluationError) {
    guard watts.magnitude > PredictionFrame.largest else { return }
    let spelled = watts.isInfinite ? "infinite" : "\(watts) W"
    throw refusal(
      "the estimate\(place().map { " of \($0)" } ?? "") is \(spelled), and no house draws more than "
        + "\(DecimalText.grouped(Int(PredictionFrame.largest))) W",
      "Give watts; NaN where there is no estimate.", line: line)
  }

  /// A megawatt: ten times what counts as a reading, since estimates may be poor.
  static let largest = 1e6

  func noneShared(_ times: Range<Int64>) -> EvaluationError {
    refusal(
      "its times go \(spelled(times)), and what is scored goes \(spelled(range)): no time is shared",
      "Name the range with --from and --to, or the store that the estimates are of.")
  }

  /// A fault of the data (65) in the file.
  func refusal(_ reason: String, _ remedy: String? = nil, line: Int? = nil) -> EvaluationError {
    EvaluationError(
      status: .badData, attempt: "read the predictions of",
      path: line.map { "\(path), line \($0)" } ?? path, reason: reason, remedy: remedy)
  }
}

extension ScoredSeries {
  /// Where the last sample ends, nanoseconds UTC.
  var end: Int64 { start + Int64(count) * period }
}
