import Disaggregation
import Files
import MeterData
import Testing
import Work

@testable import Training

@Suite("The windows of a range")
struct WindowSetTests {
  /// Where values are missing, and what windows are.
  struct Case: CustomTestStringConvertible {
    var name: String
    var samples = 60
    var mainsGaps: [Range<Int>] = []
    var targetGaps: [Range<Int>] = []
    var window = 7
    var stride = 1
    var target = 3
    var isSequence = false

    var testDescription: String { name }
    var shape: WindowShape {
      WindowShape(window: window, stride: stride, target: target, isSequence: isSequence)
    }

    static let all: [Case] = [
      Case(name: "no gap"),
      Case(name: "a gap at the start", mainsGaps: [0..<5]),
      Case(name: "a gap at the end", mainsGaps: [55..<60]),
      Case(name: "one missing sample", mainsGaps: [30..<31]),
      Case(name: "a stretch of just one window", mainsGaps: [10..<20, 27..<40]),
      Case(name: "a stretch one sample too short", mainsGaps: [10..<20, 26..<40]),
      Case(name: "a gap of the target", targetGaps: [20..<23]),
      Case(name: "the target missing at both ends", targetGaps: [0..<6, 54..<60]),
      Case(name: "gaps of both", mainsGaps: [12..<14], targetGaps: [15..<18, 40..<41]),
      Case(name: "a target gap in a sequence", targetGaps: [20..<23], isSequence: true),
      Case(name: "stride 3", mainsGaps: [31..<33], stride: 3),
      Case(name: "stride 3, gaps of both", mainsGaps: [9..<10], targetGaps: [30..<40], stride: 3),
      Case(name: "windows side by side", mainsGaps: [14..<15], stride: 7),
      Case(name: "the target last", targetGaps: [59..<60], target: 6),
      Case(name: "the target first", targetGaps: [0..<1], target: 0),
      Case(name: "a window of one sample", mainsGaps: [3..<4], window: 1, target: 0),
      Case(name: "an even window", mainsGaps: [3..<4], window: 8, target: 4),
      Case(name: "one window", samples: 7),
    ]

    func values(_ gaps: [Range<Int>], from first: Float) -> [Float] {
      var values = (0..<samples).map { first + Float($0) }
      for gap in gaps { for index in gap { values[index] = .nan } }
      return values
    }

    /// By looking at every sample of every window.
    func starts() -> [Int] {
      let mains = values(mainsGaps, from: 1000)
      let appliance = values(targetGaps, from: 0)
      return Swift.stride(from: 0, through: samples - window, by: stride).filter { start in
        let inside = start..<(start + window)
        let targets = isSequence ? Array(appliance[inside]) : [appliance[start + target]]
        return !(mains[inside] + targets).contains(where: \.isNaN)
      }
    }
  }

  static func windows(
    _ houses: [WrittenStore.House], _ ranges: [HouseRange], _ shape: WindowShape,
    threshold: Double = 100
  ) throws -> WindowSet {
    let written = try WrittenStore(houses)
    return try WindowSet(
      HouseSeries.open(ranges, of: written.store, appliance: "kettle"), shape: shape,
      threshold: threshold, role: .training)
  }

  static let watts = Normalisation(
    mainsMean: 0, mainsDeviation: 1, targetMean: 0, targetDeviation: 1)

  @Test("are those without a missing sample", arguments: Case.all)
  func gaps(_ example: Case) throws {
    let house = WrittenStore.House(
      mains: example.values(example.mainsGaps, from: 1000),
      appliances: ["kettle": example.values(example.targetGaps, from: 0)])
    let windows = try Self.windows(
      [house], [HouseRange(house: 1, samples: 0..<example.samples)], example.shape, threshold: 25)
    let starts = example.starts()
    let all = (example.samples - example.window) / example.stride + 1
    #expect(windows.count == starts.count)
    #expect(windows.lostToGaps == all - starts.count)
    let numbers = Array(0..<windows.count)
    #expect(numbers.map { windows.start(of: $0).sample } == starts)
    let on = starts.indices.filter { starts[$0] + example.target >= 25 }
    #expect((0..<windows.onCount).map(windows.onWindow) == on)
    #expect(
      (0..<(windows.count - on.count)).map(windows.offWindow)
        == starts.indices.filter { !on.contains($0) })
    var (inputs, targets) = ([Float](), [Float]())
    windows.gather(numbers, Self.watts, inputs: &inputs, targets: &targets)
    #expect(
      inputs
        == starts.flatMap { start in
          (start..<(start + example.window)).map { 1000 + Float($0) }
        })
    #expect(
      targets
        == starts.flatMap { start in
          example.isSequence
            ? (start..<(start + example.window)).map { Float($0) } : [Float(start + example.target)]
        })
  }

  @Test("put back where they came from are the series", arguments: [1, 2, 3, 7, 16])
  func realigned(stride: Int) throws {
    var generator = RandomGenerator(seed: UInt64(stride))
    let mains = (0..<500).map { _ in
      generator.chance(0.01) ? Float.nan : Float(generator.uniform(0...3000))
    }
    let kettle = (0..<500).map { _ in
      generator.chance(0.05) ? Float.nan : Float(generator.uniform(0...2500))
    }
    let range = HouseRange(house: 1, samples: 40..<470)
    let windows = try Self.windows(
      [.init(mains: mains, appliances: ["kettle": kettle])], [range],
      WindowShape(window: 16, stride: stride, target: 8))
    var (inputs, targets) = ([Float](), [Float]())
    windows.gather(Array(0..<windows.count), Self.watts, inputs: &inputs, targets: &targets)
    for number in 0..<windows.count {
      let start = windows.start(of: number)
      #expect(windows.number(of: start) == number)
      #expect(range.samples.contains(start.sample) && range.samples.contains(start.sample + 15))
      #expect(
        Array(inputs[(number * 16)..<(number * 16 + 16)])
          == Array(mains[start.sample..<(start.sample + 16)]))
      #expect(targets[number] == kettle[start.sample + 8])
    }
    let used = Set((0..<windows.count).map { windows.start(of: $0).sample })
    for sample in 0..<520 where !used.contains(sample) {
      #expect(windows.number(of: WindowStart(house: 1, sample: sample)) == nil)
    }
    #expect(windows.number(of: WindowStart(house: 2, sample: 41)) == nil)
  }

  @Test("go on from house to house, and never across")
  func houses() throws {
    let houses = [(5, 20), (2, 9), (3, 30)].map { id, count in
      WrittenStore.House(
        id: id, mains: (0..<count).map { Float(100 * id + $0) },
        appliances: ["kettle": (0..<count).map { Float(1000 * id + $0) }])
    }
    let windows = try Self.windows(
      houses,
      [
        HouseRange(house: 5, samples: 2..<20), HouseRange(house: 2, samples: 0..<9),
        HouseRange(house: 3, samples: 10..<30),
      ], WindowShape(window: 9, stride: 2, target: 4))
    let expected =
      [2, 4, 6, 8, 10].map { (5, $0) } + [(2, 0)] + [10, 12, 14, 16, 18, 20].map { (3, $0) }
    #expect(windows.count == expected.count)
    for (number, (house, sample)) in expected.enumerated() {
      let start = WindowStart(house: house, sample: sample)
      #expect(windows.start(of: number) == start)
      #expect(windows.number(of: start) == number)
    }
    var (inputs, targets) = ([Float](), [Float]())
    windows.gather([5, 0, 11], Self.watts, inputs: &inputs, targets: &targets)
    #expect(targets == [2004, 5006, 3024])
    #expect([inputs[0], inputs[9], inputs[26]] == [200, 502, 328])
  }

  @Test("are normalised as they are copied, and into memory that is used again")
  func normalised() throws {
    let windows = try Self.windows(
      [.init(mains: [522, 1336, -292, 522, 522], appliances: ["kettle": [0, 700, 2700, 0, 0]])],
      [HouseRange(house: 1, samples: 0..<5)], WindowShape(window: 3, target: 1))
    var (inputs, targets) = ([Float](repeating: 9, count: 99), [Float](repeating: 9, count: 6))
    windows.gather(
      [1, 0], try NormalisationPreset.of(appliance: "Kettle"), inputs: &inputs, targets: &targets)
    #expect(inputs == [1, -1, 0, 0, 1, -1])
    #expect(targets == [2, 0])
  }

  @Test("spread evenly are as far apart as they can be")
  func evenlySpread() throws {
    let windows = try Self.windows(
      [
        .init(
          mains: [Float](repeating: 1, count: 104),
          appliances: ["kettle": [Float](repeating: 1, count: 104)])
      ], [HouseRange(house: 1, samples: 0..<104)], WindowShape(window: 5, target: 2))
    #expect(windows.evenlySpread(4) == [12, 37, 62, 87])
    #expect(windows.evenlySpread(1) == [50])
    #expect(windows.evenlySpread(100) == Array(0..<100))
    #expect(windows.evenlySpread(1000) == Array(0..<100))
  }

  @Test("there may be none, which is refused")
  func none() throws {
    let gap = [Float](repeating: 1, count: 1200).enumerated().map { index, value in
      index % 5 == 4 ? Float.nan : value
    }
    let full = [Float](repeating: 1, count: 1200)
    func text(_ mains: [Float], _ kettle: [Float]) -> String? {
      let refused = refusal {
        _ = try Self.windows(
          [.init(mains: mains, appliances: ["kettle": kettle])],
          [HouseRange(house: 1, samples: 0..<1200)], WindowShape(window: 5, target: 2))
      }
      #expect(refused?.status == .badConfiguration)
      return refused?.text
    }
    #expect(
      text(gap, full)
        == "a window of 5 samples is longer than any gap-free stretch of the training range: of its "
        + "1,200 samples, at most 4 follow each other without a gap. Take a shorter window, a longer "
        + "range, or a larger --max-gap in energy preprocess.")
    #expect(
      text(full, [Float](repeating: .nan, count: 1200))?.hasPrefix(
        "no window of the training range can be used: in the 1,200 samples, none of 5 at a stride "
          + "of 1 has all its mains samples and the appliance's value at its target") == true)
  }
}
