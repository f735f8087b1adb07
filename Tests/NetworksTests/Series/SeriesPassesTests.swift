import Testing
import Work

@testable import Networks

@Suite("Passes over runs of windows")
struct SeriesPassesTests {
  static let runs: [[Range<Int>]] = [
    [], [5..<5], [3..<4], [0..<40], [0..<10, 10..<20], [0..<1, 30..<31, 100..<101],
    [2..<2, 5..<20, 21..<21, 300..<310, 400..<400],
  ]

  @Test("hold every window once, in order, and begin with one", arguments: runs, [1, 7, 50])
  func windows(_ runs: [Range<Int>], most: Int) {
    let passes = Array(SeriesPasses(runs, windows: most))
    let wanted = Set(runs.joined())
    #expect(wanted.isSubset(of: passes.joined()))
    #expect(zip(passes, passes.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    #expect(passes.allSatisfy { wanted.contains($0.lowerBound) && $0.count <= most })
    #expect(passes.last?.upperBound == wanted.max().map { $0 + 1 })
  }

  /// The shape that an engine takes for some windows of the published network.
  private func shape(_ runs: [Range<Int>]) throws -> Bool {
    let plan = try ArchitectureCatalogue.named("seq2point").plan(window: 599)
    let layers = try #require(SharedLayers(plan))
    let dense = try #require(layers.dense)
    let cost = SeriesCost(
      layers: layers, dense: dense, runs: runs, memory: SeriesEngine.standardMemory)
    return cost.best != nil
  }

  @Test("are worth it for windows side by side, and for scattered ones only where they are many")
  func cost() throws {
    func every(_ step: Int, of count: Int) -> [Range<Int>] {
      stride(from: 0, to: count, by: step).map { $0..<$0 + 1 }
    }
    #expect(try shape([0..<20_000]))
    #expect(try shape(every(4, of: 400_000)))
    #expect(try !shape(every(10_000, of: 1_000_000)))
    #expect(try !shape(every(2_000, of: 1_000_000)))
    #expect(try !shape([0..<3]))
  }
}
