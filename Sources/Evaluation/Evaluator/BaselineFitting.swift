import Disaggregation
import Files
import MeterData
import Training
import Work

/// Makes the baselines that stand beside what is evaluated, and keeps what it has fitted.
final class BaselineFitting {
  /// A baseline that has been scored.
  struct Baseline {
    let name: String
    let scored: Scored
    let note: String?
  }

  private let choice: BaselineChoice
  private let ranges: FittedRanges?
  private let pool: ThreadPool
  private let cancellation: Cancellation
  private let observe: @Sendable (EvaluationEvent) -> Void
  private var fitted: (ranges: [HouseRange]?, baselines: FittedBaselines)?
  private var decoded: (stretches: [Stretch], mains: DecodedMains)?

  /// What tells the mains of one series from another's in the same store.
  private struct Stretch: Equatable {
    let house: Int
    let start: Int64
    let count: Int
    let period: Int64

    init(_ series: ScoredSeries) {
      house = series.house
      start = series.start
      count = series.count
      period = series.period
    }
  }

  init(
    request: EvaluationRequest, store: PreparedStore, pool: ThreadPool,
    cancellation: Cancellation, observe: @escaping @Sendable (EvaluationEvent) -> Void
  ) throws(EvaluationError) {
    choice = request.baselines
    (self.pool, self.cancellation, self.observe) = (pool, cancellation, observe)
    guard let path = request.trainStore else {
      ranges = nil
      return
    }
    ranges = FittedRanges(
      store: try EvaluationError.wrapping { try PreparedStore(path: path) },
      evaluated: store)
  }

  /// Zero, mean and median: of what the model was trained on where there is a model.
  func constants(
    _ target: ModelDescription.Target?, of appliance: String, _ models: [Evaluator.Model],
    _ scorer: Scorer
  ) throws(EvaluationError) -> [Baseline] {
    guard choice != .none else { return [] }
    let constants: [ConstantBaseline]
    if let target {
      constants = ConstantBaseline.all(of: target)
    } else if let ranges {
      constants = try ConstantBaseline.all(
        of: appliance, in: ranges.store, ranges: ranges.fitted(beside: scorer.series, models))
    } else {
      constants = ConstantBaseline.all(ofScored: scorer)
    }
    return constants.map {
      Baseline(name: $0.name, scored: scorer.score($0.estimates), note: $0.note)
    }
  }

  /// Those that are fitted on another store.
  func baselines(
    of appliance: String, _ models: [Evaluator.Model], _ scorer: Scorer
  ) throws(EvaluationError) -> [Baseline] {
    guard choice == .all, let ranges else { return [] }
    let mains = try decodedMains(
      scorer.series, of: ranges.store, fittedOn: ranges.fitted(beside: scorer.series, models))
    return try mains.estimates(of: appliance).map { one in
      Baseline(
        name: one.name, scored: scorer.score(.series(one.watts)), note: one.note)
    }
  }

  /// The likeliest states of all appliances, found once for all that have the same mains.
  private func decodedMains(
    _ series: [ScoredSeries], of store: PreparedStore, fittedOn ranges: [HouseRange]?
  ) throws(EvaluationError) -> DecodedMains {
    if fitted == nil || fitted?.ranges != ranges { decoded = nil }
    let stretches = series.map(Stretch.init)
    if let decoded, decoded.stretches == stretches { return decoded.mains }
    let baselines = try fit(store, ranges)
    let mains = try baselines.decoded(
      series.map(\.mains), period: series[0].period, pool: pool, cancellation: cancellation)
    decoded = (stretches, mains)
    return mains
  }

  private func fit(
    _ store: PreparedStore, _ ranges: [HouseRange]?
  ) throws(EvaluationError) -> FittedBaselines {
    if let fitted, fitted.ranges == ranges { return fitted.baselines }
    observe(.fitting(store: store.path))
    let baselines = try FittedBaselines(
      store: store, ranges: ranges, cancellation: cancellation)
    fitted = (ranges, baselines)
    return baselines
  }
}
