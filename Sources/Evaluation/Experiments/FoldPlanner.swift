import Files
import MeterData
import Training

/// Turns a protocol's choices into ranges of the stores that there are.
struct FoldPlanner {
  /// By the name of their source.
  let stores: [String: PreparedStore]

  /// The folds of one appliance, in the order of the protocol.
  ///
  /// - Parameters:
  ///   - choices: Of the protocol.
  ///   - appliance: As NILM Metadata names it.
  ///   - notes: Takes full sentences about what was left out.
  /// - Returns: None where no choice is for the appliance.
  /// - Throws: `EvaluationError` (65) where a range has no house with the appliance.
  func folds(
    _ choices: [FoldChoice], for appliance: String, _ notes: inout [String]
  ) throws(EvaluationError) -> [Fold] {
    var folds: [Fold] = []
    for choice in choices {
      switch choice {
      case .fixed(let fixed):
        guard fixed.appliances.isEmpty || fixed.appliances.contains(appliance) else { continue }
        folds.append(try fold(fixed, appliance, &notes))
      case .leaveOneHouseOut(let houses): folds += try self.folds(houses, appliance)
      case .blocked(let blocks): folds += try self.folds(blocks, appliance)
      }
    }
    return folds
  }

  private func fold(
    _ fixed: FoldChoice.FixedFold, _ appliance: String, _ notes: inout [String]
  ) throws(EvaluationError) -> Fold {
    func settled(
      _ range: RangeRequest, _ source: String, _ role: RangeRole
    ) throws(EvaluationError) -> RangeRequest {
      var range = range
      let houses = try houses(source, range.buildings, appliance).map(\.id)
      let without = range.buildings.filter { !houses.contains($0) }
      if !without.isEmpty {
        notes.append(
          "Fold \(fixed.name): \(ApplianceNames.list(without.map(String.init))) of \(source) has "
            + "no \(appliance) and is left out of \(role.rawValue).")
      }
      range.buildings = houses
      return range
    }
    let train = try settled(fixed.train, fixed.trainSource, .training)
    let validation = try settled(fixed.validation, fixed.trainSource, .validation)
    var test = try settled(fixed.test, fixed.testSource, .test)
    if fixed.testSource != fixed.trainSource { test.store = fixed.testSource }
    return Fold(
      name: fixed.name, trainSource: fixed.trainSource, testSource: fixed.testSource,
      train: train, validation: validation, test: test)
  }

  private func folds(
    _ choice: FoldChoice.HouseFolds, _ appliance: String
  ) throws(EvaluationError) -> [Fold] {
    let houses = try houses(choice.source, choice.buildings, appliance)
    guard houses.count > 1 else {
      throw refusal(
        "only house \(houses[0].id) of \(choice.source) has a \(appliance)",
        "Leave one house out takes at least two.")
    }
    return houses.map { left in
      let others = houses.filter { $0.id != left.id }
      let cut = Self.moment(others.map(\.grid), before: choice.validationShare)
      let ids = others.map(\.id)
      return Fold(
        name: "house-\(left.id)", trainSource: choice.source, testSource: choice.source,
        train: RangeRequest(buildings: ids, to: cut),
        validation: RangeRequest(buildings: ids, from: cut),
        test: RangeRequest(buildings: [left.id]))
    }
  }

  private func folds(
    _ choice: FoldChoice.BlockFolds, _ appliance: String
  ) throws(EvaluationError) -> [Fold] {
    let houses = try houses(choice.source, choice.buildings, appliance)
    let grids = houses.map(\.grid)
    let first = grids.map(\.bins.lowerBound).min() ?? 0
    let end = grids.map(\.bins.upperBound).max() ?? 0
    let (period, count) = (grids[0].period, end - first)
    func time(_ bin: Int) -> String? {
      bin <= first || bin >= end ? nil : Self.spelled(Int64(bin) * period)
    }
    let ids = houses.map(\.id)
    let width = max(1, Int(Double(count) * choice.validationShare))
    return (0..<choice.blocks).map { block in
      let from = first + count * block / choice.blocks
      let to = first + count * (block + 1) / choice.blocks
      // Validation lies behind the test block, and before the last one.
      let isLast = block == choice.blocks - 1
      let side = isLast ? max(first, from - width)..<from : to..<min(end, to + width)
      let hole = min(from, side.lowerBound)..<max(to, side.upperBound)
      var train = RangeRequest(buildings: ids)
      if hole.lowerBound <= first {
        train.from = time(hole.upperBound)
      } else if hole.upperBound >= end {
        train.to = time(hole.lowerBound)
      } else {
        (train.exceptFrom, train.exceptTo) = (time(hole.lowerBound), time(hole.upperBound))
      }
      return Fold(
        name: "block-\(block + 1)", trainSource: choice.source, testSource: choice.source,
        train: train,
        validation: RangeRequest(
          buildings: ids, from: time(side.lowerBound), to: time(side.upperBound)),
        test: RangeRequest(buildings: ids, from: time(from), to: time(to)))
    }
  }

  /// The houses that have the appliance, of those named or of all.
  private func houses(
    _ source: String, _ named: [Int], _ appliance: String
  ) throws(EvaluationError) -> [PreparedStore.House] {
    guard let store = stores[source] else { preconditionFailure("no store of \(source)") }
    let candidates = try EvaluationError.wrapping {
      named.isEmpty ? store.houses : try named.map { try store.house($0) }
    }
    let houses = candidates.filter { $0.channel(of: appliance) != nil }
    guard houses.isEmpty else { return houses }
    let places = candidates.map { String($0.id) }
    throw refusal(
      "there is no \(appliance) in house \(ApplianceNames.list(places)) of \(store.path)",
      "Take it out of appliances, or name other buildings.")
  }

  /// The moment after which a share of the samples of some houses lies.
  private static func moment(_ grids: [Grid], before share: Double) -> String {
    let wanted = Double(grids.reduce(0) { $0 + $1.count }) * share
    var low = grids.map(\.bins.lowerBound).min() ?? 0
    var high = grids.map(\.bins.upperBound).max() ?? 0
    while high - low > 1 {
      let middle = (low + high) / 2
      let after = grids.reduce(0) {
        $0 + max(0, $1.bins.upperBound - max(middle, $1.bins.lowerBound))
      }
      if Double(after) >= wanted { low = middle } else { high = middle }
    }
    return spelled(Int64(low) * grids[0].period)
  }

  /// The moment with all its nanoseconds, as requests of ranges take it.
  static func spelled(_ moment: Int64) -> String {
    ISOTime.format(moment, in: .utc, decimals: moment % ISOTime.second == 0 ? 0 : 9)
  }

  private func refusal(_ reason: String, _ remedy: String) -> EvaluationError {
    EvaluationError(status: .badData, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
