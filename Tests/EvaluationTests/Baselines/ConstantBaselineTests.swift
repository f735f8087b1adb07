import Disaggregation
import Files
import MeterData
import Testing
import Training

@testable import Evaluation

@Suite("Constant baselines")
struct ConstantBaselineTests {
  @Test("a model brings the mean and the median of its training range")
  func ofModel() {
    let target = ModelDescription.Target(
      appliance: "kettle", mean: 12.5, median: 1, rule: ActivationRule(threshold: 10))
    let constants = ConstantBaseline.all(of: target)
    #expect(constants.map(\.name) == ["zero", "mean", "median"])
    #expect(constants.map(\.watts) == [0, 12.5, 1])
    #expect(constants[0].note == nil && constants[1].note?.contains("model was trained") == true)
  }

  @Test("a store gives those of its ranges, of all houses with the appliance where none is named")
  func ofStore() throws {
    let folder = try ScratchFolder()
    let houses = [
      FittingStore.House(
        id: 1, mains: [5, 5, 5, 5], appliances: ["kettle": [0, 2, .nan, 10]]),
      FittingStore.House(id: 2, mains: [5, 5], appliances: ["fridge": [70, 80]]),
      FittingStore.House(id: 3, mains: [5, 5], appliances: ["kettle": [100, 8]]),
    ]
    let store = try FittingStore.written(houses, to: folder.file("store.h5"))
    let all = try ConstantBaseline.all(of: "Kettle", in: store)
    #expect(all.map(\.watts) == [0, 24, 8] && all[2].note?.contains(store.path) == true)
    let ranges = [HouseRange(house: 1, samples: 0..<2)]
    #expect(
      try ConstantBaseline.all(of: "kettle", in: store, ranges: ranges).map(\.watts) == [0, 1, 1])
    let absent = #expect(throws: EvaluationError.self) {
      try ConstantBaseline.all(of: "toaster", in: store)
    }
    #expect(absent?.status == .badData)
  }

  @Test("of the scored truth only scored samples count, and the note says what that is")
  func ofTruth() {
    let series = [EvaluationSamples.series(), EvaluationSamples.series(count: 1)]
    func scorer(_ series: [ScoredSeries]) -> Scorer {
      Scorer(series, rule: ActivationRule(threshold: 10), zone: .utc, clamping: .zero)
    }
    let constants = ConstantBaseline.all(ofScored: scorer(series))
    // Truths 0 to 3 without the second, and another 0.
    #expect(constants.map(\.watts) == [0, 1.25, 1])
    #expect(constants[1].note?.contains("no tool could have known") == true)
    var nothing = series[1]
    nothing.isScored = [false]
    #expect(ConstantBaseline.all(ofScored: scorer([nothing])).isEmpty)
  }
}
