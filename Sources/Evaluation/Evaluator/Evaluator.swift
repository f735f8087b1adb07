import Disaggregation
import Files
import MeterData
package import Work

/// Scores models, or another tool's predictions, on a prepared store, beside baselines.
package struct Evaluator {
  /// A model by the path that names it.
  typealias Model = (path: String, description: ModelDescription)

  private let request: EvaluationRequest
  private let store: PreparedStore
  private let zone: TimeZoneRules
  /// In the order of the request.
  private let models: [Model]
  /// As NILM Metadata names them, each once.
  private let appliances: [String]
  private let cancellation: Cancellation
  private let observe: @Sendable (EvaluationEvent) -> Void

  /// Reads what the store and the models say of themselves; samples and weights come later.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - cancellation: Ends the work soon after it is raised.
  ///   - observe: Hears how far the work is, from the thread that runs it.
  /// - Throws: `EvaluationError`: 66 where something is missing, 65 where it is damaged, 64 where
  ///   the request makes no sense.
  package init(
    _ request: EvaluationRequest, cancellation: Cancellation = Cancellation(),
    observe: @escaping @Sendable (EvaluationEvent) -> Void = { _ in }
  ) throws(EvaluationError) {
    self.request = request
    self.cancellation = cancellation
    self.observe = observe
    let store = try EvaluationError.wrapping { try PreparedStore(path: request.store) }
    self.store = store
    zone = try EvaluationError.wrapping {
      try TimeZoneRules(named: store.provenance.timezone)
    }
    var models: [Model] = []
    let paths = try EvaluationError.wrapping { try request.checkpoints.flatMap(ModelPath.each) }
    for path in paths {
      try EvaluationError.wrapping { try cancellation.check() }
      let model = try EvaluationError.wrapping { try TrainedModel(path: path) }
      models.append((path, model.description))
    }
    self.models = models
    appliances = try Evaluator.appliances(request, models)
  }

  /// Estimates and scores, one appliance after another.
  ///
  /// - Throws: `EvaluationError`: 65 where data and request do not go together, 130 when stopped.
  package func run() throws(EvaluationError) -> EvaluationSet {
    let pool = ThreadPool(width: request.threads ?? ThreadPool.availableCores)
    let fitting = try BaselineFitting(
      request: request, store: store, pool: pool, cancellation: cancellation, observe: observe)
    var set = EvaluationSet(evaluations: [])
    for appliance in appliances {
      let own = models.filter {
        ApplianceNames.canonical($0.description.target.appliance) == appliance
      }
      let one = ApplianceEvaluation(
        request: request, store: store, zone: zone, appliance: appliance, models: own,
        allModels: models, fitting: fitting, pool: pool, cancellation: cancellation,
        observe: observe)
      let (evaluations, comparisons) = try one.run()
      set.evaluations += evaluations
      set.comparisons += comparisons
    }
    set.overall = EvaluationSet.Overall(of: set.evaluations, zone: zone)
    return set
  }

  private static func appliances(
    _ request: EvaluationRequest, _ models: [Model]
  ) throws(EvaluationError) -> [String] {
    var appliances: [String] = []
    for model in models {
      let appliance = ApplianceNames.canonical(model.description.target.appliance)
      if !appliances.contains(appliance) { appliances.append(appliance) }
    }
    guard request.predictions != nil else {
      if appliances.isEmpty {
        throw misuse("nothing is named to evaluate", "Give a checkpoint or predictions.")
      }
      return appliances
    }
    let asked = request.appliance.map(ApplianceNames.canonical)
    if asked == nil, appliances.count == 1 { return appliances }
    guard let asked else {
      throw misuse(
        "predictions do not say of which appliance they are", "Name it: --appliance kettle.")
    }
    return appliances + (appliances.contains(asked) ? [] : [asked])
  }

  private static func misuse(_ reason: String, _ remedy: String) -> EvaluationError {
    EvaluationError(
      status: .wrongUsage, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
