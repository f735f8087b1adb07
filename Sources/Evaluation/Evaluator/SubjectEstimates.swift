import Disaggregation
import Files
import MeterData
import Networks
import Work

/// What one subject says of every house, within the range.
struct SubjectEstimates {
  /// Watts, not clamped, a house each; NaN where there is none.
  var values: [[Float]] = []
  var flags: [[SampleFlag]] = []
  /// Sentences about how they were made.
  var remarks: [String] = []
  /// SHA-256, hexadecimal; nil where there are no weights.
  var weights: String?
}

/// Lets a model estimate the houses, one after another.
struct ModelEstimation {
  let path: String
  let engine: EngineChoice
  /// Bytes; nil is the engine's own.
  let memory: Int?
  let pool: ThreadPool
  let cancellation: Cancellation
  let observe: @Sendable (EvaluationEvent) -> Void

  /// - Throws: `EvaluationError`, with status 130 where the work was stopped.
  func estimates(of houses: [EvaluatedSamples]) throws(EvaluationError) -> SubjectEstimates {
    let model = try EvaluationError.wrapping { try TrainedModel(path: path) }
    try requireTrue(model)
    var estimates = SubjectEstimates(weights: model.weightsDigest)
    let estimator = try estimator(of: model.network.plan, &estimates.remarks)
    let appliance = model.description.target.appliance
    for samples in houses {
      try checkNotStopped()
      let all = disaggregated(samples, model, estimator, appliance)
      try checkNotStopped()
      estimates.values.append(Array(all.estimates[samples.range]))
      estimates.flags.append(Array(all.flags[samples.range]))
    }
    return estimates
  }

  /// Refuses weights that give other estimates here than where they were written.
  private func requireTrue(_ model: TrainedModel) throws(EvaluationError) {
    do throws(DisaggregationError) {
      try model.selfTest(on: pool)
    } catch {
      throw EvaluationError(
        status: error.status, attempt: "trust the model", path: path, reason: error.reason,
        remedy: error.remedy)
    }
  }

  private func disaggregated(
    _ samples: EvaluatedSamples, _ model: TrainedModel, _ estimator: any SeriesEstimator,
    _ appliance: String
  ) -> Disaggregated {
    let total = samples.mains.count
    return model.disaggregate(samples.mains, with: estimator) { done in
      observe(
        .estimating(appliance: appliance, house: samples.house, done: done, total: total))
    }
  }

  /// The engine that is asked for; where windows have nothing to share, each by itself.
  private func estimator(
    of plan: NetworkPlan, _ remarks: inout [String]
  ) throws(EvaluationError) -> any SeriesEstimator {
    do throws(NetworksError) {
      return try engine.estimator(
        of: plan, memory: memory ?? SeriesEngine.standardMemory, pool: pool,
        cancellation: cancellation)
    } catch {
      guard engine == .series, error.status == .badConfiguration, memory == nil else {
        throw EvaluationError(error)
      }
      remarks.append("Each window is estimated by itself, which is slow: \(error.reason).")
      return WindowsEstimator(plan: plan, pool: pool, cancellation: cancellation)
    }
  }

  private func checkNotStopped() throws(EvaluationError) {
    do { try cancellation.check() } catch { throw EvaluationError(error) }
  }
}
