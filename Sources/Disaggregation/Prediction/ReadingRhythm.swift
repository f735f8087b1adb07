import Files
import MeterData

/// How far apart the first readings lie, to refuse what is far coarser than a network's period.
struct ReadingRhythm: Sendable {
  private let semantics: ReadingSemantics
  private var last: Int64?
  private var steps: [Int64] = []
  private var rows = 0

  init(_ semantics: ReadingSemantics) { self.semantics = semantics }

  /// Whether enough was seen; rows without readings are not waited on for ever.
  var isKnown: Bool { steps.count >= ReadingRhythm.enough || rows >= ReadingRhythm.patience }

  private static let enough = 2000
  private static let patience = 1 << 18
  /// Readings at most so many periods apart are accepted.
  private static let coarsest: Int64 = 2

  /// Looks at the rows that have a reading.
  mutating func add(_ block: ReadingBlock) {
    rows += block.count
    for (time, value) in zip(block.times, block.values)
    where !value.isNaN && steps.count < ReadingRhythm.enough {
      if let last, time > last { steps.append(time - last) }
      last = time
    }
  }

  /// Nanoseconds: the median step; of readings that last, which come as they like, a short one.
  private var step: Int64? {
    guard !steps.isEmpty else { return nil }
    let sorted = steps.sorted()
    return semantics == .sample ? sorted[sorted.count / 2] : sorted[sorted.count / 20]
  }

  /// - Throws: `DisaggregationError` (65) that names the period needed and the one found.
  func require(_ description: ModelDescription) throws(DisaggregationError) {
    let period = description.period
    guard let step, step > ReadingRhythm.coarsest * period.nanoseconds else { return }
    throw DisaggregationError(
      status: .badData, attempt: "", path: nil,
      reason: "its readings are \(ReadingRhythm.spelled(step)) apart, and the network for the "
        + "\(description.target.appliance) needs one every \(period.spaced)",
      remedy: "Give finer readings, or train a network on such data: energy preprocess --period "
        + "\(ReadingRhythm.rounded(step)).")
  }

  private static func spelled(_ step: Int64) -> String { rounded(step).spaced }

  /// Clocks jitter: whole seconds where the step is longer than one.
  private static func rounded(_ step: Int64) -> TimeSpan {
    let second = ISOTime.second
    return TimeSpan(nanoseconds: step > second ? (step + second / 2) / second * second : step)
  }
}
