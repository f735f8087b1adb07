/// The mains of one house: which meters to sum, in which quantity.
package struct ResolvedMains: Sendable {
  /// The number of the house.
  package let building: Int
  /// The meters to sum: one, or the two legs of a split-phase house.
  package let meters: [Int]
  package let quantity: Quantity
  /// Sentences without a full stop.
  package let notes: [String]

  /// All notes as one text, or nil where nothing is unusual.
  package var note: String? { notes.isEmpty ? nil : notes.joined(separator: "; ") }
}

extension Meter {
  /// The power column to read where any will do: active, else apparent, else the first.
  package var powerQuantity: Quantity? {
    for preferred in [Quantity.activePower, .apparentPower] where columns.contains(preferred) {
      return preferred
    }
    return columns.first(where: \.isPower)
  }
}

extension Dataset {
  /// The house with this number.
  ///
  /// - Parameter id: The house's number.
  /// - Returns: The house.
  /// - Throws: `MeterDataError` (65) that lists the houses there are.
  package func building(_ id: Int) throws(MeterDataError) -> Building {
    if let building = buildings.first(where: { $0.id == id }) { return building }
    let houses = buildings.map { String($0.id) }
    throw MeterDataError(
      status: .badData, attempt: "", path: nil, reason: "no house \(id) in \(path)",
      remedy: houses.isEmpty
        ? "The file holds no house at all." : "It has \(ApplianceNames.list(houses)).")
  }

  /// One mains quantity for all of the houses, and the meters that have it.
  ///
  /// Active power if every house has it, else apparent. In each house the enabled site meters with
  /// that quantity (legs are summed), else a disabled one.
  ///
  /// - Parameters:
  ///   - houses: The numbers of the houses.
  ///   - quantity: The quantity that the user asked for, or nil for the rule.
  ///   - meter: The meter that the user asked for, or nil for the rule.
  /// - Returns: One entry a house, in the order given.
  /// - Throws: `MeterDataError` (65) where a house is unknown or has no such meter or quantity.
  package func resolveMains(
    in houses: [Int], quantity: Quantity? = nil, meter: Int? = nil
  ) throws(MeterDataError) -> [ResolvedMains] {
    var candidates: [(building: Building, meters: [Meter])] = []
    for house in houses {
      let building = try building(house)
      candidates.append((building, try building.mainsCandidates(meter, of: path)))
    }
    let offered = [Quantity.activePower, .apparentPower, Quantity("power")]
    let common = offered.first { quantity in
      candidates.allSatisfy { $0.meters.contains { $0.columns.contains(quantity) } }
    }
    var mains: [ResolvedMains] = []
    for (building, meters) in candidates {
      guard let wanted = quantity ?? common else { throw noCommonQuantity(candidates) }
      mains.append(
        try building.mains(wanted, among: meters, chosen: meter != nil, of: path))
    }
    return mains
  }

  private func noCommonQuantity(
    _ candidates: [(building: Building, meters: [Meter])]
  ) -> MeterDataError {
    let offers = candidates.map { building, meters in
      let powers = Set(meters.flatMap(\.columns).filter(\.isPower).map(\.description)).sorted()
      return "house \(building.id) has \(powers.isEmpty ? "no power" : ApplianceNames.list(powers))"
    }
    return MeterDataError(
      status: .badData, attempt: "choose the mains of", path: path,
      reason: "the houses have no power quantity in common: \(offers.joined(separator: "; "))",
      remedy: "Choose houses that agree, or a meter with --mains-meter.")
  }
}

extension Building {
  /// The site meters, or the one that the user named.
  fileprivate func mainsCandidates(
    _ chosen: Int?, of path: String
  ) throws(MeterDataError) -> [Meter] {
    let found = meters.filter { meter in
      chosen.map { meter.id == $0 } ?? meter.isSiteMeter
    }
    try chosen.map { meter throws(MeterDataError) in try requireNoPlug(meter, of: path) }
    if !found.isEmpty { return found }
    let numbers = ApplianceNames.list(meters.map { String($0.id) })
    let reason =
      chosen.map { "house \(id) has no meter \($0)" } ?? "house \(id) marks no meter as its mains"
    throw MeterDataError(
      status: .badData, attempt: "choose the mains of", path: path, reason: reason,
      remedy: "Name one with --mains-meter; house \(id) has \(numbers).")
  }

  /// A plug as mains would make an appliance its own aggregate.
  private func requireNoPlug(_ meter: Int, of path: String) throws(MeterDataError) {
    let fed = appliances.first { $0.submeters.contains(meter) }
    guard let fed, meters.first(where: { $0.id == meter })?.isSiteMeter == false else { return }
    let sites = meters.filter(\.isSiteMeter).map { String($0.id) }
    throw MeterDataError(
      status: .badData, attempt: "choose the mains of", path: path,
      reason: "meter \(meter) of house \(id) is the plug of the \(fed.type)",
      remedy: sites.isEmpty
        ? "The house marks no meter as its mains." : "Its mains: \(ApplianceNames.list(sites)).")
  }

  fileprivate func mains(
    _ quantity: Quantity, among candidates: [Meter], chosen: Bool, of path: String
  ) throws(MeterDataError) -> ResolvedMains {
    let able = candidates.filter { $0.columns.contains(quantity) }
    guard let first = able.first else {
      let there = Set(candidates.flatMap(\.columns).map(\.description)).sorted()
      throw MeterDataError(
        status: .badData, attempt: "choose the mains of", path: path,
        reason: "the mains of house \(id) do not measure \(quantity)",
        remedy: there.isEmpty
          ? "Their meters have no samples." : "They measure \(ApplianceNames.list(there)).")
    }
    let enabled = able.filter { !$0.isDisabled }
    let top = enabled.filter { meter in
      !enabled.contains { $0.id == meter.submeterOf && $0.id != meter.id }
    }
    let taken = top.isEmpty ? [first] : top
    let notes = mainsNotes(taken, quantity, chosen: chosen)
    return ResolvedMains(building: id, meters: taken.map(\.id), quantity: quantity, notes: notes)
  }

  private func mainsNotes(_ taken: [Meter], _ quantity: Quantity, chosen: Bool) -> [String] {
    var notes: [String] = []
    let numbers = ApplianceNames.list(taken.map { String($0.id) })
    if taken.count > 1 {
      notes.append("the mains of house \(id) are the sum of its legs, meters \(numbers)")
    }
    if !chosen, taken[0].isDisabled {
      notes.append(
        "the mains of house \(id) are meter \(numbers), which the file marks as disabled, because "
          + "no enabled one measures \(quantity)")
    }
    if !chosen, !taken[0].isDisabled,
      let other = meters.first(where: { $0.isSiteMeter && $0.isDisabled }),
      let otherPower = other.powerQuantity
    {
      notes.append(
        "the mains of house \(id) are meter \(numbers), \(quantity); papers on the CSV files use "
          + "--mains \(otherPower.type) --mains-meter \(other.id)")
    }
    let plugs = meters.filter { !$0.isSiteMeter && !$0.columns.isEmpty }
    if quantity == .apparentPower, !plugs.isEmpty,
      plugs.contains(where: { $0.powerQuantity == .activePower })
    {
      // The same words for every house, so that pages say them once.
      notes.append(
        "the mains are apparent power (VA) and the plugs active power (W), which do not add up: "
          + "the plugs' sum is no part of the mains")
    }
    return notes
  }
}
