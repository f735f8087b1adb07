import Disaggregation
import MeterData
import Networks
import Testing
import Work

@testable import Training

@Suite("Validation windows")
struct ValidationWindowsTests {
  static let scale = Normalisation(
    mainsMean: 300, mainsDeviation: 200, targetMean: 100, targetDeviation: 400)

  /// A window of nine samples, and where its estimates belong.
  static func network(isSequence: Bool, target: TargetPosition) throws -> Network {
    let plan = try NetworkPlan(
      architecture: "small", window: 9, padding: .valid, targetPosition: target,
      layers: [
        .convolution(name: "conv1", filters: 3, kernel: 4, isRectified: true),
        .dense(name: "dense1", outputs: isSequence ? 9 : 1, isRectified: false),
      ])
    var generator = RandomGenerator(seed: 5)
    return Network(plan, generator: &generator)
  }

  /// Two houses with gaps of one sample, of most of a window, and of several windows.
  static func windows(_ plan: NetworkPlan) throws -> WindowSet {
    var generator = RandomGenerator(seed: 6)
    func values(_ gaps: [Range<Int>]) -> [Float] {
      var values = (0..<400).map { _ in Float(generator.uniform(0...900)) }
      for place in gaps.joined() { values[place] = .nan }
      return values
    }
    let houses = [1, 2].map { id in
      WrittenStore.House(
        id: id, mains: values([0..<3, 50..<51, 90..<98, 140..<149, 200..<240, 395..<400]),
        appliances: ["kettle": values([30..<31, 120..<135, 200..<240, 300..<301])])
    }
    let ranges = [
      HouseRange(house: 1, samples: 20..<390), HouseRange(house: 2, samples: 0..<400),
    ]
    let written = try WrittenStore(houses)
    return try WindowSet(
      HouseSeries.open(ranges, of: written.store, appliance: "kettle"),
      shape: WindowShape(of: plan), threshold: 500, role: .validation)
  }

  /// The score by looking at one window after another.
  static func plainScore(
    _ windows: WindowSet, _ numbers: [Int], _ network: Network, _ engine: NetworkEngine
  ) -> (count: Int, loss: Double) {
    var found: [[Int]: (estimates: [Double], truth: Double)] = [:]
    for number in numbers {
      var (inputs, targets): ([Float], [Float]) = ([], [])
      windows.gather([number], scale, inputs: &inputs, targets: &targets)
      let start = windows.start(of: number)
      let outputs = engine.outputs(of: network, inputs: inputs, count: 1)
      for (place, (estimate, truth)) in zip(outputs, targets).enumerated() {
        found[[start.house, start.sample + place], default: ([], Double(truth))].estimates
          .append(Double(estimate))
      }
    }
    let squares = found.values.map { sample in
      let error = sample.estimates.reduce(0, +) / Double(sample.estimates.count) - sample.truth
      return error * error
    }
    return (squares.count, squares.reduce(0, +) / Double(squares.count))
  }

  @Test(
    "are scored as one by one, each sample once", arguments: [1, 2, 37, 200, 10_000],
    [nil, .middle, .last, .index(0)] as [TargetPosition?])
  func scores(wanted: Int, target: TargetPosition?) throws {
    let network = try Self.network(isSequence: target == nil, target: target ?? .middle)
    let windows = try Self.windows(network.plan)
    let numbers = windows.evenlySpread(wanted)
    let engine = NetworkEngine(
      plan: network.plan, maximumBatch: 16, pool: ThreadPool(width: 1), isTraining: false)
    let scored = ValidationWindows(windows, numbers: numbers, plan: network.plan)
    var scorer = ValidationScorer(mean: 100, deviation: 400, threshold: 500, constants: [0])
    var told: [Int] = []
    scored.score(network, Self.scale, with: WindowsEstimator(engine), into: &scorer) {
      told.append($0)
    }
    let plain = Self.plainScore(windows, numbers, network, engine)
    #expect(scored.count == plain.count && scorer.count == plain.count)
    #expect(abs(scorer.score.loss - plain.loss) < 1e-5 * plain.loss)
    #expect(told.last == plain.count && told == told.sorted())
  }
}
