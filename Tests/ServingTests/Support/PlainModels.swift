import Disaggregation
import Files
import MeterData
import Networks
import Synchronization
import Work

@testable import Serving

/// Models that are handed out as they are, and exchanged at will.
final class PlainModels: ServedModels {
  private let models: Mutex<[ServedModel]>

  init(_ models: [ServedModel]) { self.models = Mutex(models) }

  var current: [ServedModel] { models.withLock { $0 } }
  var isReady: Bool { !current.isEmpty }

  func exchange(_ models: [ServedModel]) { self.models.withLock { $0 = models } }

  /// A dense network of a few weights: what it says of a window changes with each of its samples.
  static func model(
    _ appliance: String = "kettle", version: String = "1", window: Int = 7, seed: UInt64 = 3,
    target: TargetPosition? = .middle, rule: ActivationRule? = nil, maximumGap: Int64 = 12
  ) throws -> ServedModel {
    let plan = try NetworkPlan(
      architecture: "small", window: window, padding: .valid, targetPosition: target ?? .middle,
      layers: [
        .dense(name: "dense1", outputs: 5, isRectified: true),
        .dense(name: "dense2", outputs: target == nil ? window : 1, isRectified: false),
      ])
    var generator = RandomGenerator(seed: seed)
    let description = ModelDescription(
      toolVersion: "0.1.0", plan: plan, period: TimeSpan(nanoseconds: 6 * ISOTime.second),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: maximumGap * ISOTime.second),
        histogram: MainsHistogram(
          minimum: 100, maximum: 2500, counts: [Int](repeating: 1, count: 64))),
      target: ModelDescription.Target(
        appliance: appliance, mean: 12, median: 0,
        rule: rule ?? ActivationRule(threshold: 700, minimumOn: 13, minimumOff: 13)),
      normalisation: Normalisation(
        mainsMean: 522, mainsDeviation: 814, targetMean: 700, targetDeviation: 1000),
      ranges: [], configuration: "")
    return ServedModel(
      name: ApplianceNames.channel(appliance), version: version,
      model: TrainedModel(
        network: Network(plan, generator: &generator), description: description))
  }
}

/// Computes at once, on the thread that asks, exactly as `energy predict` does.
final class PlainLanes: ComputeLanes {
  private let refusal: Mutex<Refusal?> = Mutex(nil)
  let calls = Atomic<Int>(0)

  var depth: (windows: Int, series: Int) { (0, 0) }

  /// From now on everything is refused; nil computes again.
  func refuse(_ refusal: Refusal?) { self.refusal.withLock { $0 = refusal } }

  func windows(
    _ inputs: [Float], count: Int, of model: ServedModel, cancellation: Cancellation,
    _ done: @escaping @Sendable (Result<[Float], Refusal>) -> Void
  ) {
    calls.add(1, ordering: .relaxed)
    if let refusal = refusal.withLock({ $0 }) { return done(.failure(refusal)) }
    let engine = NetworkEngine(
      plan: model.model.network.plan, maximumBatch: 8, pool: ThreadPool(width: 1),
      isTraining: false)
    done(.success(model.model.estimates(of: inputs, count: count, engine)))
  }

  func series(
    _ work: SeriesWork, _ done: @escaping @Sendable (Result<SeriesAnswer, Refusal>) -> Void
  ) {
    calls.add(1, ordering: .relaxed)
    if let refusal = refusal.withLock({ $0 }) { return done(.failure(refusal)) }
    done(PlainLanes.answer(work))
  }

  static func answer(_ work: SeriesWork) -> Result<SeriesAnswer, Refusal> {
    var settings = PredictionSettings(
      semantics: work.semantics, unit: work.unit, clamping: work.clamping, engine: .windows)
    settings.keepsActivations = true
    do throws(DisaggregationError) {
      let predictor = try Predictor(
        work.models.map(\.model), settings, pool: ThreadPool(width: 1))
      if work.judgesRhythm {
        try predictor.begin(with: work.readings)
      } else {
        predictor.resume()
      }
      var rows = try predictor.add(work.readings)
      if work.settles { rows.append(try predictor.settle()) }
      let settled = work.settles ? rows.count : 0
      rows.append(try predictor.finish())
      var answer = SeriesAnswer(
        rows: rows, summary: predictor.summary, activations: predictor.activations)
      answer.settled = settled
      return .success(answer)
    } catch {
      return .failure(Refusal(422, "too_coarse", error.reason))
    }
  }
}
