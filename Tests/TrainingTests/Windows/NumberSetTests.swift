import Testing
import Work

@testable import Training

@Suite("A set of numbers")
struct NumberSetTests {
  @Test("counts, finds and leaves out what a list would", arguments: 0..<30)
  func likeList(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let density = [0, 0.002, 0.3, 0.7, 0.998, 1][Int(seed % 6)]
    let numbers = (0..<2100).filter { _ in generator.chance(density) }
    var set = NumberSet()
    for number in numbers { set.append(number) }
    let found = numbers.indices.map { set[$0] }
    #expect(set.count == numbers.count)
    #expect(found == numbers)
    var places = [Int?](repeating: nil, count: 2500)
    for (place, number) in numbers.enumerated() { places[number] = place }
    #expect((0..<2500).map { set.place(of: $0) } == places)
    #expect((0..<2500).map(set.contains) == places.map { $0 != nil })
    #expect(
      (0...2500).map { set.count(below: $0) }
        == (0...2500).map { end in places[..<end].count { $0 != nil } })
    let absent = (0..<2500).filter { places[$0] == nil }
    #expect(absent.indices.map { set.absent($0) } == absent)
    #expect(set.place(of: -1) == nil)
  }

  @Test("finds its way where most numbers are missing")
  func sparse() {
    let numbers = [5, 511, 512, 1_000_000, 1_000_063, 8_000_000]
    var set = NumberSet()
    for number in numbers { set.append(number) }
    #expect(numbers.indices.map { set[$0] } == numbers)
    #expect(numbers.map { set.place(of: $0) } == numbers.indices.map { $0 })
    #expect(
      [0, 5, 510, 999_997, 7_999_994, 7_999_995].map { set.absent($0) }
        == [0, 6, 513, 1_000_001, 7_999_999, 8_000_001])
  }
}
