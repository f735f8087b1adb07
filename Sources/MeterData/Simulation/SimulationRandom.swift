/// The generator behind every random choice of the simulator: xoshiro256**, seeded by SplitMix64.
///
/// Only integer steps and IEEE additions and products are used, so the same seed gives the same
/// numbers on every machine. Algorithms: Blackman and Vigna, prng.di.unimi.it.
package struct SimulationRandom: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Spreads the seed over the whole state, so that near seeds give unlike sequences.
  package init(seed: UInt64) {
    var mixer = seed
    s0 = SimulationRandom.mixed(&mixer)
    s1 = SimulationRandom.mixed(&mixer)
    s2 = SimulationRandom.mixed(&mixer)
    s3 = SimulationRandom.mixed(&mixer)
  }

  /// An independent stream for one part of a house, so that no part disturbs another's numbers.
  package init(seed: UInt64, house: Int, part: String) {
    // FNV-1a over the name: Swift's own hash differs from run to run.
    let name = part.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    var mixer = seed
    let first = SimulationRandom.mixed(&mixer)
    mixer = first ^ UInt64(truncatingIfNeeded: house)
    let second = SimulationRandom.mixed(&mixer)
    self.init(seed: second ^ name)
  }

  private static func mixed(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    let product = s1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// Evenly from 0 up to, but not including, 1.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Evenly from the range's lower to its upper bound.
  package mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A whole number of the range, each as likely as the next.
  package mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(uniform() * Double(range.upperBound - range.lowerBound + 1))
  }

  /// True with the given probability.
  package mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

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
