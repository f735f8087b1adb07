import Disaggregation
import Files
import MeterData
import Training
import Work

/// Makes the baselines that stand beside what is evaluated.
struct BaselineFitting {
  /// A baseline that has been scored.
  struct Baseline {
    let name: String
    let scored: Scored
    let note: String?
  }

  private let choice: BaselineChoice
  private let trainStore: PreparedStore?

  init(
    request: EvaluationRequest, store: PreparedStore, models: [Evaluator.Model],
    cancellation: Cancellation, observe: @escaping @Sendable (EvaluationEvent) -> Void
  ) throws(EvaluationError) {
    choice = request.baselines
    trainStore = try request.trainStore.map { path throws(EvaluationError) in
      try EvaluationError.wrapping { try PreparedStore(path: path) }
    }
  }

  /// Zero, mean and median: of what the model was trained on where there is a model.
  func constants(
    _ target: ModelDescription.Target?, of appliance: String, _ scorer: Scorer
  ) throws(EvaluationError) -> [Baseline] {
    guard choice != .none else { return [] }
    var constants: [ConstantBaseline]
    if let target {
      constants = ConstantBaseline.all(of: target)
    } else if let trainStore {
      constants = try ConstantBaseline.all(of: appliance, in: trainStore)
    } else {
      constants = ConstantBaseline.all(ofScored: scorer.series)
    }
    return constants.map {
      Baseline(name: $0.name, scored: scorer.score($0.estimates), note: $0.note)
    }
  }

  /// Those that are fitted on another store.
  func baselines(of appliance: String, _ scorer: Scorer) throws(EvaluationError) -> [Baseline] {
    []
  }
}
