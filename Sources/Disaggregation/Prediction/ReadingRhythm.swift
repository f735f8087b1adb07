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

  /// So few steps tell little: one of them may be a silence.
  private static let few = 20

  /// Nanoseconds: the median step; of readings that last, which come as they like, and of few, a
  /// short one.
  private var step: Int64? {
    guard !steps.isEmpty else { return nil }
    let sorted = steps.sorted()
    return semantics == .sample && sorted.count > ReadingRhythm.few
      ? sorted[(sorted.count - 1) / 2] : sorted[sorted.count / 20]
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

  /// Clocks jitter: whole seconds where the step is longer than one, and of long ones whole
  /// minutes, hours or days.
  private static func rounded(_ step: Int64) -> TimeSpan {
    let second = ISOTime.second
    let units = [(10 * 86_400, 86_400), (10 * 3600, 3600), (600, 60), (1, 1)] as [(Int64, Int64)]
    guard let unit = units.first(where: { step > $0.0 * second })?.1 else {
      return TimeSpan(nanoseconds: step)
    }
    let length = unit * second
    let count = step / length + (step % length >= length - length / 2 ? 1 : 0)
    return TimeSpan(nanoseconds: count * length)
  }
}
