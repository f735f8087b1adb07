package import Files

/// What to simulate: everything that decides the bytes of the result.
package struct SimulationPlan: Sendable {
  package let seed: UInt64
  /// Houses are numbered from 1; a house is the same however many there are.
  package let buildings: Int
  /// Days of the calendar, from local midnight to local midnight.
  package let days: Int
  /// The first day: days since 1970-01-01.
  package let firstDay: Int
  /// Seconds between readings of the plugs and of meter 1.
  package let period: Double
  package let zone: TimeZoneRules
  /// The houses that also have a 1 s meter of active power, apparent power and voltage.
  package let oneSecondMains: Set<Int>

  package init(
    seed: UInt64, buildings: Int, days: Int, firstDay: Int, period: Double, zone: TimeZoneRules,
    oneSecondMains: Set<Int> = []
  ) {
    precondition(buildings > 0 && days > 0 && period >= 1, "an empty simulation")
    self.seed = seed
    self.buildings = buildings
    self.days = days
    self.firstDay = firstDay
    self.period = period
    self.zone = zone
    self.oneSecondMains = oneSecondMains
  }

  /// Seconds UTC of the first local midnight.
  var start: Int64 { zone.utc(ofLocal: Int64(firstDay) * 86_400) }
}
