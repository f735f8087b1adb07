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
  private var decoded: (key: [Range<Int64>], mains: DecodedMains)?

  init(
    request: EvaluationRequest, store: PreparedStore, models: [Evaluator.Model], pool: ThreadPool,
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
      evaluated: store, models: models)
  }

  /// Zero, mean and median: of what the model was trained on where there is a model.
  func constants(
    _ target: ModelDescription.Target?, of appliance: String, _ scorer: Scorer
  ) throws(EvaluationError) -> [Baseline] {
    guard choice != .none else { return [] }
    let constants: [ConstantBaseline]
    if let target {
      constants = ConstantBaseline.all(of: target)
    } else if let ranges {
      constants = try ConstantBaseline.all(
        of: appliance, in: ranges.store, ranges: ranges.fitted(beside: scorer.series))
    } else {
      constants = ConstantBaseline.all(ofScored: scorer.series)
    }
    return constants.map {
      Baseline(name: $0.name, scored: scorer.score($0.estimates), note: $0.note)
    }
  }

  /// Those that are fitted on another store.
  func baselines(of appliance: String, _ scorer: Scorer) throws(EvaluationError) -> [Baseline] {
    guard choice == .all, let ranges else { return [] }
    let mains = try decodedMains(scorer.series, ranges)
    return try mains.estimates(of: appliance).map { one in
      Baseline(
        name: one.name, scored: scorer.score(.series(one.watts)), note: one.note)
    }
  }

  /// The likeliest states of all appliances, found once for all that have the same mains.
  private func decodedMains(
    _ series: [ScoredSeries], _ ranges: FittedRanges
  ) throws(EvaluationError) -> DecodedMains {
    let wanted = try ranges.fitted(beside: series)
    if fitted == nil || fitted?.ranges != wanted { decoded = nil }
    let key = series.map { $0.start..<$0.start + Int64($0.count) * $0.period }
    if let decoded, decoded.key == key { return decoded.mains }
    let baselines = try fit(ranges.store, wanted)
    let mains = try baselines.decoded(
      series.map(\.mains), period: series[0].period, pool: pool, cancellation: cancellation)
    decoded = (key, mains)
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

/// What of a training store baselines are fitted on: never what is evaluated.
struct FittedRanges {
  let store: PreparedStore
  /// The store that is evaluated.
  let evaluated: PreparedStore
  let models: [Evaluator.Model]

  /// The ranges that a model was trained on where the store has them, else all of a store of
  /// another source, else what is not evaluated; nil is all.
  ///
  /// - Throws: `EvaluationError` (65) where nothing is left.
  func fitted(beside series: [ScoredSeries]) throws(EvaluationError) -> [HouseRange]? {
    for model in models {
      let ranges = trained(model.description)
      if !ranges.isEmpty { return ranges }
    }
    guard store.provenance.source.sha256 == evaluated.provenance.source.sha256 else { return nil }
    let ranges = store.houses.compactMap { house in
      let own = series.filter { $0.house == house.id }
      guard let first = own.map(\.start).min() else {
        return HouseRange(house: house.id, samples: 0..<house.grid.count)
      }
      // Of a house that is evaluated too, what comes before.
      return range(of: house, house.grid.start..<max(first, house.grid.start))
    }
    guard !ranges.isEmpty else {
      throw EvaluationError(
        status: .badData, attempt: "fit baselines on", path: store.path,
        reason: "all it has is evaluated, or comes after it",
        remedy: "Evaluate a later --from or another --building, or leave out --train-data.")
    }
    return ranges
  }

  private func trained(_ description: ModelDescription) -> [HouseRange] {
    description.ranges.compactMap { learnt in
      guard learnt.use == .training, learnt.sourceSHA256 == store.provenance.source.sha256,
        let house = store.houses.first(where: { $0.id == learnt.building })
      else { return nil }
      return range(of: house, learnt.times)
    }
  }

  private func range(of house: PreparedStore.House, _ times: Range<Int64>) -> HouseRange? {
    let grid = house.grid
    let bins = Grid.wholeBins(in: times.clamped(to: grid.start..<grid.end), period: grid.period)
    let first = grid.bins.lowerBound
    guard !bins.isEmpty else { return nil }
    return HouseRange(house: house.id, samples: bins.lowerBound - first..<bins.upperBound - first)
  }
}
