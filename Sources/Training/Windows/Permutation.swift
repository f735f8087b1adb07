import Work

/// An order of the numbers from 0 up to a count that is computed place by place, in no memory.
///
/// A Feistel network with keyed rounds permutes the numbers of as many bits as the count needs; one
/// that leads beyond the count is permuted again (cycle walking: Black and Rogaway 2002, section 4).
package struct Permutation: Sendable, Equatable {
  /// How many numbers there are.
  package let count: Int
  private let keys: [UInt64]
  /// Bits of the upper and the lower part.
  private let upper: UInt64
  private let lower: UInt64
  private static let rounds = 8
  /// Fewer bits would make few orders.
  private static let leastBits = 8

  /// - Parameters:
  ///   - count: How many numbers there are.
  ///   - seed: What the order is drawn from.
  package init(count: Int, seed: UInt64) {
    precondition(count > 0, "an order of \(count) numbers")
    self.count = count
    var mixer = seed
    keys = (0..<Self.rounds).map { _ in RandomGenerator.mixed(&mixer) }
    let bits = max(Self.leastBits, Int.bitWidth - (count - 1).leadingZeroBitCount)
    upper = UInt64(bits / 2)
    lower = UInt64(bits - bits / 2)
  }

  /// The number at a place.
  package subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    var number = UInt64(place)
    repeat { number = permuted(number) } while number >= UInt64(count)
    return Int(number)
  }

  /// One walk through the rounds; each of them can be undone, so no two numbers meet.
  private func permuted(_ number: UInt64) -> UInt64 {
    let lowerMask: UInt64 = (1 << lower) - 1
    let upperMask: UInt64 = (1 << upper) - 1
    var (high, low) = (number >> lower, number & lowerMask)
    for round in stride(from: 0, to: Self.rounds, by: 2) {
      var key = keys[round] ^ low
      high ^= RandomGenerator.mixed(&key) & upperMask
      key = keys[round + 1] ^ high
      low ^= RandomGenerator.mixed(&key) & lowerMask
    }
    return high << lower | low
  }
}
