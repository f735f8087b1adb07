import Disaggregation
import Networks
import Testing
import Work

@testable import Training

@Suite("Copying runs out of a store")
struct RunGatheringTests {
  static let normalisation = Normalisation(
    mainsMean: 300, mainsDeviation: 250, targetMean: 40, targetDeviation: 170)

  static func plan() throws -> NetworkPlan {
    try NetworkPlan(
      architecture: "small", window: RunSamplerTests.shape.window, padding: .valid,
      targetPosition: .index(RunSamplerTests.shape.target),
      layers: [.dense(name: "dense1", outputs: 1, isRectified: false)])
  }

  @Test("gives the windows that can be used, as copied one by one", arguments: [1, 8, 100])
  func sameWindows(length: Int) throws {
    let windows = try RunSamplerTests.windows()
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 7, length: length), generator: RandomGenerator(seed: 5))
    var batch = RunBatch(inputs: [], targets: [], weights: [], runs: 0, length: length)
    var (inputs, targets): ([Float], [Float]) = ([], [])
    for draw in RunSamplerTests.epoch(&sampler) {
      windows.gather(
        draw.runs, length: length, Self.normalisation, importance: nil, into: &batch)
      #expect((batch.inputs + batch.targets).allSatisfy { $0.isFinite })
      #expect(batch.counted == draw.count)
      let found = batch.windows(of: try Self.plan())
      let numbers = RunSamplerTests.numbers([draw], of: windows)
      windows.gather(numbers, Self.normalisation, inputs: &inputs, targets: &targets)
      #expect(found.inputs == inputs && found.targets == targets)
      #expect(found.weights == [Float](repeating: 1, count: numbers.count))
    }
  }

  @Test("holds what is missing, and goes beyond the range with weight 0")
  func held() throws {
    let mains: [Float] = [.nan, 1, 2, .nan, .nan, 5, 6, 7, 8]
    let kettle: [Float] = [0, 10, 20, 30, .nan, 50, 60, 70, 80]
    let windows = try WindowSetTests.windows(
      [.init(mains: mains, appliances: ["kettle": kettle])],
      [HouseRange(house: 1, samples: 0..<9)], WindowShape(window: 2, target: 1))
    var batch = RunBatch(inputs: [9], targets: [9], weights: [9], runs: 1, length: 1)
    windows.gather(
      [WindowRun(house: 0, starts: 0..<4), WindowRun(house: 0, starts: 5..<8)], length: 4,
      WindowSetTests.watts, importance: nil, into: &batch)
    #expect(batch.runs == 2 && batch.length == 4)
    #expect(batch.inputs == [0, 1, 2, 2, 2, 5, 6, 7, 8, 8])
    #expect(batch.weights == [0, 1, 0, 0, 1, 1, 1, 0])
    #expect(batch.targets == [0, 20, 0, 0, 60, 70, 80, 0])
  }

  @Test("weighs the windows of balanced runs where it is asked to")
  func weighed() throws {
    let windows = try RunSamplerTests.windows()
    let importance = RunImportance(windows, length: 12, share: 0.5)
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 50, length: 12), onShare: 0.5, windowsPerEpoch: 200_000,
      generator: RandomGenerator(seed: 5))
    var batch = RunBatch(inputs: [], targets: [], weights: [], runs: 0, length: 12)
    var (on, all) = (0.0, 0.0)
    for draw in RunSamplerTests.epoch(&sampler) {
      windows.gather(
        draw.runs, length: 12, Self.normalisation, importance: importance, into: &batch)
      #expect(batch.counted == draw.count)
      let numbers = RunSamplerTests.numbers([draw], of: windows)
      for (number, weight) in zip(numbers, batch.weights.filter { $0 > 0 }) {
        all += Double(weight)
        if windows.isOn(number) { on += Double(weight) }
      }
    }
    // As if windows had been drawn evenly: the same share of on windows, and a weight of one each.
    #expect(abs(on / all - windows.onShare) < 0.01 * windows.onShare)
    #expect(abs(all / 200_000 - 1) < 0.01)
  }
}
