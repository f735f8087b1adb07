import Files
import MeterData

/// What the session has gathered for the preparation.
struct ShellSettings: Sendable {
  /// A stretch that is left out, in nanoseconds UTC.
  struct Exclusion: Sendable, Equatable {
    let range: Range<Int64>
    let reason: String
    /// The house it is about; nil is every house.
    var building: Int?
    /// The appliance it is about; nil is every channel.
    var appliance: String?
  }

  /// The first is the one that is looked at.
  var houses: [Int] = []
  /// As the user named them, in the vocabulary's words.
  var appliances: [String] = []
  var mains = PreparationPlan.Mains.automatic
  var mainsMeter: Int?
  /// nil is the longest sample period of the chosen meters.
  var period: TimeSpan?
  /// nil is the rule: the larger of the meter's own limit and five periods.
  var gap: TimeSpan?
  var plugGaps = GapRule.LongGap.missing
  var sort = false
  var allowsUpsampling = false
  /// Nanoseconds UTC; nil is open.
  var from: Int64?
  var to: Int64?
  var exclusions: [Exclusion] = []
  /// Rules of a configuration, which the session passes on as they are.
  var activationRules: [String: ActivationRule] = [:]

  /// The stretch to look at, as far as times go where an end is open; nil where both are open.
  var range: Range<Int64>? {
    if from == nil, to == nil { return nil }
    let all = ShellTimes.plausible
    return (from ?? all.lowerBound)..<(to ?? all.upperBound)
  }

  /// The quantity that the user asked for, or nil for the rule.
  var mainsQuantity: Quantity? {
    switch mains {
    case .active: .activePower
    case .apparent: .apparentPower
    case .automatic, .sum: nil
    }
  }

  /// The settings as the preparation takes them.
  ///
  /// - Parameters:
  ///   - input: The data set's path.
  ///   - output: The store to write, or empty.
  ///   - zone: The data set's zone, in which the plan's times are written.
  /// - Returns: A plan that means the same wherever it is run.
  func plan(input: String, output: String, in zone: TimeZoneRules) -> PreparationPlan {
    let text = { (time: Int64) in
      ISOTime.clock(time, in: zone) == "00:00:00" && time % ISOTime.second == 0
        ? ISOTime.date(time, in: zone) : ISOTime.format(time, in: zone)
    }
    var plan = PreparationPlan(input: input, output: output)
    plan.buildings = houses
    plan.appliances = appliances
    plan.mains = mains
    plan.mainsMeter = mainsMeter
    plan.period = period
    plan.maxGap = gap
    plan.plugGaps = plugGaps
    plan.sort = sort
    plan.allowUpsampling = allowsUpsampling
    plan.from = from.map(text)
    plan.to = to.map(text)
    plan.activationRules = activationRules
    plan.exclusions = exclusions.map { exclusion in
      PreparationPlan.Exclusion(
        from: text(exclusion.range.lowerBound), to: text(exclusion.range.upperBound),
        reason: exclusion.reason, building: exclusion.building, appliance: exclusion.appliance)
    }
    return plan
  }
}

extension ShellSettings {
  /// What a plan says, for a session that begins with it.
  ///
  /// - Parameters:
  ///   - plan: A configuration's or the command line's.
  ///   - zone: The data set's zone.
  /// - Throws: `UsageError` for a time that is none.
  init(_ plan: PreparationPlan, in zone: TimeZoneRules) throws(UsageError) {
    func moment(_ text: String) throws(UsageError) -> Int64 {
      guard let moment = ISOTime.parse(text, in: zone), ShellTimes.plausible.contains(moment) else {
        throw UsageError("\"\(text)\" is no time", remedy: "Write 2013-06-03 or 2013-06-03T06:00.")
      }
      return moment
    }
    houses = plan.buildings
    appliances = plan.appliances
    mains = plan.mains
    mainsMeter = plan.mainsMeter
    period = plan.period
    gap = plan.maxGap
    plugGaps = plan.plugGaps
    sort = plan.sort
    allowsUpsampling = plan.allowUpsampling
    activationRules = plan.activationRules
    if let text = plan.from { from = try moment(text) }
    if let text = plan.to { to = try moment(text) }
    if let from, let to, from >= to { throw UsageError("the range is empty") }
    for exclusion in plan.exclusions {
      let ends = (try moment(exclusion.from), try moment(exclusion.to))
      guard ends.0 < ends.1 else { throw UsageError("an excluded range is empty") }
      exclusions.append(
        Exclusion(
          range: ends.0..<ends.1, reason: exclusion.reason, building: exclusion.building,
          appliance: exclusion.appliance))
    }
  }
}
