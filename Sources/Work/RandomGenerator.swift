/// The generator behind every random choice: xoshiro256**, seeded by SplitMix64.
///
/// Only integer steps and IEEE additions and products are used, so the same seed gives the same
/// numbers on every machine. Algorithms: Blackman and Vigna, prng.di.unimi.it.
package struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var s0: UInt64
  private var s1: UInt64
  private var s2: UInt64
  private var s3: UInt64

  /// Spreads the seed over the whole state, so that near seeds give unlike sequences.
  package init(seed: UInt64) {
    var mixer = seed
    s0 = RandomGenerator.mixed(&mixer)
    s1 = RandomGenerator.mixed(&mixer)
    s2 = RandomGenerator.mixed(&mixer)
    s3 = RandomGenerator.mixed(&mixer)
  }

  /// Goes on where another generator stood.
  ///
  /// - Parameter state: The four words of `state`; not all may be zero.
  package init(state: [UInt64]) {
    precondition(state.count == 4 && state.contains { $0 != 0 }, "no generator's state: \(state)")
    (s0, s1, s2, s3) = (state[0], state[1], state[2], state[3])
  }

  /// Four words from which `init(state:)` goes on with the same numbers.
  package var state: [UInt64] { [s0, s1, s2, s3] }

  /// One step of SplitMix64, which turns near seeds into unlike numbers.
  package static func mixed(_ state: inout UInt64) -> UInt64 {
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
}
