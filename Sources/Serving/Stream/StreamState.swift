import Disaggregation
import Files
import MeterData

/// What a household said when it began, and keeps to.
struct StreamSettings: Sendable, Equatable {
  var semantics: ReadingSemantics
  var unit: ReadingUnit
  var clamping: Clamping
  /// Names of models.
  var appliances: [String]

  init(_ options: PredictOptions, _ models: [ServedModel]) {
    semantics = options.semantics ?? .sample
    unit = PredictionSettings(semantics: semantics, unit: options.unit).unit
    clamping = options.clamping ?? .zero
    appliances = models.map(\.name)
  }

  /// What estimates are made with.
  var prediction: PredictionSettings {
    PredictionSettings(semantics: semantics, unit: unit, clamping: clamping)
  }

  /// - Throws: `Refusal` (409) where a request says otherwise than the one that began.
  func require(_ options: PredictOptions) throws(Refusal) {
    let differing: [(String, Bool)] = [
      ("semantics", options.semantics.map { $0 != semantics } ?? false),
      ("unit", options.unit.map { $0 != unit } ?? false),
      ("clamp", options.clamping.map { $0 != clamping } ?? false),
      ("appliances", options.appliances.map(differs) ?? false),
    ]
    guard let key = differing.first(where: \.1)?.0 else { return }
    throw Refusal(
      409, "settings_differ",
      "the household began with another \(key); begin again with \"begin\": true", field: key)
  }

  private func differs(_ names: [String]) -> Bool {
    let known = Set(appliances.map(ApplianceNames.key))
    return Set(names.map { ApplianceNames.key(ApplianceNames.canonical($0)) }) != known
      && Set(names.map(ApplianceNames.key)) != known
  }
}

/// What is remembered of a household: the readings that estimates to come may reach back to.
struct StreamState: Sendable {
  let settings: StreamSettings
  private(set) var readings = ReadingBlock()
  /// The time of the last row that was handed out as final.
  private(set) var finalUntil = Int64.min
  /// What was handed out before the requests whose answers may still be asked for again, oldest
  /// first.
  private var marks: [Mark] = []
  /// The longest that estimates reached back so far, nanoseconds.
  private(set) var reach: Int64 = 0
  /// Readings so far, those that were forgotten too.
  private(set) var seen = 0
  /// Whether the readings were found to be fine enough.
  private(set) var isJudged = false

  /// How things stood when a request came.
  private struct Mark {
    /// The newest sample.
    let newest: Int64
    /// The last final row.
    let final: Int64
  }

  init(_ settings: StreamSettings) { self.settings = settings }

  /// Takes the readings that are newer than all before.
  ///
  /// - Returns: How many they are.
  mutating func append(_ block: ReadingBlock) -> Int {
    var last = readings.times.last ?? .min
    let known = readings.count
    for (time, value) in zip(block.times, block.values) where time > last {
      readings.times.append(time)
      readings.values.append(value)
      last = time
    }
    seen += readings.count - known
    return readings.count - known
  }

  /// The last final row that the client of a request has, as far as its samples tell.
  ///
  /// Samples that come again are those whose answers were lost: what they brought is wanted again.
  ///
  /// - Parameter first: The time of the request's first sample; nil where it has none.
  /// - Returns: Its time; the smallest number where the client has none.
  func finalRow(knownWith first: Int64?) -> Int64 {
    guard let newest = readings.times.last else { return finalUntil }
    guard let first else { return marks.last?.final ?? finalUntil }
    guard first <= newest else { return finalUntil }
    return marks.last { $0.newest < first }?.final ?? .min
  }

  /// The time of the last final row that is handed out no more.
  var forgotten: Int64 { marks.first?.final ?? .min }

  /// The rows of an answer that are handed out: those that are final, and those that may change.
  ///
  /// - Parameters:
  ///   - settled: Rows that nothing to come can change.
  ///   - since: The time of the last final row that the client has.
  /// - Returns: Places of the retained readings.
  func rows(settled: Int, since: Int64) -> (final: Range<Int>, provisional: Range<Int>) {
    let known = place(after: max(since, forgotten))
    let open = max(place(after: finalUntil), settled)
    return (min(known, open)..<open, open..<readings.count)
  }

  /// Notes what was handed out, and forgets what nothing to come reaches.
  ///
  /// - Parameters:
  ///   - settled: Rows that nothing to come can change.
  ///   - newest: The newest sample before the request.
  ///   - reach: Nanoseconds, of the models that answered.
  mutating func advance(settled: Int, newest: Int64, reach: Int64) {
    if seen >= StreamState.enough { isJudged = true }
    self.reach = max(self.reach, reach)
    guard let last = readings.times.last, last > newest else { return }
    if marks.last?.final != finalUntil { marks.append(Mark(newest: newest, final: finalUntil)) }
    let open = max(place(after: finalUntil), settled)
    if open > 0 { finalUntil = max(finalUntil, readings.times[open - 1]) }
    let oldest = finalUntil.subtractingClamped(StreamState.memory)
    marks.removeFirst(marks.lastIndex { $0.final <= oldest } ?? 0)
    let first = min(settled, place(after: forgotten))
    let base = first < readings.count ? readings.times[first] : last
    let keep = place(after: base.subtractingClamped(self.reach))
    readings.times.removeFirst(keep)
    readings.values.removeFirst(keep)
  }

  /// The first reading later than a moment.
  private func place(after moment: Int64) -> Int {
    var (low, high) = (0, readings.count)
    while low < high {
      let middle = (low + high) / 2
      if readings.times[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Readings that tell their rhythm.
  static let enough = 64

  /// Nanoseconds of final rows that can be had again, beside those of the last request.
  static let memory = 600 * ISOTime.second
}

extension Int64 {
  /// The difference, or the smallest number there is.
  fileprivate func subtractingClamped(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? .min : difference
  }
}
