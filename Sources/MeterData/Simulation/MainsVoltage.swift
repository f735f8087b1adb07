import Work

/// The voltage at the house: it wanders slowly, and sags in the evening.
struct MainsVoltage: Sendable {
  private var random: RandomGenerator
  private let mean: Double
  private var slow = 0.0

  init(seed: UInt64, house: Int) {
    random = RandomGenerator(seed: seed, house: house, part: "voltage")
    mean = random.uniform(240...246)
  }

  /// The squared voltage relative to 240 V of each second from local midnight on.
  mutating func nextDay(_ seconds: Int) -> [Float] {
    var level = Array(repeating: Float(1), count: seconds)
    for index in level.indices {
      slow += -slow / 1800 + 0.06 * random.normal()
      // Neighbours cook and heat from about 16 to 21 o'clock.
      let hour = Double(index) / 3600
      let evening = max(0, 1 - (hour - 18.5) * (hour - 18.5) / 6.25)
      let volts = mean + slow - 2.2 * evening + 0.25 * random.normal()
      level[index] = Float(volts * volts / 57_600)
    }
    return level
  }
}
