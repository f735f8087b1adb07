import Files
import Testing

@testable import Evaluation

@Suite("Conditions of a cell")
struct CellConditionTests {
  private static func place(_ test: EvaluatedPlace) throws -> (ExperimentPlace, String) {
    let place = try ExperimentPlace(houses: 1)
    let store = try test.store(
      [EvaluatedPlace.house(2)], source: String(repeating: "cd", count: 32),
      quantity: "power apparent")
    let text = place.text(
      seeds: "[1]",
      folds: """
        fixed:
            moved:
              train: {source: homes, buildings: [1], to: "2013-06-04"}
              validation: {buildings: [1], from: "2013-06-04"}
              test: {source: others, buildings: [2], from: "2013-06-03T06:30"}
        """)
    return (
      place,
      text.replacing(
        "sources:\n", with: "sources:\n  others: {store: \(store), standby_cut: about 5 W}\n")
    )
  }

  @Test("are those of both sides: what is tested on, and what is trained on")
  func bothSides() throws {
    let others = try EvaluatedPlace()
    let (place, text) = try Self.place(others)
    let conditions = try #require(try place.run(text).results.first).conditions
    #expect(conditions[.mains] == "meter 1, power apparent; meter 1, power active")
    #expect(conditions[.standbyCut] == "about 5 W; none")
    #expect(conditions[.release] == "not stated; made up")
    #expect(conditions[.gaps] == "carried up to 0s, longer ones left out")
    #expect(conditions[.period] == "1min")
  }

  @Test("dates have the time of day where they are no midnight")
  func dates() throws {
    let others = try EvaluatedPlace()
    let (place, text) = try Self.place(others)
    let conditions = try #require(try place.run(text).results.first).conditions
    #expect(conditions[.trainDates] == "2013-06-03 to 2013-06-04")
    #expect(conditions[.testDates] == "2013-06-03T06:30:00 to 2013-06-05")

    let block = try place.run(
      place.text(seeds: "[1]", folds: "blocked: {blocks: 3, validation: 0.1}"), in: "blocks")
    // Blocks of 960 minutes; 288 behind the test one are for validation.
    #expect(
      block.results.map { $0.conditions[.trainDates] } == [
        "2013-06-03T20:48:00 to 2013-06-05",
        "2013-06-03 to 2013-06-05 without 2013-06-03T16:00:00 to 2013-06-04T12:48:00",
        "2013-06-03 to 2013-06-04T03:12:00",
      ])
  }
}
