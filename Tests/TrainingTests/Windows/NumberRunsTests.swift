import Testing
import Work

@testable import Training

@Suite("Runs of numbers")
struct NumberRunsTests {
  @Test("count, find and leave out what a list would", arguments: 0..<30)
  func likeList(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let density = [0, 0.02, 0.3, 0.7, 0.98, 1][Int(seed % 6)]
    let numbers = (0..<400).filter { _ in generator.chance(density) }
    var runs = NumberRuns()
    for number in numbers { runs.append(number) }
    let absent = (0..<400).filter { !numbers.contains($0) }
    #expect(runs.count == numbers.count)
    #expect(numbers.indices.map { runs[$0] } == numbers)
    #expect((0..<450).map { runs.place(of: $0) } == (0..<450).map { numbers.firstIndex(of: $0) })
    #expect(absent.indices.map { runs.absent($0) } == absent)
  }
}
