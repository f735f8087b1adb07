import Disaggregation
import Files
import MeterData

/// At which period an appliance is evaluated: the store's, unless the models need another one.
struct EvaluatedPeriod {
  private let request: EvaluationRequest
  private let store: PreparedStore
  private let models: [Evaluator.Model]

  init(_ request: EvaluationRequest, _ store: PreparedStore, _ models: [Evaluator.Model]) {
    self.request = request
    self.store = store
    self.models = models
  }

  /// - Throws: `EvaluationError` (65) that names the periods which do not go together.
  func settled() throws(EvaluationError) -> TimeSpan {
    let own = store.provenance.period
    guard let first = models.first else { return own }
    for (path, description) in models where description.period != first.description.period {
      throw EvaluationError(
        status: .badData, attempt: "compare", path: path,
        reason: "it works on samples of \(description.period.spaced), and \(first.path) on samples "
          + "of \(first.description.period.spaced)",
        remedy: "Evaluate them one at a time.")
    }
    let period = first.description.period
    guard period != own, !request.resamples else { return period }
    throw EvaluationError(
      status: .badData, attempt: "evaluate", path: first.path,
      reason: "it works on samples of \(period.spaced), and \(store.path) has samples of "
        + own.spaced,
      remedy: "Prepare the data at its period (energy preprocess --period \(period)), or give "
        + "--resample.")
  }
}
