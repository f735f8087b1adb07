import MeterData
import Testing
import Work

@testable import Disaggregation

@Suite("Matching activations")
struct EventMatchingTests {
  typealias Pair = EventMatching.Pair

  private func match(
    _ truth: [Range<Int>], _ estimate: [Range<Int>], period: Double = 30
  ) -> [Pair] {
    EventMatching.match(
      truth: truth.map { Activation(samples: $0, energy: 0) },
      estimate: estimate.map { Activation(samples: $0, energy: 0) }, period: period)
  }

  @Test("takes half of the union, or starts within 60 s or two periods, and no less")
  func conditions() {
    #expect(match([100..<110], [105..<110]) == [Pair(truth: 0, estimate: 0)])
    #expect(match([100..<110], [106..<110]).isEmpty)
    #expect(match([100..<110], [106..<110], period: 10) == [Pair(truth: 0, estimate: 0)])
    #expect(match([100..<101], [102..<150]) == [Pair(truth: 0, estimate: 0)])
    #expect(match([100..<101], [103..<150]).isEmpty)
    #expect(match([102..<150], [100..<101], period: 600) == [Pair(truth: 0, estimate: 0)])
    #expect(match([103..<150], [100..<101], period: 600).isEmpty)
  }

  @Test("gives each at most one, the greatest overlap first, then the nearest start")
  func greedy() {
    #expect(
      match([0..<10, 10..<20], [1..<3, 4..<19]) == [
        Pair(truth: 0, estimate: 0), Pair(truth: 1, estimate: 1),
      ])
    #expect(match([10..<11], [8..<9, 11..<12]) == [Pair(truth: 0, estimate: 1)])
    #expect(match([10..<11], [8..<9, 12..<13]) == [Pair(truth: 0, estimate: 0)])
  }

  @Test("finds the same pairs as looking at all of them", arguments: 1...6)
  func exhaustive(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    func some() -> [Range<Int>] {
      var ranges: [Range<Int>] = []
      var first = 0
      for _ in 0..<60 {
        first += generator.whole(1...5)
        let end = first + generator.whole(1...8)
        ranges.append(first..<end)
        first = end
      }
      return ranges
    }
    let (truth, estimate) = (some(), some())
    var free = Set(truth.indices)
    var unused = Set(estimate.indices)
    var expected: [Pair] = []
    while let best = best(truth, estimate, free, unused) {
      expected.append(best)
      free.remove(best.truth)
      unused.remove(best.estimate)
    }
    #expect(expected.count > 10)
    #expect(match(truth, estimate) == expected.sorted { $0.truth < $1.truth })
  }

  /// The pair to take next, at 30 s a sample, by looking at all that are left.
  private func best(
    _ truth: [Range<Int>], _ estimate: [Range<Int>], _ free: Set<Int>, _ unused: Set<Int>
  ) -> Pair? {
    var best: (key: (Int, Int, Int, Int), pair: Pair)?
    for i in free {
      for j in unused {
        let overlap = Set(truth[i]).intersection(estimate[j]).count
        let union = Set(truth[i]).union(estimate[j]).count
        let shift = abs(truth[i].lowerBound - estimate[j].lowerBound)
        guard Double(overlap) / Double(union) >= 0.5 || shift * 30 <= 60 else { continue }
        let key = (-overlap, shift, i, j)
        if best.map({ key < $0.key }) ?? true { best = (key, Pair(truth: i, estimate: j)) }
      }
    }
    return best?.pair
  }

  @Test("does not take the square of the time for many")
  func many() {
    let ranges = (0..<100_000).map { 20 * $0..<(20 * $0 + 8) }
    let pairs = match(ranges, ranges.map { $0.lowerBound + 1..<$0.upperBound + 1 })
    #expect(pairs.count == ranges.count)
    #expect(pairs.allSatisfy { $0.truth == $0.estimate })
  }
}
