import Files

/// The times of a plan as moments, in the data set's time zone.
struct PlannedTimes {
  let plan: PreparationPlan
  let zone: TimeZoneRules

  /// From `from` to `to`; an open end is as far away as times go.
  func range() throws(MeterDataError) -> Range<Int64> {
    let first = try moment(plan.from, "from", .wrongUsage) ?? TimeOrder.earliest
    let end = try moment(plan.to, "to", .wrongUsage) ?? TimeOrder.latest
    guard first < end else { throw empty(plan.from, plan.to, .wrongUsage) }
    return first..<end
  }

  /// The exclusions; those that concern the same channel may not overlap.
  func exclusions() throws(MeterDataError) -> [SettledExclusion] {
    var settled: [SettledExclusion] = []
    for exclusion in plan.exclusions {
      guard let first = try moment(exclusion.from, "exclude.from", .badConfiguration),
        let end = try moment(exclusion.to, "exclude.to", .badConfiguration), first < end
      else { throw empty(exclusion.from, exclusion.to, .badConfiguration) }
      let new = SettledExclusion(
        range: first..<end, building: exclusion.building,
        channel: exclusion.appliance.map {
          ApplianceNames.channel(ApplianceNames.canonical($0))
        })
      if settled.contains(where: { $0.overlaps(new) }) {
        throw MeterDataError(
          status: .badConfiguration, attempt: "", path: nil,
          reason: "the excluded range from \(exclusion.from) to \(exclusion.to) "
            + "(\(exclusion.reason)) overlaps another of the same channel",
          remedy: "Join them to one range, or let one end where the other begins.")
      }
      settled.append(new)
    }
    return settled
  }

  private func moment(
    _ text: String?, _ name: String, _ status: ExitStatus
  ) throws(MeterDataError) -> Int64? {
    guard let text else { return nil }
    if let moment = ISOTime.parse(text, in: zone) { return moment }
    throw MeterDataError(
      status: status, attempt: "", path: nil, reason: "\(name) \"\(text)\" is no time",
      remedy: "Write 2013-06-03 for local midnight, or 2013-06-03T06:00.")
  }

  private func empty(_ from: String?, _ to: String?, _ status: ExitStatus) -> MeterDataError {
    MeterDataError(
      status: status, attempt: "", path: nil,
      reason: "the range from \(from ?? "the beginning") to \(to ?? "the end") is empty",
      remedy: "A range includes its start and excludes its end.")
  }
}

extension SettledExclusion {
  fileprivate func overlaps(_ other: SettledExclusion) -> Bool {
    // One that names no house or channel concerns them all.
    let sameHouse = building == nil || other.building == nil || building == other.building
    let sameChannel = channel == nil || other.channel == nil || channel == other.channel
    return sameHouse && sameChannel && range.overlaps(other.range)
  }
}
