import Disaggregation
import Files
import MeterData
import Networks

/// What one network is trained on: windows of a store, and what is known of them.
struct TrainingProblem {
  /// With spaces: "dish washer".
  let appliance: String
  let plan: NetworkPlan
  let store: PreparedStore
  let split: DataSplit
  /// When the appliance is on.
  let rule: ActivationRule
  let training: WindowSet
  let validation: WindowSet
  /// Numbers of the validation windows that are scored.
  let validationNumbers: [Int]
  /// The same, as they are scored.
  let validationWindows: ValidationWindows
  /// Of the training range.
  let statistics: RangeStatistics
  let normalisation: Normalisation

  /// Opens the training and the validation range; the test range is never read.
  ///
  /// - Throws: `TrainingError`: 65 where the store lacks something, 78 where the ranges or the
  ///   window do not fit it.
  init(
    _ configuration: TrainingConfiguration, appliance: String, plan: NetworkPlan,
    store: PreparedStore
  ) throws(TrainingError) {
    self.appliance = ApplianceNames.canonical(appliance)
    self.plan = plan
    self.store = store
    split = try DataSplit(
      of: store, train: configuration.ranges.train,
      validation: configuration.ranges.validation, test: configuration.ranges.test,
      appliance: appliance, window: plan.window)
    rule = try TrainingProblem.rule(appliance, split, store)
    let shape = WindowShape(of: plan, stride: configuration.stride)
    let series = try HouseSeries.open(split.training, of: store, appliance: appliance)
    training = try WindowSet(
      series, shape: shape, threshold: rule.threshold, role: .training)
    validation = try WindowSet(
      try HouseSeries.open(split.validation, of: store, appliance: appliance),
      shape: WindowShape(of: plan), threshold: rule.threshold, role: .validation)
    validationNumbers = validation.evenlySpread(configuration.validationWindows)
    validationWindows = ValidationWindows(validation, numbers: validationNumbers, plan: plan)
    statistics = try RangeStatistics(series, threshold: rule.threshold)
    switch configuration.normalisation {
    case .training: normalisation = try statistics.normalisation()
    case .preset: normalisation = try NormalisationPreset.of(appliance: appliance)
    }
  }

  /// Watts that an estimate without a network would always give: zero, training mean and median.
  var constants: [Double] { [0, statistics.target.mean, statistics.targetMedian] }

  /// What the windows have come to, for those who watch.
  var summaries: [RangeSummary] {
    [
      summary(.train, split.training, training.count, training.lostToGaps),
      summary(.validation, split.validation, validation.count, validation.lostToGaps),
      summary(.test, split.test, candidates(split.test), nil),
    ]
  }

  private func summary(
    _ role: RangeSummary.Role, _ ranges: [HouseRange], _ windows: Int, _ lost: Int?
  ) -> RangeSummary {
    let samples = ranges.reduce(0) { $0 + $1.samples.count }
    return RangeSummary(
      role: role,
      buildings: ranges.map(\.house).reduce(into: []) { houses, house in
        if !houses.contains(house) { houses.append(house) }
      },
      seconds: Double(samples) * store.provenance.period.seconds, windows: windows,
      lostToGaps: lost)
  }

  /// Windows that would fit into ranges that nobody has looked at.
  private func candidates(_ ranges: [HouseRange]) -> Int {
    ranges.reduce(0) { $0 + max(0, $1.samples.count - plan.window + 1) }
  }

  /// The rule of the first house that is trained on.
  private static func rule(
    _ appliance: String, _ split: DataSplit, _ store: PreparedStore
  ) throws(TrainingError) -> ActivationRule {
    try TrainingError.wrapping {
      let house = try store.house(split.training[0].house)
      let channel = try house.channel(ofAppliance: appliance, in: store.path)
      return channel.rule ?? ActivationRule(threshold: 10)
    }
  }
}
