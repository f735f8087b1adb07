import Disaggregation
import Files
import MeterData
package import Training

/// One network to be trained and evaluated: an appliance in a fold, with a model and a seed.
package struct ExperimentCell: Sendable {
  package let fold: Fold
  package let appliance: String
  package let model: String
  package let seed: UInt64
  /// With the names of sources where paths of stores will stand, and no output.
  package let configuration: TrainingConfiguration
  let scoring: ExperimentProtocol.Scoring
  /// Of all the experiment's models, so that they are scored on the same samples.
  let context: WindowContext
  /// Samples in its own window.
  let window: Int

  /// "unseen-house/kettle/seq2point/seed-1": its folder below `cells`.
  package var id: String {
    [fold.name, ApplianceNames.channel(appliance), model, "seed-\(seed)"].joined(separator: "/")
  }

  /// All that decides its figures beside the stores, as text; threads do not.
  package var text: String {
    var configuration = configuration
    configuration.threads = nil
    return configuration.text
      + """
      evaluation:
        source: \(fold.testSource)
        clamping: \(scoring.clamping.rawValue)
        baselines: \(scoring.baselines.rawValue)
        engine: \(scoring.engine.rawValue)
        samples_before: \(context.before)
        samples_after: \(context.after)

      """
      + (context.window > window ? "  samples_apart: \(context.window)\n" : "")
  }

  /// SHA-256 of the text.
  package var digest: String {
    var hasher = SHA256Hasher()
    hasher.update(Array(text.utf8))
    return hasher.finish()
  }

  /// Whether a pattern names it, in which `*` stands for any letters; a part of it is enough
  /// where the pattern has no star.
  package func matches(_ pattern: String) -> Bool {
    guard pattern.contains("*") else {
      return id == pattern || "/\(id)/".contains("/\(pattern)/")
    }
    return NamePattern.matches(pattern[...], id[...])
  }
}

/// All cells of an experiment, in the order in which they are done.
struct ExperimentPlan: Sendable {
  var cells: [ExperimentCell] = []
  /// Full sentences about what was left out.
  var notes: [String] = []

  /// - Throws: `EvaluationError`: 65 where a store lacks something, 78 where two folds have a name.
  init(_ experiment: ExperimentProtocol, stores: [String: PreparedStore]) throws(EvaluationError) {
    let planner = FoldPlanner(stores: stores)
    let plans = try EvaluationError.wrapping {
      try experiment.models.map { try $0.configuration().network.plan() }
    }
    let context = WindowContext(of: plans)
    var folds: [(appliance: String, fold: Fold)] = []
    for appliance in experiment.appliances {
      folds += try planner.folds(experiment.folds, for: appliance, &notes).map { (appliance, $0) }
    }
    let names = folds.reduce(into: [String]()) { names, pair in
      if !names.contains(pair.fold.name) { names.append(pair.fold.name) }
    }
    for name in names {
      for (appliance, fold) in folds where fold.name == name {
        for (model, plan) in zip(experiment.models, plans) {
          for seed in experiment.seeds {
            cells.append(
              ExperimentCell(
                fold: fold, appliance: appliance, model: model.name, seed: seed,
                configuration: try experiment.configuration(
                  of: model, appliance: appliance, fold: fold, seed: seed),
                scoring: experiment.scoring, context: context, window: plan.window))
          }
        }
      }
    }
    for (index, cell) in cells.enumerated()
    where cells[..<index].contains(where: { $0.id == cell.id }) {
      throw EvaluationError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "two folds are called \(cell.fold.name)", remedy: "Rename the fixed one.")
    }
  }
}
