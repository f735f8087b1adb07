package import Work

/// Homes that look like UK-DALE's: their description, and their readings day by day.
package enum Simulation {
  /// What the simulated data set says about itself; `path` is where it will be written.
  package static func dataset(of plan: SimulationPlan, path: String) -> Dataset {
    Dataset(
      path: path, format: .nilmtkHDF5, name: "Simulated", timezone: plan.zone.name,
      buildings: (1...plan.buildings).map { building($0, of: plan) })
  }

  /// Lives through every house, day by day, and hands over the readings of each meter and day.
  ///
  /// Houses come in order; within a day meters come in the order of the house's wiring.
  ///
  /// - Throws: `Interrupted` when the supervision says so; whatever `deliver` throws.
  package static func run(
    _ plan: SimulationPlan, _ supervision: Supervision,
    deliver: (_ building: Int, _ meter: Int, _ rows: MeterRows) throws -> Void
  ) throws {
    let total = plan.buildings * plan.days
    var done = 0
    for building in 1...plan.buildings {
      var house = SimulatedHouse(building, of: plan)
      for _ in 0..<plan.days {
        try supervision.advance(to: done, of: total)
        try house.advance { meter, rows in try deliver(building, meter, rows) }
        done += 1
      }
    }
    try supervision.advance(to: done, of: total)
  }

  private static func building(_ id: Int, of plan: SimulationPlan) -> Building {
    let household = Household(seed: plan.seed, house: id)
    let inventory = Inventory(of: id, seed: plan.seed, busyness: household.busyness)
    let plugs = inventory.metered.indices.map { $0 + 2 }
    let fast = plan.oneSecondMains.contains(id) ? plugs.count + 2 : nil
    var meters = [meter(1, .wholeHouse, of: id, plan)]
    meters[0].isSiteMeter = true
    meters[0].isDisabled = fast != nil
    meters[0].submeterOf = fast
    for plug in plugs {
      var described = meter(plug, .plug, of: id, plan)
      described.submeterOf = fast == nil ? 1 : 0
      meters.append(described)
    }
    if let fast {
      meters.append(meter(fast, .soundCard, of: id, plan))
      meters[meters.count - 1].isSiteMeter = true
    }
    return Building(
      id: id, originalName: "house_\(id)", meters: meters, appliances: appliances(in: inventory))
  }

  private static func meter(
    _ id: Int, _ kind: MeterKind, of building: Int, _ plan: SimulationPlan
  ) -> Meter {
    let isFast = kind.device == MeterKind.soundCard.device
    let period = isFast ? 1 : plan.period
    return Meter(
      id: id, device: kind.device, samplePeriod: period,
      maxSamplePeriod: isFast ? 3 : max(120, 4 * period), columns: kind.columns,
      location: "/building\(building)/elec/meter\(id)")
  }

  private static func appliances(in inventory: Inventory) -> [Appliance] {
    var instances: [String: Int] = [:]
    let items =
      inventory.metered.enumerated().map { ($1, $0 + 2) }
      + inventory.unmetered.map { ($0, 0) }
    return items.compactMap { item, meter in
      guard let type = item.type else { return nil }
      instances[type, default: 0] += 1
      var appliance = Appliance(type: type, instance: instances[type] ?? 1, meters: [meter])
      appliance.room = item.room
      if meter > 0 {
        appliance.originalName = String(item.name.map { $0 == " " ? "_" : $0 })
        describe(&appliance)
      }
      return appliance
    }
  }

  /// Well-known appliances get the thresholds that UK-DALE's metadata have.
  private static func describe(_ appliance: inout Appliance) {
    let rule = ActivationRule.standard(for: appliance, asked: appliance.type)
    guard let maximum = rule.maximum else { return }
    appliance.maxPower = maximum
    appliance.onPowerThreshold = rule.threshold
    appliance.minOnDuration = rule.minimumOn
    appliance.minOffDuration = rule.minimumOff
  }
}
