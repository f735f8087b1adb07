import Files
import MeterData

/// A house and the time of it that is evaluated.
struct EvaluatedHouse {
  let house: PreparedStore.House
  /// The appliance's.
  let channel: PreparedStore.Channel
  /// Nanoseconds UTC, on the grid of the evaluation.
  var times: Range<Int64>

  var id: Int { house.id }
}

/// Finds the houses of a store that are evaluated for an appliance.
struct HouseFinder {
  let store: PreparedStore
  /// As NILM Metadata names it.
  let appliance: String

  /// The named houses that have the appliance; of none named, all that have it.
  ///
  /// - Throws: `EvaluationError` (65) that names what there is instead.
  func houses(
    _ buildings: [Int], _ remarks: inout [String]
  ) throws(EvaluationError) -> [EvaluatedHouse] {
    var found: [EvaluatedHouse] = []
    if !buildings.isEmpty {
      for id in Set(buildings).sorted() {
        let house = try EvaluationError.wrapping { try store.house(id) }
        guard let channel = house.channel(of: appliance) else { throw refusal([house]) }
        found.append(whole(house, channel))
      }
      return found
    }
    for house in store.houses {
      if let channel = house.channel(of: appliance) { found.append(whole(house, channel)) }
    }
    guard !found.isEmpty else { throw refusal(store.houses) }
    let without = store.houses.map(\.id).filter { id in !found.contains { $0.id == id } }
    if !without.isEmpty {
      let list = ApplianceNames.list(without.map(String.init))
      remarks.append(
        "House\(without.count == 1 ? "" : "s") \(list) of \(store.path) "
          + "\(without.count == 1 ? "has" : "have") no \(appliance) and "
          + "\(without.count == 1 ? "is" : "are") left out.")
    }
    return found
  }

  private func whole(
    _ house: PreparedStore.House, _ channel: PreparedStore.Channel
  ) -> EvaluatedHouse {
    EvaluatedHouse(house: house, channel: channel, times: house.grid.start..<house.grid.end)
  }

  private func refusal(_ houses: [PreparedStore.House]) -> EvaluationError {
    let lists = houses.map { house in
      let names = house.channels.compactMap(\.appliance)
      return "House \(house.id) has \(names.isEmpty ? "none at all" : ApplianceNames.list(names))."
    }
    let place = houses.count == 1 ? "house \(houses[0].id)" : "any house"
    return EvaluationError(
      status: .badData, attempt: "evaluate on", path: store.path,
      reason: "there is no \(appliance) in \(place), and without the truth nothing can be scored",
      remedy: lists.joined(separator: " ") + " energy predict needs no truth.")
  }
}
