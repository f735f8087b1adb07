import Disaggregation
import Files
import MeterData
import Networks

/// Says of a network, while it is trained, what its file must say.
struct ModelDescriber {
  let problem: TrainingProblem
  /// As resolved, YAML.
  let configuration: String
  let toolVersion: String
  /// What the models were trained on that the weights began with.
  let inherited: [LearntRange]
  /// Estimates the golden windows; of the problem's plan.
  let engine: NetworkEngine

  /// The description of a state's network.
  ///
  /// - Throws: `TrainingError` (65) where it estimates what is no number, or the store lacks a house
  ///   that it had.
  func description(of state: LearningState) throws(TrainingError) -> ModelDescription {
    let statistics = problem.statistics
    var description = ModelDescription(
      toolVersion: toolVersion, plan: problem.plan, period: problem.store.provenance.period,
      mains: try mains(),
      target: ModelDescription.Target(
        appliance: problem.appliance, mean: statistics.target.mean,
        median: statistics.targetMedian, rule: problem.rule),
      normalisation: problem.normalisation,
      ranges: try ranges(problem.split.training, .training)
        + ranges(problem.split.validation, .validation),
      inherited: inherited, configuration: configuration,
      curve: .array(state.curve.map(\.json)),
      metrics: state.curve.last?.validation.json ?? [:])
    description.goldenWindows = goldenWindows(
      TrainedModel(network: state.network, description: description))
    guard description.goldenWindows.allSatisfy({ $0.outputs.allSatisfy(\.isFinite) }) else {
      throw TrainingError(
        status: .badData, attempt: "save the network of", path: problem.appliance,
        reason: "it estimates no finite numbers after step \(state.adam.step)",
        remedy: "Try a smaller learning_rate or a gradient_clip.")
    }
    return description
  }

  private func mains() throws(TrainingError) -> ModelDescription.Mains {
    let house = try house(problem.split.training[0].house)
    let statistics = problem.statistics
    return ModelDescription.Mains(
      quantity: problem.store.provenance.mainsQuantity,
      maximumGap: house.channels.first { $0.appliance == nil }?.maxGap
        ?? TimeSpan(nanoseconds: 0),
      histogram: MainsHistogram(
        minimum: statistics.mains.minimum, maximum: statistics.mains.maximum,
        counts: statistics.mainsHistogram))
  }

  private func ranges(
    _ ranges: [HouseRange], _ use: LearntRange.Use
  ) throws(TrainingError) -> [LearntRange] {
    var learnt: [LearntRange] = []
    for range in ranges {
      let grid = try house(range.house).grid
      let times = grid.time(at: range.samples.lowerBound)..<grid.time(at: range.samples.upperBound)
      learnt.append(
        LearntRange(
          use: use, dataset: problem.store.provenance.dataset,
          sourceSHA256: problem.store.provenance.source.sha256, building: range.house,
          times: times))
    }
    return learnt
  }

  /// Three validation windows, the first of them with the appliance on where there is one.
  private func goldenWindows(_ model: TrainedModel) -> [GoldenWindow] {
    let windows = problem.validation
    var numbers = problem.validationNumbers
    numbers = [numbers[numbers.count / 2], numbers[0], numbers[numbers.count - 1]]
    if windows.onCount > 0 { numbers[0] = windows.onWindow(windows.onCount / 2) }
    let watts = Normalisation(
      mainsMean: 0, mainsDeviation: 1, targetMean: 0, targetDeviation: 1)
    return numbers.map { number in
      var (inputs, targets): ([Float], [Float]) = ([], [])
      windows.gather([number], watts, inputs: &inputs, targets: &targets)
      return GoldenWindow(inputs: inputs, outputs: model.estimates(of: inputs, count: 1, engine))
    }
  }

  private func house(_ id: Int) throws(TrainingError) -> PreparedStore.House {
    do { return try problem.store.house(id) } catch { throw TrainingError(error) }
  }
}
