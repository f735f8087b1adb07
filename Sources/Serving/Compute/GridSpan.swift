import Disaggregation
import Files
import MeterData
import Synchronization

/// How much a series is to compute, told before any of it is done.
enum GridSpan {
  /// Samples of a network's grid from the first reading to the last.
  ///
  /// Rows without a reading bring none. Of a silence, what a reading lasts counts and what is
  /// carried on, or what windows reach: behind that the next reading begins anew, with windows of
  /// its own.
  static func samples(
    of readings: ReadingBlock, _ semantics: ReadingSemantics, for model: TrainedModel
  ) -> Int {
    let longest = longest(semantics, model)
    let period = model.description.period.nanoseconds
    var last: Int?
    var count = 0
    for (time, value) in zip(readings.times, readings.values) where !value.isNaN {
      let bin = Grid.bin(of: time, period: period)
      count += last.map { min(max(bin - $0, 0), longest) } ?? 1
      last = bin
    }
    return count
  }

  /// Samples that one reading brings at most.
  private static func longest(_ semantics: ReadingSemantics, _ model: TrainedModel) -> Int {
    let description = model.description
    let period = description.period.nanoseconds
    let carried = Int(description.mains.maximumGap.nanoseconds / period)
    let lasting =
      switch semantics {
      case .sample: 0
      case .hold: Int(PredictionSettings.standardHold.nanoseconds / period) + 1
      case .counter: carried + 1
      }
    return lasting + max(carried, model.network.plan.window)
  }
}

extension SeriesWork {
  /// - Throws: `Refusal` (413) where the readings span more samples than there may be.
  func requireRoom(_ limit: Int, field: String? = nil) throws(Refusal) {
    guard gridSamples <= limit else {
      throw Refusal.long(
        "the readings span \(DecimalText.grouped(gridSamples)) samples of a network's grid, gaps "
          + "included, and \(DecimalText.grouped(limit)) are the most; send them in several "
          + "requests", limit: limit, field: field)
    }
  }
}

/// Samples that the lines of one body may span together.
final class GridBudget: Sendable {
  private let limit: Int
  private let taken = Mutex(0)

  init(_ limit: Int) { self.limit = limit }

  /// Counts a line's samples.
  ///
  /// - Throws: `Refusal` (413) where they are too many; they are not counted then.
  func take(_ samples: Int) throws(Refusal) {
    let fits = taken.withLock { taken in
      guard taken + samples <= limit else { return false }
      taken += samples
      return true
    }
    guard fits else {
      throw Refusal.long(
        "the lines of this body span more than \(DecimalText.grouped(limit)) samples of a "
          + "network's grid together, gaps included; send them in several requests", limit: limit)
    }
  }
}

extension Refusal {
  /// More is asked for than one request may.
  static func long(_ message: String, limit: Int, field: String? = nil) -> Refusal {
    Refusal(
      413, "too_long", message, field: field,
      details: [JSON.Member(key: "limit", value: .integer(limit))])
  }
}
