import Files
import MeterData
import Testing
import Training
import Work

@testable import Evaluation

@Suite("Baselines fitted on a store")
struct FittedBaselinesTests {
  private static let waves: [String: (levels: [Float], each: Int)] = [
    "kettle": ([0, 0, 0, 2000], 5), "fridge": ([90, 0], 13),
    "washing machine": ([0, 400, 0, 1100, 400], 8),
  ]

  private func fitted(
    _ houses: [FittingStore.House], _ appliances: [String] = [], ranges: [HouseRange]? = nil
  ) throws -> FittedBaselines {
    let folder = try ScratchFolder()
    let store = try FittingStore.written(houses, to: folder.file("store.h5"))
    return try FittedBaselines(
      store: store, appliances: appliances, ranges: ranges, cancellation: Cancellation())
  }

  private func estimates(
    _ baselines: FittedBaselines, _ target: String, _ mains: [[Float]]
  ) throws -> [FittedBaselines.Estimated] {
    try baselines.estimates(
      of: target, mains: mains, period: FittingStore.period, pool: ThreadPool(width: 2),
      cancellation: Cancellation())
  }

  @Test("known square waves come back from their sum", arguments: Array(waves.keys.sorted()))
  func recovery(_ appliance: String) throws {
    let house = MadeUpHousehold.squareWaves(count: 2000, Self.waves, base: 70)
    let baselines = try fitted([house])
    #expect(baselines.appliances == ["fridge", "kettle", "washing machine"])
    #expect(baselines.model.base == 70)
    for estimated in try estimates(baselines, appliance, [house.mains]) {
      #expect(estimated.watts == [house.appliances[appliance]])
    }
  }

  @Test("one appliance alone is found, a household of one too")
  func oneAppliance() throws {
    let house = MadeUpHousehold.squareWaves(count: 400, ["kettle": ([0, 1500], 7)], base: 20)
    let baselines = try fitted([house], ["Kettle"])
    for estimated in try estimates(baselines, "kettle", [house.mains, [20, 1520, 30]]) {
      #expect(estimated.watts == [try #require(house.appliances["kettle"]), [0, 1500, 0]])
    }
  }

  @Test("where the mains are missing there is no estimate")
  func gaps() throws {
    var house = MadeUpHousehold.squareWaves(count: 300, Self.waves, base: 0)
    for place in 100..<120 { house.mains[place] = .nan }
    let baselines = try fitted([house])
    for estimated in try estimates(baselines, "kettle", [house.mains]) {
      #expect(estimated.watts[0].map(\.isNaN) == house.mains.map(\.isNaN))
    }
  }

  @Test("only the ranges that are named are learnt from")
  func ranges() throws {
    var house = MadeUpHousehold.squareWaves(count: 300, ["kettle": ([0, 1500], 7)], base: 20)
    let later = MadeUpHousehold.squareWaves(count: 300, ["kettle": ([0, 900], 7)], base: 50)
    house.mains += later.mains
    house.appliances["kettle"]? += later.appliances["kettle"] ?? []
    let baselines = try fitted([house], ranges: [HouseRange(house: 1, samples: 0..<300)])
    #expect(baselines.model.base == 20 && baselines.model.appliances[0].watts == [0, 1500])
  }

  @Test("houses with other appliances are learnt from together")
  func severalHouses() throws {
    let first = MadeUpHousehold.squareWaves(count: 300, ["kettle": ([0, 1500], 7)], base: 20)
    var second = MadeUpHousehold.squareWaves(count: 300, ["fridge": ([0, 80], 9)], base: 20)
    second.id = 2
    let model = try fitted([first, second]).model
    #expect(model.appliances.map(\.watts) == [[0, 80], [0, 1500]] && model.base == 20)
  }

  @Test("what was not fitted, and another period, are refused")
  func refusals() throws {
    let house = MadeUpHousehold.squareWaves(count: 300, ["kettle": ([0, 1500], 7)], base: 20)
    let absent = #expect(throws: EvaluationError.self) { _ = try fitted([house], ["ketle"]) }
    #expect(absent?.status == .badData && absent?.description.contains("kettle") == true)
    let none = #expect(throws: EvaluationError.self) {
      _ = try fitted([FittingStore.House(mains: [1, 2], appliances: [:])])
    }
    #expect(none?.description.contains("no appliance beside the mains") == true)
    let baselines = try fitted([house])
    let other = #expect(throws: EvaluationError.self) {
      _ = try estimates(baselines, "fridge", [[1]])
    }
    #expect(other?.description.contains("not fitted on the fridge") == true)
    let period = #expect(throws: EvaluationError.self) {
      _ = try baselines.decoded(
        [[1]], period: 6, pool: ThreadPool(width: 1), cancellation: Cancellation())
    }
    #expect(period?.description.contains("every 6 ns") == true)
  }

  @Test("beyond the bound of joint states both still answer")
  func manyAppliances() throws {
    var waves: [String: (levels: [Float], each: Int)] = [:]
    for index in 1...13 { waves["appliance \(index)"] = ([0, Float(100 * index)], 3 + index) }
    let house = MadeUpHousehold.squareWaves(count: 40, waves, base: 0)
    let baselines = try fitted([house])
    #expect(baselines.model.jointStates == 8192)
    let both = try estimates(baselines, "appliance 7", [house.mains])
    #expect(both.map(\.name) == ["co", "fhmm"] && both[1].note.contains("beam search"))
    for estimated in both {
      #expect(Set(estimated.watts[0]).isSubset(of: [0, 700]))
    }
  }
}
