import Testing

@testable import Training

@Suite("An order computed place by place")
struct PermutationTests {
  @Test("holds each number once, for every count", arguments: [UInt64](1...3))
  func isPermutation(seed: UInt64) {
    for count in 1...1000 {
      let order = Permutation(count: count, seed: seed)
      var seen = [Bool](repeating: false, count: count)
      for place in 0..<count { seen[order[place]] = true }
      #expect(!seen.contains(false), "\(count) numbers")
    }
  }

  @Test("holds each number once, for large counts", arguments: [65_535, 65_537, 1_048_577])
  func isLargePermutation(count: Int) {
    let order = Permutation(count: count, seed: 7)
    var seen = [Bool](repeating: false, count: count)
    for place in 0..<count { seen[order[place]] = true }
    #expect(!seen.contains(false))
  }

  @Test("is the same for the same seed, and another for another")
  func hangsOnSeed() {
    func numbers(_ seed: UInt64) -> [Int] {
      let order = Permutation(count: 10_000, seed: seed)
      return (0..<10_000).map { order[$0] }
    }
    #expect(numbers(1) == numbers(1))
    #expect(zip(numbers(1), numbers(2)).count { $0 == $1 } < 10)
  }

  @Test("puts a number anywhere with the same probability", arguments: [3, 8, 20])
  func isEven(count: Int) {
    let draws = 6000
    var counts = [Int](repeating: 0, count: count * count)
    for seed in 0..<UInt64(draws) {
      let order = Permutation(count: count, seed: seed)
      for place in 0..<count { counts[place * count + order[place]] += 1 }
    }
    let expected = Double(draws) / Double(count)
    // Five deviations of a binomial count: one of 400 cells strays so far once in 4,000 tests.
    let bound = 5 * (expected * (1 - 1 / Double(count))).squareRoot()
    for tally in counts { #expect(abs(Double(tally) - expected) < bound) }
  }

  @Test("does not keep neighbours together")
  func mixes() {
    let count = 100_000
    let order = Permutation(count: count, seed: 5)
    var sum = 0.0
    var near = 0
    for place in 1..<count {
      let step = abs(order[place] - order[place - 1])
      sum += Double(step)
      if step < 100 { near += 1 }
    }
    // Two numbers drawn apart lie a third of the range apart on average; 0.2 % lie within 100.
    #expect(abs(sum / Double(count - 1) - Double(count) / 3) < 500)
    #expect((100...300).contains(near))
  }
}
