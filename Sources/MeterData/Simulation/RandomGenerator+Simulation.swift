package import Work

// The draws of the simulator, whose last bit must not differ by machine.
extension RandomGenerator {
  /// An independent stream for one part of a house, so that no part disturbs another's numbers.
  package init(seed: UInt64, house: Int, part: String) {
    // FNV-1a over the name: Swift's own hash differs from run to run.
    let name = part.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    var mixer = seed
    let first = RandomGenerator.mixed(&mixer)
    mixer = first ^ UInt64(truncatingIfNeeded: house)
    let second = RandomGenerator.mixed(&mixer)
    self.init(seed: second ^ name)
  }

  /// Nearly normal with mean 0 and deviation 1: the sum of four 16-bit numbers, within ±3.47.
  ///
  /// A logarithm or cosine would do better in the tails, but their last bit differs by machine.
  package mutating func normal() -> Double {
    let bits = next()
    let low = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF)
    let high = (bits >> 32 & 0xFFFF) + (bits >> 48)
    return (Double(low + high) - 131_070) * (1 / 37_837.228)
  }

  /// How often something happens in a day that happens `mean` times a day: binomial of 16 chances
  /// or, above 8 times, of twice the mean.
  package mutating func count(mean: Double) -> Int {
    let chances = max(16, Int(mean * 2))
    let probability = mean / Double(chances)
    return (0..<chances).reduce(0) { sum, _ in chance(probability) ? sum + 1 : sum }
  }

  /// The index of one weight, drawn in proportion to the weights.
  package mutating func index(weights: [Double]) -> Int {
    var rest = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }
}
