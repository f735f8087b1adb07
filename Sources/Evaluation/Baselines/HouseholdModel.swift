/// What the fitted baselines know of a household: its appliances' states, and what no plug measures.
struct HouseholdModel: Sendable, Equatable {
  let appliances: [PowerStates]
  /// Watts of the mains that no appliance's state explains: the mean over the training range.
  let base: Double
  /// Standard deviation of what is left around base and states, watts.
  let deviation: Double

  /// The least deviation, so that a perfect sum does not make every other state impossible.
  static let leastDeviation = 1.0

  init(appliances: [PowerStates], base: Double, deviation: Double) {
    self.appliances = appliances
    self.base = base
    self.deviation = max(deviation, Self.leastDeviation)
  }

  /// How many combinations of states there are; `Int.max` where 64 bits do not hold it.
  var jointStates: Int {
    appliances.reduce(1) { product, states in
      let (next, overflows) = product.multipliedReportingOverflow(by: states.watts.count)
      return overflows ? .max : next
    }
  }
}
