import Files
import MeterData
import Testing
import Work

@testable import Training

@Suite("Drawing windows")
struct WindowSamplerTests {
  /// As many windows as asked for; the appliance is on in the first of every `every`.
  static func windows(_ count: Int, onEvery every: Int = 10) throws -> WindowSet {
    let kettle = (0..<(count + 4)).map { Float(($0 - 2) % every == 0 ? 2000 : 0) }
    return try WindowSetTests.windows(
      [
        .init(mains: [Float](repeating: 1, count: count + 4), appliances: ["kettle": kettle])
      ], [HouseRange(house: 1, samples: 0..<(count + 4))], WindowShape(window: 5, target: 2))
  }

  /// All batches of an epoch.
  static func epoch(_ sampler: inout WindowSampler, batch: Int) -> [WindowDraw] {
    var draws: [WindowDraw] = []
    while let draw = sampler.next(batch) { draws.append(draw) }
    sampler.beginEpoch()
    return draws
  }

  @Test(
    "uniformly sees each window once an epoch, each time in another order", arguments: [1, 7, 64])
  func uniform(batch: Int) throws {
    let windows = try Self.windows(301)
    var sampler = try WindowSampler(windows, generator: RandomGenerator(seed: 1))
    let (first, second) = (
      Self.epoch(&sampler, batch: batch), Self.epoch(&sampler, batch: batch)
    )
    for epoch in [first, second] {
      #expect(epoch.flatMap(\.numbers).sorted() == Array(0..<301))
      #expect(epoch.dropLast().allSatisfy { $0.numbers.count == batch })
      #expect(epoch.allSatisfy { $0.weights == nil })
    }
    #expect(first.flatMap(\.numbers) != second.flatMap(\.numbers))
    #expect(sampler.bias == nil)
  }

  @Test("hangs on the seed and on nothing else, the batch size included")
  func sameSeed() throws {
    func numbers(_ seed: UInt64, batch: Int) throws -> [Int] {
      var sampler = try WindowSampler(
        try Self.windows(500), generator: RandomGenerator(seed: seed))
      return Self.epoch(&sampler, batch: batch).flatMap(\.numbers)
    }
    #expect(try numbers(1, batch: 10) == numbers(1, batch: 64))
    #expect(try numbers(1, batch: 10) != numbers(2, batch: 10))
  }

  @Test("goes on in the next epoch where a short one stopped")
  func shortEpochs() throws {
    let windows = try Self.windows(100)
    var sampler = try WindowSampler(
      windows, windowsPerEpoch: 30, generator: RandomGenerator(seed: 4))
    var all: [Int] = []
    for _ in 0..<20 {
      let epoch = Self.epoch(&sampler, batch: 16)
      #expect(epoch.map(\.numbers.count) == [16, 14])
      all += epoch.flatMap(\.numbers)
    }
    for round in 0..<6 {
      #expect(all[(round * 100)..<(round * 100 + 100)].sorted() == Array(0..<100))
    }
  }

  @Test("may have more windows in an epoch than there are")
  func longEpochs() throws {
    var sampler = try WindowSampler(
      try Self.windows(10), windowsPerEpoch: 25, generator: RandomGenerator(seed: 4))
    let numbers = Self.epoch(&sampler, batch: 8).flatMap(\.numbers)
    #expect(numbers.count == 25)
    #expect(numbers[..<10].sorted() == Array(0..<10))
  }

  @Test(
    "in balance has its share of on windows, in every batch and in all",
    arguments: [0.5, 0.25, 0.1, 0.9])
  func balanced(share: Double) throws {
    let windows = try Self.windows(1000)
    var sampler = try WindowSampler(
      windows, sampling: .balanced(onShare: share, importanceWeights: false),
      generator: RandomGenerator(seed: 9))
    let epoch = Self.epoch(&sampler, batch: 40)
    for draw in epoch {
      let on = draw.numbers.count(where: windows.isOn)
      #expect(abs(Double(on) - 40 * share) <= 1)
      #expect(draw.weights == nil)
    }
    let numbers = epoch.flatMap(\.numbers)
    let on = numbers.filter(windows.isOn)
    #expect(on.count == Int(1000 * share))
    #expect(numbers.count == 1000)
    // Each class is walked through evenly: no window a second time before all had their turn.
    for (own, total) in [(on, 100), (numbers.filter { !windows.isOn($0) }, 900)] {
      let most = Dictionary(own.map { ($0, 1) }, uniquingKeysWith: +).values.max() ?? 0
      #expect(most == (own.count + total - 1) / total)
    }
    #expect(sampler.bias == SamplingBias(present: 0.1, drawn: share))
  }

  @Test("in balance with weights expects the loss of the whole range")
  func importanceWeights() throws {
    let windows = try Self.windows(1000)
    var sampler = try WindowSampler(
      windows, sampling: .balanced(onShare: 0.5, importanceWeights: true),
      generator: RandomGenerator(seed: 9))
    let epoch = Self.epoch(&sampler, batch: 100)
    for draw in epoch {
      let weights = try #require(draw.weights)
      #expect(weights.count == 100)
      for (number, weight) in zip(draw.numbers, weights) {
        #expect(weight == (windows.isOn(number) ? 0.2 : 1.8))
      }
      #expect(abs(weights.reduce(0, +) - 100) < 1e-3)
    }
    #expect(sampler.bias == nil)
  }

  @Test("in balance is refused where nothing is on, or nothing off", arguments: [1, 5000])
  func nothingToBalance(every: Int) throws {
    let kettle = [Float](repeating: every == 1 ? 2000 : 0, count: 50)
    let windows = try WindowSetTests.windows(
      [.init(mains: [Float](repeating: 1, count: 50), appliances: ["kettle": kettle])],
      [HouseRange(house: 1, samples: 0..<50)], WindowShape(window: 5, target: 2))
    let refused = refusal {
      _ = try WindowSampler(
        windows, sampling: .balanced(onShare: 0.5, importanceWeights: false),
        generator: RandomGenerator(seed: 1))
    }
    #expect(refused?.status == .badConfiguration)
    #expect(
      refused?.text == "the appliance is \(every == 1 ? "off" : "on") in no window of the training "
        + "range, so sampling: balanced has nothing to balance. Choose a longer training range, or "
        + "sampling: uniform.")
  }

  @Test(
    "goes on from any place as if it had not stopped",
    arguments: [
      WindowSampling.uniform, .balanced(onShare: 0.3, importanceWeights: true),
    ])
  func resumes(sampling: WindowSampling) throws {
    let windows = try Self.windows(150)
    var whole = try WindowSampler(
      windows, sampling: sampling, windowsPerEpoch: 70, generator: RandomGenerator(seed: 2))
    for _ in 0..<40 {
      let text = whole.place.json.text
      var resumed = try WindowSampler(
        windows, sampling: sampling, windowsPerEpoch: 70,
        resuming: SamplerPlace(json: JSON.parse(text)))
      #expect(resumed.place == whole.place)
      for _ in 0..<7 {
        let (next, expected) = (resumed.next(13), whole.next(13))
        #expect(next == expected)
        if next == nil {
          resumed.beginEpoch()
          whole.beginEpoch()
        }
      }
    }
  }

  @Test("does not go on from the place of other windows, or from no place")
  func otherWindows() throws {
    let place = try WindowSampler(
      try Self.windows(150), generator: RandomGenerator(seed: 2)
    ).place
    let refused = refusal {
      _ = try WindowSampler(try Self.windows(151), resuming: place)
    }
    #expect(refused?.status == .badData)
    #expect(refused?.text.contains("one among 150 windows, and the training range has 151") == true)
    for text in ["{}", "[]", "{\"generator\": [\"0\"], \"walks\": [], \"drawn\": 0}"] {
      let damaged = refusal { _ = try SamplerPlace(json: JSON.parse(text)) }
      #expect(damaged?.status == .badData)
    }
  }
}
