import MeterData
import Training

/// Where baselines are fitted when no range is named.
enum FittingRanges {
  /// All samples of every house that has the appliance.
  ///
  /// - Throws: `EvaluationError` (65) where no house has it, with those that the first one has.
  static func whole(
    of store: PreparedStore, appliance: String
  ) throws(EvaluationError) -> [HouseRange] {
    let houses = store.houses(with: appliance)
    if houses.isEmpty, let first = store.houses.first {
      _ = try EvaluationError.wrapping {
        try first.channel(ofAppliance: appliance, in: store.path)
      }
    }
    return houses.map { HouseRange(house: $0.id, samples: 0..<$0.grid.count) }
  }

  /// All samples of every house that has one of the appliances.
  static func whole(of store: PreparedStore, anyOf appliances: [String]) -> [HouseRange] {
    store.houses.filter { house in appliances.contains { house.channel(of: $0) != nil } }
      .map { HouseRange(house: $0.id, samples: 0..<$0.grid.count) }
  }

  /// The named appliances as the store spells them; none named is all it has, by name.
  ///
  /// Of more than a joint state can hold, those that are named first count, or of all of them those
  /// that use most energy.
  ///
  /// - Throws: `EvaluationError` (65) where one is in no house, or the store has none at all.
  static func appliances(
    of store: PreparedStore, _ named: [String]
  ) throws(EvaluationError) -> [String] {
    var found: [String] = []
    for name in named {
      let house = try whole(of: store, appliance: name)[0].house
      let channel = try EvaluationError.wrapping {
        try store.house(house).channel(ofAppliance: name, in: store.path)
      }
      let appliance = channel.appliance ?? channel.name
      if !found.contains(appliance) { found.append(appliance) }
    }
    let appliances = named.isEmpty ? all(of: store) : found
    guard !appliances.isEmpty else {
      throw EvaluationError(
        status: .badData, attempt: "fit baselines on", path: store.path,
        reason: "it has no appliance beside the mains",
        remedy: "Prepare one with energy preprocess --appliance.")
    }
    return Array(appliances.prefix(JointState.mostAppliances))
  }

  private static func all(of store: PreparedStore) -> [String] {
    var energies: [String: Double] = [:]
    for channel in store.houses.flatMap(\.channels) {
      guard let appliance = channel.appliance else { continue }
      energies[appliance, default: 0] += channel.mean * Double(channel.presentSamples)
    }
    let order = energies.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return order.prefix(JointState.mostAppliances).map(\.key).sorted()
  }
}
