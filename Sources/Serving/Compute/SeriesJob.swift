import Disaggregation
import Files
import HTTP
import MeterData
import Networks
import Work

/// A series that somebody waits for.
struct WaitingSeries: Sendable {
  let work: SeriesWork
  let done: @Sendable (Result<SeriesAnswer, Refusal>) -> Void
}

/// A series under way: one thread's own.
final class SeriesJob {
  let waiting: WaitingSeries
  /// That it has taken so far.
  var seconds = 0.0
  private let predictor: Predictor
  private let settings: LaneSettings
  /// Nanoseconds that one block of the finest grid takes.
  private let span: Int64
  private var rows: PredictedRows
  private var place = 0
  /// Whether networks have yet to take what was offered, and whether that is the end.
  private var isOffered = false
  private var isLast = false
  private var isFinished = false
  /// Rows that nothing to come can change, where the work asks for it.
  private var settled = 0

  /// - Throws: `Refusal` (422) where the readings are too coarse for a model.
  init(
    _ waiting: WaitingSeries, _ settings: LaneSettings,
    estimator: (NetworkPlan) throws(DisaggregationError) -> any SeriesEstimator
  ) throws(Refusal) {
    self.waiting = waiting
    self.settings = settings
    let work = waiting.work
    var prediction = PredictionSettings(
      semantics: work.semantics, unit: work.unit, clamping: work.clamping)
    prediction.blockSamples = settings.pieceSamples
    prediction.keepsActivations = true
    let models = work.models.map(\.model)
    span =
      (models.map(\.description.period.nanoseconds).min() ?? 1) * Int64(settings.pieceSamples)
    rows = PredictedRows(appliances: models.count)
    do throws(DisaggregationError) {
      predictor = try Predictor(
        models, prediction, cancellation: work.cancellation, estimator: estimator)
      if work.judgesRhythm {
        try predictor.begin(with: work.readings)
      } else {
        predictor.resume()
      }
    } catch { throw Refusal(error) }
  }

  private var count: Int { waiting.work.readings.count }

  /// Goes on for one turn.
  ///
  /// - Returns: The answer, once it is complete.
  func advance() throws(Refusal) -> SeriesAnswer? {
    let began = ProcessMeasures.seconds
    do throws(DisaggregationError) {
      while !isFinished {
        if !isOffered { try offer() }
        if let known = try predictor.step() {
          rows.append(known)
          isOffered = false
          isFinished = isLast
        }
        if !isFinished, ProcessMeasures.seconds - began >= settings.turnSeconds { return nil }
      }
    } catch { throw Refusal(error) }
    var answer = SeriesAnswer(
      rows: rows, summary: predictor.summary, activations: predictor.activations)
    answer.settled = settled
    return answer
  }

  /// Lets the networks begin with the next block, or with the end.
  private func offer() throws(DisaggregationError) {
    isLast = place == count
    if isLast, waiting.work.settles {
      rows.append(try predictor.settle())
      settled = rows.count
    }
    predictor.offer(isLast ? nil : nextBlock())
    isOffered = true
  }

  /// Rows of so much time that they fill a block, one at least.
  private func nextBlock() -> ReadingBlock {
    let readings = waiting.work.readings
    let limit = readings.times[place].addingReportingOverflow(span)
    var end = place + 1
    while end < count, limit.overflow || readings.times[end] < limit.partialValue,
      end - place < SeriesJob.rowsAtOnce
    {
      end += 1
    }
    defer { place = end }
    if place == 0, end == count { return readings }
    return ReadingBlock(
      times: Array(readings.times[place..<end]), values: Array(readings.values[place..<end]))
  }

  private static let rowsAtOnce = 1 << 16
}

extension Refusal {
  /// What a series is refused for.
  init(_ error: DisaggregationError) {
    let sentence = error.remedy.map { "\(error.reason). \($0)" } ?? error.reason
    switch error.status {
    case .interrupted: self = .left
    case .badData: self.init(422, Refusal.tooCoarse, sentence)
    case .wrongUsage: self.init(422, "bad_models", sentence)
    default:
      self.init(
        503, "failed", "the estimate failed: \(error.reason)",
        fields: [HTTPField("Retry-After", "5")])
    }
  }
}
