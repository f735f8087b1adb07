import Disaggregation
import MeterData
import Testing
import Work

@testable import Training

@Suite("The statistics of a training range")
struct RangeStatisticsTests {
  static func statistics(
    mains: [Float], kettle: [Float], threshold: Double = 100
  ) throws -> RangeStatistics {
    let written = try WrittenStore([.init(mains: mains, appliances: ["kettle": kettle])])
    let range = HouseRange(house: 1, samples: 0..<mains.count)
    return try RangeStatistics(
      HouseSeries.open([range], of: written.store, appliance: "kettle"), threshold: threshold)
  }

  @Test("are what the hand computes")
  func byHand() throws {
    let found = try Self.statistics(
      mains: [0, .nan, 640, 320, 320], kettle: [0, 100, .nan, 99.5, 300])
    #expect(found.mains.mean == 320)
    // Of 0, 640, 320 and 320: the squares of the distances sum to 2 · 320².
    #expect(abs(found.mains.standardDeviation - 320 / 2.0.squareRoot()) < 1e-12)
    #expect(found.mains.count == 4 && found.mains.minimum == 0 && found.mains.maximum == 640)
    #expect(found.target.mean == 124.875 && found.target.maximum == 300)
    #expect(found.targetMedian == 99.75)
    #expect(found.onShare == 0.5)
    var histogram = [Int](repeating: 0, count: 64)
    (histogram[0], histogram[32], histogram[63]) = (1, 2, 1)
    #expect(found.mainsHistogram == histogram)
  }

  @Test("join houses as if they were one")
  func houses() throws {
    var generator = RandomGenerator(seed: 3)
    let values = (0..<5000).map { _ in Float(generator.uniform(-50...3000)) }
    let whole = try Self.statistics(mains: values, kettle: values)
    let written = try WrittenStore([
      .init(id: 1, mains: Array(values[..<3000]), appliances: ["kettle": Array(values[..<3000])]),
      .init(id: 2, mains: Array(values[3000...]), appliances: ["kettle": Array(values[3000...])]),
    ])
    let parts = try RangeStatistics(
      HouseSeries.open(
        [.init(house: 1, samples: 0..<3000), .init(house: 2, samples: 0..<2000)],
        of: written.store, appliance: "kettle"), threshold: 100)
    #expect(abs(parts.mains.mean - whole.mains.mean) < 1e-9)
    #expect(abs(parts.mains.standardDeviation - whole.mains.standardDeviation) < 1e-9)
    #expect(parts.targetMedian == whole.targetMedian)
    #expect(parts.mainsHistogram == whole.mainsHistogram)
    #expect(parts.onShare == whole.onShare)
  }

  @Test("find the median that sorting finds", arguments: 1...12)
  func median(count: Int) throws {
    var generator = RandomGenerator(seed: UInt64(count))
    for _ in 0..<20 {
      let values = (0..<count).map { _ in Float(generator.uniform(-3...3)).rounded() * 0.37 }
      let sorted = values.sorted()
      let expected = (Double(sorted[(count - 1) / 2]) + Double(sorted[count / 2])) / 2
      var sweep = MedianSweep()
      sweep.add(values.span)
      var narrowed = sweep.narrowed()
      narrowed.add(values.span)
      #expect(narrowed.value == expected, "\(values)")
    }
  }

  @Test("make the normalisation, unless something never changes")
  func normalisation() throws {
    let some = try Self.statistics(mains: [1, 3], kettle: [10, 30])
    #expect(
      try some.normalisation()
        == Normalisation(mainsMean: 2, mainsDeviation: 1, targetMean: 20, targetDeviation: 10))
    let flat = try Self.statistics(mains: [230, 230], kettle: [10, 30])
    let refused = refusal { _ = try flat.normalisation() }
    #expect(refused?.status == .badData)
    #expect(
      refused?.text == "the mains of the training range are 230.0 W throughout, and what never "
        + "changes cannot be normalised. Train on another range, or on another appliance.")
    let off = try Self.statistics(mains: [1, 3], kettle: [0, 0])
    #expect(
      refusal { _ = try off.normalisation() }?.text.hasPrefix("the appliance's values") == true)
  }

  @Test("refuse a channel without values, and one with infinite ones")
  func refusals() {
    let empty = refusal { _ = try Self.statistics(mains: [1, 2], kettle: [.nan, .nan]) }
    #expect(empty?.text == "the appliance has no value in the training range")
    let infinite = refusal { _ = try Self.statistics(mains: [1, .infinity], kettle: [1, 2]) }
    #expect(infinite?.status == .badData)
    #expect(
      infinite?.text.contains("the mains of the training range hold an infinite value") == true)
  }

  @Test(
    "have published presets in their place",
    arguments: [
      ("kettle", 700.0, 1000.0), ("Microwave", 500, 800), ("fridge", 200, 400),
      ("dish-washer", 700, 1000), ("washing_machine", 400, 700),
    ])
  func presets(name: String, mean: Double, deviation: Double) throws {
    let preset = try NormalisationPreset.of(appliance: name)
    #expect(
      preset
        == Normalisation(
          mainsMean: 522, mainsDeviation: 814, targetMean: mean, targetDeviation: deviation))
  }

  @Test("have no preset for others")
  func noPreset() {
    let refused = refusal { _ = try NormalisationPreset.of(appliance: "boiler") }
    #expect(refused?.status == .badConfiguration)
    #expect(
      refused?.text == "there is no preset normalisation for boiler. There are presets for kettle, "
        + "microwave, fridge, dish washer and washing machine; normalisation: training takes the "
        + "statistics of the training range.")
  }
}
