import Disaggregation
import Files
import MeterData
import Networks
import Work

@testable import Serving

/// Networks of a few weights, on grids of 6 s and 10 s; one of them shares between windows.
final class TinyModels: ServedModels {
  let current: [ServedModel]
  var isReady: Bool { true }

  init() throws {
    current = [
      try TinyModels.model("kettle", window: 7, seconds: 6, TinyModels.dense(1)),
      try TinyModels.model("fridge", window: 5, seconds: 10, TinyModels.dense(5)),
      try TinyModels.model(
        "oven", window: 9, seconds: 6,
        [.convolution(name: "conv1", filters: 2, kernel: 3, isRectified: true)]
          + TinyModels.dense(1)),
    ]
  }

  private static func dense(_ outputs: Int) -> [LayerSpecification] {
    [
      .dense(name: "dense1", outputs: 3, isRectified: true),
      .dense(name: "dense2", outputs: outputs, isRectified: false),
    ]
  }

  private static func model(
    _ appliance: String, window: Int, seconds: Int64, _ layers: [LayerSpecification]
  ) throws -> ServedModel {
    let plan = try NetworkPlan(
      architecture: "small", window: window, padding: .valid, targetPosition: .middle,
      layers: layers)
    var generator = RandomGenerator(seed: 3)
    let description = ModelDescription(
      toolVersion: "0", plan: plan, period: TimeSpan(nanoseconds: seconds * ISOTime.second),
      mains: ModelDescription.Mains(
        quantity: "power active", maximumGap: TimeSpan(nanoseconds: 30 * ISOTime.second),
        histogram: MainsHistogram(minimum: 100, maximum: 2500, counts: [1, 1, 1])),
      target: ModelDescription.Target(
        appliance: appliance, mean: 12, median: 0,
        rule: ActivationRule(threshold: 700, minimumOn: 13, minimumOff: 13)),
      normalisation: Normalisation(
        mainsMean: 522, mainsDeviation: 814, targetMean: 700, targetDeviation: 1000),
      ranges: [], configuration: "")
    return ServedModel(
      name: appliance, version: "1",
      model: TrainedModel(
        network: Network(plan, generator: &generator), description: description))
  }
}

/// Computes at once what the lanes compute in turn, in blocks of little time.
final class TinyLanes: ComputeLanes {
  private let pool = ThreadPool(width: 1)
  private let settings: LaneSettings

  init() {
    var settings = LaneSettings()
    settings.pieceSamples = 16
    self.settings = settings
  }

  var depth: (windows: Int, series: Int) { (0, 0) }

  func windows(
    _ inputs: [Float], count: Int, of model: ServedModel, cancellation: Cancellation,
    _ done: @escaping @Sendable (Result<[Float], Refusal>) -> Void
  ) {
    done(.success(model.estimates(of: inputs, count: count, pool: pool)))
  }

  func series(
    _ work: SeriesWork, _ done: @escaping @Sendable (Result<SeriesAnswer, Refusal>) -> Void
  ) {
    do throws(Refusal) {
      let job = try SeriesJob(
        WaitingSeries(work: work, done: done), settings,
        estimator: { (plan) throws(DisaggregationError) in try estimator(of: plan) })
      while true {
        if let answer = try job.advance() { return done(.success(answer)) }
      }
    } catch { done(.failure(error)) }
  }

  /// As a server chooses them: window by window where these have nothing to share.
  func estimator(of plan: NetworkPlan) throws(DisaggregationError) -> any SeriesEstimator {
    if let shared = try? EngineChoice.series.estimator(of: plan, memory: 1 << 20, pool: pool) {
      return shared
    }
    do { return try EngineChoice.windows.estimator(of: plan, pool: pool) } catch {
      throw DisaggregationError(error)
    }
  }
}
