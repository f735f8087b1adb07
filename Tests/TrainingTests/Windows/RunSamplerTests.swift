import Files
import MeterData
import Networks
import Testing
import Work

@testable import Training

extension RunSampler {
  /// Begins the first epoch.
  init(
    _ windows: WindowSet, shape: RunShape, onShare: Double? = nil, windowsPerEpoch: Int? = nil,
    generator: RandomGenerator
  ) throws(TrainingError) {
    let place = try RunSampler.beginning(
      of: windows, shape: shape, onShare: onShare, generator: generator)
    try self.init(
      windows, shape: shape, onShare: onShare, windowsPerEpoch: windowsPerEpoch, from: place)
  }
}

@Suite("Drawing runs of windows")
struct RunSamplerTests {
  static let shape = WindowShape(window: 6, target: 2)

  /// Two houses of 700 and 230 samples, with gaps in both channels; now and then it is on.
  static func windows(onEvery every: Int = 40, gaps: Double = 0.01) throws -> WindowSet {
    var generator = RandomGenerator(seed: UInt64(every))
    let houses = [700, 230].enumerated().map { index, count in
      WrittenStore.House(
        id: index + 1,
        mains: (0..<count).map { generator.chance(gaps) ? .nan : Float($0) },
        appliances: [
          "kettle": (0..<count).map { place in
            generator.chance(gaps) ? .nan : place % every < 3 ? 2000 : 0
          }
        ])
    }
    return try WindowSetTests.windows(
      houses,
      [HouseRange(house: 1, samples: 20..<700), HouseRange(house: 2, samples: 0..<230)], shape)
  }

  /// All steps of an epoch.
  static func epoch(_ sampler: inout RunSampler) -> [RunDraw] {
    var draws: [RunDraw] = []
    while let draw = sampler.next() { draws.append(draw) }
    sampler.beginEpoch()
    return draws
  }

  /// The numbers of all windows of some steps that can be used.
  static func numbers(_ draws: [RunDraw], of windows: WindowSet) -> [Int] {
    draws.flatMap(\.runs).flatMap { Array(windows.numbers(of: $0)) }
  }

  @Test("sees each window once an epoch, whatever the run's length", arguments: [1, 7, 64, 5000])
  func coverage(length: Int) throws {
    let windows = try Self.windows()
    #expect(windows.lostToGaps > 50)
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 5, length: length), generator: RandomGenerator(seed: 1))
    for _ in 0..<4 {
      let epoch = Self.epoch(&sampler)
      #expect(Self.numbers(epoch, of: windows).sorted() == Array(0..<windows.count))
      let sizes = epoch.map(\.runs.count)
      #expect(sizes.allSatisfy { $0 <= 5 } && sizes.reduce(0, +) > 5 * (sizes.count - 1))
      #expect(try #require(sizes.max()) - #require(sizes.min()) <= 1)
      #expect(epoch.map(\.count).reduce(0, +) == windows.count)
      for run in epoch.flatMap(\.runs) {
        #expect(run.starts.count <= length && !windows.numbers(of: run).isEmpty)
      }
    }
  }

  @Test("cuts the range anew for each epoch, at another phase and in another order")
  func phases() throws {
    let windows = try Self.windows(gaps: 0)
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 4, length: 32), generator: RandomGenerator(seed: 1))
    var phases: Set<Int> = []
    for _ in 0..<40 {
      let runs = Self.epoch(&sampler).flatMap(\.runs)
      #expect(runs.map(\.starts.lowerBound) != runs.map(\.starts.lowerBound).sorted())
      let whole = runs.filter { $0.starts.count == 32 }.map { $0.starts.lowerBound % 32 }
      #expect(Set(whole).count == 1, "one phase an epoch")
      phases.formUnion(whole)
    }
    #expect(phases.count > 20)
  }

  @Test("hangs on the seed and on nothing else, the runs in a step included")
  func sameSeed() throws {
    func runs(_ seed: UInt64, inStep: Int) throws -> [WindowRun] {
      var sampler = try RunSampler(
        try Self.windows(), shape: RunShape(runs: inStep, length: 9),
        generator: RandomGenerator(seed: seed))
      return Self.epoch(&sampler).flatMap(\.runs) + Self.epoch(&sampler).flatMap(\.runs)
    }
    #expect(try runs(1, inStep: 3) == runs(1, inStep: 10))
    #expect(try runs(1, inStep: 3) != runs(2, inStep: 3))
  }

  @Test("ends an epoch with the run that reaches its windows, and goes on in the next")
  func shortEpochs() throws {
    let windows = try Self.windows()
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 3, length: 10), windowsPerEpoch: 100,
      generator: RandomGenerator(seed: 4))
    var all: [Int] = []
    while all.count < 3 * windows.count {
      let numbers = Self.numbers(Self.epoch(&sampler), of: windows)
      #expect((100..<110).contains(numbers.count))
      all += numbers
    }
    for round in 0..<3 {
      let pass = all[round * windows.count..<(round + 1) * windows.count]
      #expect(pass.sorted() == Array(0..<windows.count))
    }
  }

  @Test("has no step of a few runs where an epoch's windows end anywhere", arguments: [nil, 0.5])
  func evenSteps(share: Double?) throws {
    let windows = try Self.windows(gaps: 0.002)
    for wanted in stride(from: 200, through: 2000, by: 37) {
      var sampler = try RunSampler(
        windows, shape: RunShape(runs: 8, length: 5), onShare: share, windowsPerEpoch: wanted,
        generator: RandomGenerator(seed: UInt64(wanted)))
      for _ in 0..<3 {
        let sizes = Self.epoch(&sampler).map(\.runs.count)
        #expect(sizes.allSatisfy { (4...8).contains($0) }, "\(wanted): \(sizes)")
      }
    }
  }

  @Test("in balance has its share of runs for on windows", arguments: [0.5, 0.25, 0.9])
  func balanced(share: Double) throws {
    let windows = try Self.windows(onEvery: 400)
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 20, length: 8), onShare: share, windowsPerEpoch: 10_000,
      generator: RandomGenerator(seed: 9))
    let runs = Self.epoch(&sampler).flatMap(\.runs)
    let on = runs.filter { windows.numbers(of: $0).contains(where: windows.isOn) }.count
    // Of the runs for off windows, hardly one in twenty has an on window beside it.
    let wanted = Double(runs.count) * share
    #expect(Double(on) >= wanted.rounded(.down))
    #expect(Double(on) < wanted + 0.05 * Double(runs.count))
    #expect(runs.allSatisfy { !windows.numbers(of: $0).isEmpty })
  }

  @Test("in balance has its window anywhere in the run, each as often as the next")
  func anchors() throws {
    // One window alone is on, and only runs for it hold it: others are too far away.
    let kettle = (0..<4000).map { Float($0 == 2002 ? 2000 : 0) }
    let windows = try WindowSetTests.windows(
      [.init(mains: [Float](repeating: 1, count: 4000), appliances: ["kettle": kettle])],
      [HouseRange(house: 1, samples: 0..<4000)], Self.shape)
    #expect(windows.onCount == 1)
    var sampler = try RunSampler(
      windows, shape: RunShape(runs: 20, length: 5), onShare: 0.5, windowsPerEpoch: 5000,
      generator: RandomGenerator(seed: 3))
    let runs = Self.epoch(&sampler).flatMap(\.runs).filter { $0.starts.contains(2000) }
    let before = Dictionary(runs.map { (2000 - $0.starts.lowerBound, 1) }, uniquingKeysWith: +)
    #expect(before.keys.sorted() == [0, 1, 2, 3, 4])
    #expect(before.values.allSatisfy { abs($0 - runs.count / 5) < runs.count / 10 })
  }

  @Test(
    "weighs windows by how often all runs together draw them", arguments: [0.5, 0.2], [1, 8, 90])
  func importance(share: Double, length: Int) throws {
    let windows = try Self.windows()
    let importance = RunImportance(windows, length: length, share: share)
    // Every anchor with every place in its run, one by one.
    var often = [Double](repeating: 0, count: windows.count)
    for anchor in 0..<windows.count {
      let isOn = windows.isOn(anchor)
      let chance =
        isOn
        ? share / Double(windows.onCount)
        : (1 - share) / Double(windows.count - windows.onCount)
      let (house, start) = windows.place(of: anchor)
      for before in 0..<length {
        let starts = ((start - before)..<(start - before + length))
          .clamped(to: 0..<windows.candidates(ofHouse: house))
        for number in windows.numbers(of: WindowRun(house: house, starts: starts)) {
          often[number] += chance / Double(length)
        }
      }
    }
    let perRun = often.reduce(0, +)
    #expect(abs(importance.windowsPerRun - perRun) < 1e-9 * perRun)
    for (house, first) in [(0, 0), (0, 33), (0, 600), (1, 200)] {
      let end = min(first + length, windows.candidates(ofHouse: house))
      let run = WindowRun(house: house, starts: first..<end)
      let used = importance.weights(of: run).filter { $0 > 0 }
      let numbers = windows.numbers(of: run)
      #expect(used.count == numbers.count)
      for (number, weight) in zip(numbers, used) {
        let wanted = perRun / Double(windows.count) / often[number]
        #expect(abs(Double(weight) - wanted) < 1e-5 * wanted)
      }
    }
  }

  @Test("goes on from any place as if it had not stopped", arguments: [nil, 0.3])
  func resumes(share: Double?) throws {
    let windows = try Self.windows()
    let shape = RunShape(runs: 3, length: 11)
    var whole = try RunSampler(
      windows, shape: shape, onShare: share, windowsPerEpoch: 170,
      generator: RandomGenerator(seed: 2))
    for _ in 0..<40 {
      let text = whole.place.json.text
      var resumed = try RunSampler(
        windows, shape: shape, onShare: share, windowsPerEpoch: 170,
        from: SamplerPlace(json: JSON.parse(text)))
      #expect(resumed.place == whole.place)
      for _ in 0..<9 {
        let (next, expected) = (resumed.next(), whole.next())
        #expect(next == expected)
        if next == nil {
          resumed.beginEpoch()
          whole.beginEpoch()
        }
      }
    }
  }

  @Test("does not go on from the place of other runs")
  func otherRuns() throws {
    let windows = try Self.windows()
    let shape = RunShape(runs: 3, length: 11)
    let place = try RunSampler(windows, shape: shape, generator: RandomGenerator(seed: 2)).place
    let other = refusal {
      _ = try RunSampler(windows, shape: RunShape(runs: 3, length: 30), from: place)
    }
    #expect(other?.status == .badData)
    #expect(
      other?.text.contains("one among \(place.walks[0].count) runs, and the training range has")
        == true, "\(other?.text ?? "")")
    let balanced = refusal {
      _ = try RunSampler(windows, shape: shape, onShare: 0.5, from: place)
    }
    #expect(balanced?.status == .badData)
  }

  @Test("a place from before there were runs is read as it was")
  func earlierPlace() throws {
    let text = """
      {"generator": ["1", "2", "3", "4"], "walks": [{"count": 9, "seed": "ff", "position": 4}],
      "drawn": 40, "drawn_in_epoch": 4}
      """
    let place = try SamplerPlace(json: JSON.parse(text))
    #expect(place.drawn == 40 && place.drawnInEpoch == 4 && place.drawnInStep == 0)
    for (whole, damage) in [("n\": 40", "n\": -1"), ("epoch\": 4", "epoch\": -4")] {
      let damaged = text.replacing(whole, with: damage)
      #expect(refusal { _ = try SamplerPlace(json: JSON.parse(damaged)) }?.status == .badData)
    }
  }

  @Test("in balance is refused where nothing is on")
  func nothingToBalance() throws {
    let windows = try WindowSetTests.windows(
      [
        .init(
          mains: [Float](repeating: 1, count: 50),
          appliances: ["kettle": [Float](repeating: 0, count: 50)])
      ], [HouseRange(house: 1, samples: 0..<50)], Self.shape)
    let refused = refusal {
      _ = try RunSampler(
        windows, shape: RunShape(runs: 2, length: 4), onShare: 0.5,
        generator: RandomGenerator(seed: 1))
    }
    #expect(refused?.status == .badConfiguration)
    #expect(
      refused?.text == "the appliance is on in no window of the training range, so on_share has "
        + "nothing to balance. Choose a longer training range, or leave it out.")
  }
}
