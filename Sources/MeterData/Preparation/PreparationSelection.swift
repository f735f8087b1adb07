import Files

/// A plan whose names, times and defaults are settled on one data set.
struct PreparationSelection: Sendable {
  /// One meter's column and how its gaps are treated.
  struct MeterChoice: Sendable, Equatable {
    let id: Int
    let quantity: Quantity
    let maxGap: TimeSpan
    let rule: GapRule
  }

  /// A channel of the store: meters that are summed.
  struct Channel: Sendable {
    let name: String
    /// The appliance's type with spaces; nil for the mains.
    let appliance: String?
    let meters: [MeterChoice]
    /// When it is on; nil for the mains.
    let rule: ActivationRule?
  }

  struct House: Sendable {
    let building: Building
    /// The mains first, then the appliances in the order asked for.
    var channels: [Channel]
    /// The measured mains, where the store's mains are the sum of the plugs.
    var reference: Channel?
    var notes: [String]
  }

  let zone: TimeZoneRules
  let period: TimeSpan
  let range: Range<Int64>
  let mainsQuantity: String
  var houses: [House]
  let exclusions: [SettledExclusion]
}

/// An exclusion with its times as moments.
struct SettledExclusion: Sendable {
  let range: Range<Int64>
  let building: Int?
  /// The channel's name; nil is every channel.
  let channel: String?

  func concerns(building: Int, channel: String) -> Bool {
    (self.building ?? building) == building && (self.channel ?? channel) == channel
  }
}

/// Settles a plan on a data set, or says why that cannot be.
struct PreparationResolver {
  let plan: PreparationPlan
  let source: any MeterSource
  var dataset: Dataset { source.dataset }

  func selection() throws(MeterDataError) -> PreparationSelection {
    let zone = try MeterDataError.wrapping { try TimeZoneRules(named: dataset.timezone) }
    let times = PlannedTimes(plan: plan, zone: zone)
    let range = try times.range()
    let exclusions = try times.exclusions()
    let chosen = try houses()
    let mains = try mains(of: chosen.map(\.building.id))
    let period = try period(chosen, mains)
    var houses: [PreparationSelection.House] = []
    for (house, mains) in zip(chosen, mains) {
      houses.append(try self.house(house, mains, period))
    }
    try requireKnownNames(houses)
    let quantity = mains.lazy.compactMap { $0?.quantity.description }.first
    return PreparationSelection(
      zone: zone, period: period, range: range,
      mainsQuantity: plan.mains == .sum ? "sum of plugs" : quantity ?? "power", houses: houses,
      exclusions: exclusions)
  }

  /// Exclusions and rules must name channels of the store: a typing error would do nothing.
  private func requireKnownNames(
    _ houses: [PreparationSelection.House]
  ) throws(MeterDataError) {
    let channels = Set(houses.flatMap(\.channels).map(\.name))
    for name in plan.exclusions.compactMap(\.appliance) + plan.activationRules.keys {
      guard !channels.contains(ApplianceNames.channel(ApplianceNames.canonical(name))) else {
        continue
      }
      throw MeterDataError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "the configuration speaks of \"\(name)\", which is no channel of the store",
        remedy: Spelling.question(for: name, among: channels)
          ?? "Its channels are \(ApplianceNames.list(channels.sorted())).")
    }
    for id in plan.exclusions.compactMap(\.building)
    where !houses.contains(where: { $0.building.id == id }) {
      throw MeterDataError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "the configuration excludes a range of house \(id), which is not in the store")
    }
  }

  private typealias ChosenHouse = (
    building: Building, appliances: [ResolvedAppliance], notes: [String]
  )

  /// The houses asked for, or all that have what is asked for.
  private func houses() throws(MeterDataError) -> [ChosenHouse] {
    if !plan.buildings.isEmpty {
      var chosen: [ChosenHouse] = []
      for id in plan.buildings where !chosen.contains(where: { $0.building.id == id }) {
        chosen.append(try house(try dataset.building(id)))
      }
      return chosen
    }
    var chosen: [ChosenHouse] = []
    var refusals: [MeterDataError] = []
    for building in dataset.buildings {
      do throws(MeterDataError) {
        chosen.append(try house(building))
      } catch {
        refusals.append(error)
      }
    }
    guard !chosen.isEmpty else { throw refusals.first ?? noHouse() }
    for refusal in refusals { chosen[0].notes.append("left out: \(refusal.reason)") }
    return chosen
  }

  private func noHouse() -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "prepare", path: dataset.path, reason: "it holds no house")
  }

  private func house(_ building: Building) throws(MeterDataError) -> ChosenHouse {
    guard building.hasMains || plan.mains == .sum || plan.mainsMeter != nil else {
      throw noMains(building)
    }
    let asked = plan.appliances.isEmpty ? usual(building) : plan.appliances
    guard !asked.isEmpty else {
      throw MeterDataError(
        status: .badData, attempt: "prepare", path: dataset.path,
        reason: "house \(building.id) has no appliance with a meter",
        remedy: building.meters.first { !$0.isSiteMeter && !$0.columns.isEmpty }
          .map { "Name a meter: --appliance \"meter \($0.id)\"." })
    }
    var appliances: [ResolvedAppliance] = []
    for name in asked {
      let resolved = try building.resolve(appliance: name, of: dataset.path)
      if !appliances.contains(where: { $0.name == resolved.name }) { appliances.append(resolved) }
    }
    return (building, appliances, appliances.compactMap(\.note))
  }

  /// Those of the usual five that the house has, else all that have a meter.
  private func usual(_ building: Building) -> [String] {
    let found = PreparationPlan.usualAppliances.filter { type in
      let candidates = ApplianceNames.candidates(for: type)
      return building.meteredTypes.contains { candidates.contains($0) }
    }
    return found.isEmpty ? building.meteredTypes : found
  }

  /// One entry a house; nil where the store needs none and the house has none.
  private func mains(of houses: [Int]) throws(MeterDataError) -> [ResolvedMains?] {
    let isReference = plan.mains == .sum
    let able = try MeterDataError.wrapping {
      try houses.filter { try !isReference || dataset.building($0).hasMains }
    }
    let quantity: Quantity? =
      switch plan.mains {
      case .active: .activePower
      case .apparent: .apparentPower
      case .automatic, .sum: nil
      }
    let resolved = try dataset.resolveMains(in: able, quantity: quantity, meter: plan.mainsMeter)
    return houses.map { house in resolved.first { $0.building == house } }
  }
}

extension PreparationResolver {
  /// The period asked for, or the longest of the meters' own.
  private func period(
    _ houses: [ChosenHouse], _ mains: [ResolvedMains?]
  ) throws(MeterDataError) -> TimeSpan {
    var slowest: (meter: Meter, house: Int, seconds: Double)?
    for (house, mains) in zip(houses, mains) {
      let used = house.appliances.flatMap(\.meters) + (mains?.meters ?? [])
      for meter in house.building.meters where used.contains(meter.id) {
        var own = meter.samplePeriod
        if own == nil { own = try source.measuredPeriod(of: meter, in: house.building.id) }
        guard let seconds = own, seconds > slowest?.seconds ?? 0 else { continue }
        slowest = (meter, house.building.id, seconds)
      }
    }
    let own = slowest.flatMap { TimeSpan(seconds: $0.seconds) }
    guard let asked = plan.period else { return own ?? TimeSpan(nanoseconds: 6_000_000_000) }
    guard asked.seconds <= 86_400 else {
      throw MeterDataError(
        status: .wrongUsage, attempt: "", path: nil,
        reason: "a period of \(asked) is longer than a day", remedy: "Choose 1d or less.")
    }
    if let slowest, let own, asked < own, !plan.allowUpsampling {
      throw MeterDataError(
        status: .wrongUsage, attempt: "", path: nil,
        reason: "a period of \(asked) is finer than the \(own) of meter \(slowest.meter.id) in "
          + "house \(slowest.house) of \(dataset.path)",
        remedy:
          "Choose \(own) or more, or allow upsampling (--allow-upsampling; in the session: upsample "
          + "on), which repeats values.")
    }
    return asked
  }

  private func house(
    _ chosen: ChosenHouse, _ mains: ResolvedMains?, _ period: TimeSpan
  ) throws(MeterDataError) -> PreparationSelection.House {
    let building = chosen.building
    var channels: [PreparationSelection.Channel] = []
    for appliance in chosen.appliances {
      let meters = try appliance.meters.map { id throws(MeterDataError) in
        try meter(id, of: building, quantity: nil, period, plan.plugGaps)
      }
      let rule = plan.activationRules.first {
        ApplianceNames.key($0.key) == ApplianceNames.key(appliance.name)
      }
      channels.append(
        PreparationSelection.Channel(
          name: appliance.name, appliance: appliance.type, meters: meters,
          rule: rule?.value ?? .standard(for: appliance.appliance, asked: appliance.type)))
    }
    let measured = try mains.map { mains throws(MeterDataError) in
      let meters = try mains.meters.map { id throws(MeterDataError) in
        try meter(id, of: building, quantity: mains.quantity, period, .missing)
      }
      return PreparationSelection.Channel(
        name: "mains", appliance: nil, meters: meters, rule: nil)
    }
    // Measured mains beside the sum of the plugs are only what the noise is measured by.
    let notes = chosen.notes + (plan.mains == .sum ? [] : mains?.notes ?? [])
    if plan.mains == .sum {
      return PreparationSelection.House(
        building: building, channels: [sum(of: channels)] + channels, reference: measured,
        notes: notes)
    }
    // Without a mains meter the house was refused when it was chosen.
    guard let measured else { throw noMains(building) }
    return PreparationSelection.House(
      building: building, channels: [measured] + channels, reference: nil, notes: notes)
  }

  /// Each plug once, also where two appliances share it.
  private func sum(of channels: [PreparationSelection.Channel]) -> PreparationSelection.Channel {
    var meters: [PreparationSelection.MeterChoice] = []
    for meter in channels.flatMap(\.meters) where !meters.contains(meter) { meters.append(meter) }
    return PreparationSelection.Channel(name: "mains", appliance: nil, meters: meters, rule: nil)
  }

  private func meter(
    _ id: Int, of building: Building, quantity: Quantity?, _ period: TimeSpan,
    _ longGap: GapRule.LongGap
  ) throws(MeterDataError) -> PreparationSelection.MeterChoice {
    let place = "house \(building.id) of \(dataset.path)"
    guard let meter = building.meters.first(where: { $0.id == id }) else {
      throw MeterDataError(
        status: .badData, attempt: "", path: nil, reason: "no meter \(id) in \(place)")
    }
    if let refusal = meter.refusal { throw refusal }
    guard let quantity = quantity ?? meter.powerQuantity else {
      throw MeterDataError(
        status: .badData, attempt: "", path: nil,
        reason: "meter \(id) in \(place) measures no power")
    }
    let maxGap = plan.maxGap ?? GapRule.standardMaxGap(of: meter, period: period)
    return PreparationSelection.MeterChoice(
      id: id, quantity: quantity, maxGap: maxGap,
      rule: GapRule(maxGap: maxGap, period: period, longGap: longGap))
  }

  private func noMains(_ building: Building) -> MeterDataError {
    MeterDataError(
      status: .badData, attempt: "", path: nil,
      reason: "house \(building.id) of \(dataset.path) has no mains",
      remedy: "Name a meter with --mains-meter, or take --mains sum.")
  }
}

extension Building {
  /// True where a meter is marked as one of the whole house.
  fileprivate var hasMains: Bool { meters.contains(where: \.isSiteMeter) }
}
