/// One use of an appliance, as its network sees it.
package struct EnergyActivation: Sendable, Equatable {
  /// Nanoseconds UTC.
  package var start: Int64
  package var end: Int64
  /// Watt-hours.
  package var energy: Double

  package init(start: Int64, end: Int64, energy: Double) {
    self.start = start
    self.end = end
    self.energy = energy
  }
}
