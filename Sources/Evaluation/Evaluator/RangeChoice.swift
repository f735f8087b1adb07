import Configuration
import Disaggregation
import Files
import MeterData
import Training

/// Settles which times of which houses are evaluated for one appliance.
struct RangeChoice {
  let store: PreparedStore
  let zone: TimeZoneRules
  /// As NILM Metadata names it.
  let appliance: String
  let request: EvaluationRequest
  /// The models that are compared, all of the appliance.
  let models: [Evaluator.Model]
  /// Those of all appliances that are evaluated at once.
  let allModels: [Evaluator.Model]
  /// Of the evaluation, nanoseconds.
  let period: Int64

  /// What came of it.
  struct Outcome {
    var houses: [EvaluatedHouse]
    /// Sentences about what the models have learnt of it.
    var overlaps: [String] = []
    var warnings: [String] = []
    /// Sentences about what was chosen.
    var remarks: [String] = []
  }

  /// The houses and their times, with a window between them and what a model has learnt from.
  ///
  /// - Throws: `EvaluationError`: 65 where there is nothing, or something was learnt from.
  func outcome() throws(EvaluationError) -> Outcome {
    var outcome = Outcome(houses: [])
    let asked = try asked(&outcome.remarks)
    var houses = try resolved(asked[0], &outcome.remarks)
    for request in asked.dropFirst() {
      houses = shared(houses, try resolved(request, &outcome.remarks))
    }
    try refuseEmpty(houses.filter { !$0.times.isEmpty }, houses)
    houses.removeAll { $0.times.isEmpty }
    let learnt = LearntTimes(
      store: store, zone: zone, models: models,
      naming: ModelNaming(isAlone: allModels.count == 1), gap: request.gap)
    outcome.overlaps = learnt.overlaps(with: houses)
    if outcome.overlaps.isEmpty {
      outcome.houses = houses.map { learnt.keepingApart($0, period, &outcome.remarks) }
      try refuseEmpty(outcome.houses.filter { !$0.times.isEmpty }, houses)
      outcome.houses.removeAll { $0.times.isEmpty }
    } else {
      if !request.allowsOverlap { throw overlapping(outcome.overlaps) }
      outcome.houses = houses
    }
    outcome.warnings += learnt.likelyOverlaps(with: outcome.houses)
    return outcome
  }

  /// What the command line asks for, else the models' own test ranges, else everything.
  private func asked(_ remarks: inout [String]) throws(EvaluationError) -> [RangeRequest] {
    let named = RangeRequest(buildings: request.buildings, from: request.from, to: request.to)
    if request.namesRange { return [named] }
    var requests: [RangeRequest] = []
    for (_, description) in models {
      guard let test = try testRange(of: description), !requests.contains(test) else { continue }
      requests.append(test)
    }
    if requests.isEmpty { return [named] }
    remarks.append("No range was asked for: \(try origin(of: requests)).")
    return requests
  }

  /// Whose test ranges are taken; one sentence for all appliances where they have the same.
  private func origin(of requests: [RangeRequest]) throws(EvaluationError) -> String {
    let ranges = requests.map { spelled($0) }.joined(separator: "; ")
    if allModels.count == 1 {
      return "this is the test range of the model's configuration, \(ranges)"
    }
    var others: [RangeRequest?] = []
    for (_, description) in allModels { others.append(try testRange(of: description)) }
    if others.allSatisfy({ $0 == requests[0] }) {
      return "this is the test range of the models' configurations, \(ranges)"
    }
    let own = "that of the \(appliance) is"
    if requests.count > 1 { return "\(own) what the test ranges of its models share: \(ranges)" }
    let whose = models.count == 1 ? "its model's configuration" : "its models' configurations"
    return "\(own) the test range of \(whose), \(ranges)"
  }

  /// The test range of a model's own configuration, where it lies in this store.
  private func testRange(
    of description: ModelDescription
  ) throws(EvaluationError) -> RangeRequest? {
    var test = try EvaluationError.wrapping {
      let root = try YAMLDocument.parse(
        description.configuration, path: "the model's configuration")
      return try TrainingConfiguration(configuration: root).ranges.test
    }
    if let path = test.store {
      guard FileSystem.resolved(path) == FileSystem.resolved(store.path) else { return nil }
      test.store = nil
    } else if !isFromSameSource(description) {
      return nil
    }
    let named = test.buildings
    test.buildings = named.filter { id in store.houses.contains { $0.id == id } }
    return test.buildings.isEmpty && !named.isEmpty ? nil : test
  }

  private func isFromSameSource(_ description: ModelDescription) -> Bool {
    description.ranges.contains { $0.sourceSHA256 == store.provenance.source.sha256 }
  }

  private func spelled(_ request: RangeRequest) -> String {
    let numbers = request.buildings.map(String.init)
    var parts = [
      numbers.isEmpty
        ? "every house" : "house\(numbers.count == 1 ? "" : "s") \(ApplianceNames.list(numbers))"
    ]
    if let from = request.from { parts.append("from \(from)") }
    if let to = request.to { parts.append("to \(to)") }
    return parts.joined(separator: " ")
  }

  private func resolved(
    _ request: RangeRequest, _ remarks: inout [String]
  ) throws(EvaluationError) -> [EvaluatedHouse] {
    let first = try moment(request.from, "--from") ?? .min
    let end = try moment(request.to, "--to") ?? .max
    guard first < end else {
      throw EvaluationError(
        status: .wrongUsage, attempt: "", path: nil,
        reason: "the range from \(request.from ?? "the beginning") to "
          + "\(request.to ?? "the end") is empty",
        remedy: "A range includes its start and excludes its end.")
    }
    let finder = HouseFinder(store: store, appliance: appliance)
    return try finder.houses(request.buildings, &remarks).map { house in
      var house = house
      let bins = Grid.wholeBins(in: (first..<end).clamped(to: house.times), period: period)
      house.times = Int64(bins.lowerBound) * period..<Int64(bins.upperBound) * period
      return house
    }
  }

  /// What two choices have in common.
  private func shared(_ left: [EvaluatedHouse], _ right: [EvaluatedHouse]) -> [EvaluatedHouse] {
    left.compactMap { house in
      guard let other = right.first(where: { $0.id == house.id }),
        house.times.overlaps(other.times)
      else { return nil }
      var house = house
      house.times = house.times.clamped(to: other.times)
      return house
    }
  }

  private func moment(_ text: String?, _ option: String) throws(EvaluationError) -> Int64? {
    guard let text else { return nil }
    if let moment = ISOTime.parse(text, in: zone) { return moment }
    throw EvaluationError(
      status: .wrongUsage, attempt: "", path: nil, reason: "\(option) \(text) is no time",
      remedy: "Write 2013-06-03 for local midnight, or 2013-06-03T06:00.")
  }

  private func refuseEmpty(
    _ left: [EvaluatedHouse], _ houses: [EvaluatedHouse]
  ) throws(EvaluationError) {
    guard left.isEmpty else { return }
    let there = houses.map { house in
      let grid = house.house.grid
      return "House \(house.id) goes \(LearntTimes.spelled(grid.start..<grid.end, zone))."
    }
    throw refusal(
      "the range holds no sample of the \(appliance)",
      there.isEmpty ? "Name a --building, --from and --to." : there.joined(separator: " "))
  }

  private func overlapping(_ overlaps: [String]) -> EvaluationError {
    refusal(
      overlaps.joined(separator: ", "),
      "Choose another --building, --from or --to; --allow-overlap scores it all the same and "
        + "marks every output.")
  }

  private func refusal(_ reason: String, _ remedy: String) -> EvaluationError {
    EvaluationError(
      status: .badData, attempt: "evaluate on", path: store.path, reason: reason, remedy: remedy)
  }
}
