import Configuration
import Files
package import Networks
import Work

extension TrainingConfiguration {
  /// Refuses what no store could put right, and fills in what the architecture decides.
  mutating func check(_ section: ConfigurationReader) throws(ConfigurationError) {
    var section = section
    for (index, appliance) in appliances.enumerated()
    where appliances[..<index].contains(appliance) {
      throw section.fault("appliances", "names \(appliance) twice")
    }
    let plan: NetworkPlan
    do throws(NetworksError) { plan = try network.plan() } catch {
      let place = (section.value("network") ?? section.node).place
      throw place.fault(error.reason, remedy: error.remedy)
    }
    network.window = plan.window
    network.padding = plan.padding
    try checkFreeze(section, plan)
    try checkEngine(section, plan)
    if case .runs(let runs) = sampling {
      try checkRuns(runs, section, plan)
      let shape = RunShape(of: plan, runs)
      (sampling.runs.runsPerBatch, sampling.runs.length) = (shape.runs, shape.length)
    }
    if let reader = try section.section("ranges") { try ranges.check(reader) }
  }

  /// Refuses networks whose windows share nothing, and windows that do not follow each other.
  private func checkRuns(
    _ runs: RunSampling, _ section: ConfigurationReader, _ plan: NetworkPlan
  ) throws(ConfigurationError) {
    if plan.isSequence {
      throw section.fault(
        "sampling",
        "is runs, which needs one estimate a window, and \(plan.architecture) gives one for each "
          + "sample",
        remedy: "Take another architecture, such as seq2point, or sampling: uniform.")
    }
    if plan.padding != .valid {
      throw section.fault(
        "sampling",
        "is runs, and with padding: \(plan.padding.rawValue) neighbouring windows share too little",
        remedy: "Take network: {padding: valid}, or sampling: uniform.")
    }
    if !RunsEngine.supports(plan) {
      throw section.fault(
        "sampling",
        "is runs, which needs one dense layer behind the convolutions, or one and a linear last "
          + "one, and \(plan.architecture) has others",
        remedy: "Take another architecture, such as seq2point, or sampling: uniform.")
    }
    if stride != 1 {
      throw section.fault(
        "stride", "must be 1, not \(stride), for sampling: runs draws every window",
        remedy: "Leave it out, or take sampling: uniform.")
    }
    try checkWindows(of: RunShape(of: plan, runs), section)
    if runs.importanceWeights, runs.onShare == nil {
      throw section.fault(
        "sampling", "has importance_weights without an on_share, which weigh all windows alike",
        remedy: "Set runs: {on_share: 0.5, importance_weights: true}, or leave them out.")
    }
  }

  private func checkWindows(
    of shape: RunShape, _ section: ConfigurationReader
  ) throws(ConfigurationError) {
    let (windows, most) = (shape.runs * shape.length, RunShape.mostWindows)
    guard windows > most else { return }
    throw section.fault(
      "sampling", "asks for steps of \(DecimalText.grouped(windows)) windows",
      remedy: "Take fewer or shorter runs: \(DecimalText.grouped(most)) windows a step at most.")
  }

  private func checkEngine(
    _ section: ConfigurationReader, _ plan: NetworkPlan
  ) throws(ConfigurationError) {
    // Made for its faults alone.
    do throws(NetworksError) {
      _ = try engine.estimator(of: plan, pool: ThreadPool(width: 1))
    } catch {
      throw section.fault(
        "engine", "is \(engine.rawValue), and \(error.reason)", remedy: "Set it to windows.")
    }
  }

  private func checkFreeze(
    _ section: ConfigurationReader, _ plan: NetworkPlan
  ) throws(ConfigurationError) {
    let names = plan.parameters.map(\.name)
    for pattern in freeze where !names.contains(where: NamePattern(pattern).matches) {
      throw section.fault(
        "freeze", "holds \"\(pattern)\", which is no parameter of \(plan.architecture)",
        remedy: "There are \(names.joined(separator: ", ")).")
    }
    guard frozen(in: plan).contains(false) else {
      throw section.fault("freeze", "leaves no parameter to train")
    }
  }

  /// Which of a network's parameters stay as they are, in the order of `plan.parameters`.
  package func frozen(in plan: NetworkPlan) -> [Bool] {
    plan.parameters.map { parameter in
      freeze.contains { NamePattern($0).matches(parameter.name) }
    }
  }
}

extension TrainingConfiguration {
  /// Keys of other tools that ask for a random split.
  private static let randomSplits = [
    "split", "random split", "shuffle split", "train split", "validation split", "val split",
    "test split", "train size", "test size", "train fraction", "validation fraction",
    "test fraction", "random state",
  ]

  /// Refuses a random split, with the reason that there is none.
  static func refuseRandomSplit(_ section: ConfigurationReader) throws(ConfigurationError) {
    let ranges = section.node["ranges"]?.entries ?? []
    for entry in (section.node.entries ?? []) + ranges
    where randomSplits.contains(Spelling.folded(entry.key)) {
      throw entry.place.fault(
        "there is no \"\(entry.key)\": windows overlap, and split at random, what is tested would "
          + "have been trained on",
        remedy: "Name ranges by time or by house: ranges: {train: {buildings: [1], to: "
          + "\"2013-04-01\"}, validation: {buildings: [1], from: \"2013-04-01\"}, test: "
          + "{buildings: [2]}}.")
    }
  }
}

extension TrainingConfiguration.Ranges {
  /// Refuses ranges that are empty or overlap, whatever the store holds.
  fileprivate func check(_ section: ConfigurationReader) throws(ConfigurationError) {
    for (index, role) in RangeRole.allCases.enumerated() {
      let range = self[role]
      if (range.exceptFrom == nil) != (range.exceptTo == nil) {
        throw section.fault(
          role.rawValue, "leaves out a stretch of which one end is missing",
          remedy: "Give both except_from and except_to.")
      }
      if range.isSurelyEmpty {
        throw section.fault(
          role.rawValue, "is empty, from \(range.from ?? "") to \(range.to ?? "")",
          remedy: "A range includes its start and excludes its end.")
      }
      for earlier in RangeRole.allCases[..<index] {
        guard range.surelyOverlaps(self[earlier]),
          let houses = range.houses(sharedWith: self[earlier])
        else { continue }
        throw section.fault(
          role.rawValue, "overlaps training.ranges.\(earlier.rawValue) in \(houses)",
          remedy: "Let one end where the other begins, or give them other buildings.")
      }
    }
  }
}
