import Testing
import Work

@testable import Evaluation

@Suite("The likeliest path through joint states")
struct JointSearchTests {
  private func path(
    _ model: HouseholdModel, _ mains: [Float], from front: some JointFront
  ) throws -> [JointState] {
    try #require(JointSearch(model: model).path(mains, front, Cancellation()))
  }

  @Test("no path of all is likelier", arguments: [[2], [3], [2, 2], [2, 3], [4, 2]], [1, 2, 3])
  func bruteForce(_ states: [Int], _ seed: UInt64) throws {
    let model = MadeUpHousehold.model(states, seed: seed)
    let mains = MadeUpHousehold.readings(model, count: 4, seed: seed + 100)
    var paths: [[JointState]] = [[]]
    for _ in mains { paths = paths.flatMap { path in model.everyState.map { path + [$0] } } }
    let best = try #require(paths.map { model.logLikelihood($0, mains) }.max())
    let exact = try path(model, mains, from: DenseFront(model))
    #expect(abs(model.logLikelihood(exact, mains) - best) <= 1e-9 * abs(best))
    let beam = try path(model, mains, from: BeamFront(model, width: 64))
    #expect(abs(model.logLikelihood(beam, mains) - best) <= 1e-9 * abs(best))
  }

  @Test("a beam as wide as there are joint states is exact", arguments: [1, 2, 3])
  func wideBeam(_ seed: UInt64) throws {
    let model = MadeUpHousehold.model([2, 4, 3], seed: seed)
    let mains = MadeUpHousehold.readings(model, count: 300, seed: seed)
    let exact = try path(model, mains, from: DenseFront(model))
    #expect(try path(model, mains, from: BeamFront(model, width: 24)) == exact)
  }

  @Test("a narrow beam keeps its path possible and loses little")
  func narrowBeam() throws {
    let model = MadeUpHousehold.model([3, 3, 3, 3], seed: 5)
    let mains = MadeUpHousehold.calmReadings(model, count: 200, seed: 6)
    let exact = model.logLikelihood(try path(model, mains, from: DenseFront(model)), mains)
    let beam = model.logLikelihood(
      try path(model, mains, from: BeamFront(model, width: 27)), mains)
    #expect(beam <= exact + 1e-6)
    #expect(beam >= exact - 0.05 * abs(exact))
  }

  @Test("blocks join to the path of the whole", arguments: [1, 2, 1023, 1024, 1025, 2048, 2500])
  func blocks(_ count: Int) throws {
    let model = MadeUpHousehold.model([2, 2], seed: 9)
    let mains = MadeUpHousehold.readings(model, count: count, seed: 10)
    // With all fronts at hand, the path back from the end is unique up to ties.
    var fronts = [DenseFront(model)]
    fronts[0].begin(mains[0])
    for watts in mains.dropFirst() {
      var next = fronts[fronts.count - 1]
      next.advance(watts)
      fronts.append(next)
    }
    var expected = [fronts[count - 1].best]
    for front in fronts.dropLast().reversed() {
      expected.append(front.predecessor(of: expected[expected.count - 1]))
    }
    #expect(try path(model, mains, from: DenseFront(model)) == expected.reversed())
  }

  @Test("a gap ends a chain, and threads change nothing")
  func gaps() throws {
    let model = MadeUpHousehold.model([3, 2], seed: 3)
    var mains = MadeUpHousehold.readings(model, count: 60, seed: 4)
    for place in [0, 20, 21, 59] { mains[place] = .nan }
    let search = JointSearch(model: model)
    #expect(JointSearch.stretches(of: mains) == [1..<20, 22..<59])
    let paths = try #require(search.paths(mains, ThreadPool(width: 1), Cancellation()))
    #expect(search.paths(mains, ThreadPool(width: 3), Cancellation()) == paths)
    for stretch in [1..<20, 22..<59] {
      let alone = try path(model, Array(mains[stretch]), from: DenseFront(model))
      #expect(Array(paths[stretch]) == alone)
    }
  }

  @Test("an interrupt ends the search")
  func interrupted() {
    let model = MadeUpHousehold.model([2], seed: 1)
    let cancellation = Cancellation()
    cancellation.cancel()
    let search = JointSearch(model: model)
    #expect(search.path([1, 2, 3], cancellation) == nil)
  }
}
