import Testing

@testable import Evaluation

@Suite("The states of an appliance")
struct PowerStatesTests {
  @Test(
    "levels are the means of the groups that lie closest",
    arguments: [
      (values: [2000.0, 2010, 1990], levels: [2000.0]),
      (values: [100, 102, 400, 404, 408], levels: [101, 404]),
      (values: [100, 400, 402, 1000, 1010, 1020], levels: [100, 401, 1010]),
      // Four levels, three groups: the two nearest share one.
      (values: [100, 120, 1000, 2000], levels: [110, 1000, 2000]),
      (values: [], levels: []),
      (values: [50], levels: [50]),
    ])
  func levels(values: [Double], levels: [Double]) {
    var histogram = PowerHistogram(from: 10, to: 2500)
    for value in values { histogram.add(value) }
    let found = histogram.levels(atMost: 3)
    #expect(found.count == levels.count)
    for (found, level) in zip(found, levels) { #expect(abs(found - level) < 1e-6) }
  }

  @Test("a reading is in the state of the nearest level, below the threshold off, or missing")
  func states() {
    let finder = StateFinder(watts: [0, 100, 400], threshold: 20)
    let readings: [Float] = [-3, 19.9, 20, 249, 251, 4000, .nan]
    #expect(readings.map(finder.state(of:)) == [0, 0, 1, 1, 2, 2, nil])
    #expect(StateFinder(watts: [0], threshold: 20).state(of: 50) == 0)
  }

  @Test("changes that were never seen stay possible, and each row's shares are one")
  func transitions() {
    let states = PowerStates(appliance: "kettle", watts: [0, 5], counts: [[6, 0], [1, 1]])
    #expect(abs(states.logTransitions[0][1] - -2.0794415416798357) < 1e-12)  // ln 1/8
    #expect(abs(states.logTransitions[1][0] - -0.6931471805599453) < 1e-12)
    #expect(abs(states.logShares[0] - -0.40546510810816444) < 1e-12)  // ln 8/12
  }

  @Test("combinations: the nearest sum, of equal ones the one with fewer appliances")
  func combinations() {
    func states(_ watts: [Double]) -> PowerStates {
      PowerStates(
        appliance: "", watts: watts, counts: watts.map { _ in watts.map { _ in 0 } })
    }
    let model = HouseholdModel(
      appliances: [states([0, 100, 300]), states([0, 200]), states([0, 500])], base: 50,
      deviation: 1)
    let combinations = StateCombinations(model)
    let cases: [(Float, [Int])] = [
      (0, [0, 0, 0]), (50, [0, 0, 0]), (99, [0, 0, 0]), (101, [1, 0, 0]), (350, [2, 0, 0]),
      (550, [0, 0, 1]), (1050, [2, 1, 1]), (9000, [2, 1, 1]),
    ]
    for (mains, states) in cases {
      #expect((0..<3).map { combinations.state(of: $0, mains: mains) } == states, "\(mains)")
    }
  }
}
