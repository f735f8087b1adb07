import Testing
import Work

@testable import Evaluation

@Suite("Baselines beside answers found by trying everything")
struct SavedBaselinesTests {
  @Test("the path of the factorial model is the best of all paths")
  func factorial() throws {
    for household in try SavedBaselines.read().households {
      let model = household.model
      try expectBest(DenseFront(model), household)
      try expectBest(BeamFront(model), household)
    }
  }

  private func expectBest(
    _ front: some JointFront, _ household: SavedBaselines.Household
  ) throws {
    let model = household.model
    let search = JointSearch(model: model)
    let path = try #require(search.path(household.mains, front, Cancellation()))
    #expect(path.map { state in model.appliances.indices.map { state[$0] } } == household.fhmm)
    let likelihood = model.logLikelihood(path, household.mains)
    #expect(abs(likelihood - household.logLikelihood) < 1e-9 * abs(likelihood))
  }

  @Test("the combination is the nearest of all")
  func combinations() throws {
    for household in try SavedBaselines.read().households {
      let combinations = StateCombinations(household.model)
      let found = household.mains.map { mains in
        household.appliances.indices.map { combinations.state(of: $0, mains: mains) }
      }
      #expect(found == household.co)
    }
  }

  @Test("the powers of the states are the best of all cuts")
  func powers() throws {
    for powers in try SavedBaselines.read().powers {
      var histogram = PowerHistogram(from: 10, to: 3100)
      for value in powers.values { histogram.add(value) }
      let found = histogram.levels(atMost: 3)
      #expect(found.count == powers.levels.count)
      for (found, level) in zip(found, powers.levels) { #expect(abs(found - level) < 1e-6) }
    }
  }
}
