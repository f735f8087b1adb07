import Disaggregation
import Networks
import Work

/// What weights training begins with, and which of them it leaves alone.
struct InitialWeights {
  /// nil where they are drawn from the seed.
  let network: Network?
  /// Of each parameter.
  let frozen: [Bool]
  /// What the weights were trained on before.
  let inherited: [LearntRange]
  /// Full sentences.
  let notes: [String]

  init(_ configuration: TrainingConfiguration, _ plan: NetworkPlan) throws(TrainingError) {
    network = nil
    frozen = configuration.frozen(in: plan)
    inherited = []
    notes = []
  }
}
