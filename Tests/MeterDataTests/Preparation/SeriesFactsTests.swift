import Testing

@testable import MeterData

@Suite("Statistics, activations and windows")
struct SeriesFactsTests {
  private func series(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    var (values, isOn) = ([Float](), false)
    for _ in 0..<count {
      if Int.random(in: 0..<6, using: &generator) == 0 { isOn.toggle() }
      let value = Float.random(in: isOn ? 15...2500 : 0...19, using: &generator)
      values.append(Int.random(in: 0..<12, using: &generator) == 0 ? .nan : value)
    }
    return values
  }

  @Test("mean, spread and extremes agree with two plain passes", arguments: 0..<20)
  func statistics(seed: Int) {
    var generator = SeededGenerator(seed)
    let base = Float([0, 50_000][seed % 2])
    let values = series(3000, &generator).map { $0 + base }
    var gathered = ChannelStatistics()
    var rest = values[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Int.random(in: 1...500, using: &generator)))
      gathered.add(piece.span)
      rest = rest.dropFirst(piece.count)
    }
    let present = values.filter { !$0.isNaN }.map(Double.init)
    let mean = present.reduce(0, +) / Double(present.count)
    let variance = present.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(present.count)
    #expect(gathered.count == present.count)
    // Double sums of some thousand terms agree to about 1e-12 of their size.
    #expect(abs(gathered.mean - mean) < 1e-9 * max(1, mean))
    #expect(abs(gathered.standardDeviation - variance.squareRoot()) < 1e-8 * variance.squareRoot())
    #expect(gathered.minimum == present.min())
    #expect(gathered.maximum == present.max())
  }

  /// NILMTK's rule as it is written there: switch events, then pauses, then runs.
  private func reference(_ values: [Float], _ period: Double, _ rule: ActivationRule) -> [Range<
    Int
  >] {
    let isOn = values.map { Double($0) >= rule.threshold }
    var on = isOn.indices.filter { isOn[$0] && ($0 == 0 || !isOn[$0 - 1]) }
    var off = isOn.indices.filter { isOn[$0] && ($0 + 1 == isOn.count || !isOn[$0 + 1]) }
      .map { $0 + 1 }
    let kept = zip(on.dropFirst(), off).enumerated().filter { _, pause in
      Double(pause.0 - pause.1) * period >= rule.minimumOff
    }.map(\.offset)
    on = on.prefix(1) + kept.map { on[$0 + 1] }
    off = kept.map { off[$0] } + off.suffix(1)
    return zip(on, off).map { $0..<$1 }.filter { Double($0.count) * period >= rule.minimumOn }
  }

  @Test("activations agree with NILMTK's order of events, in blocks of any size", arguments: 0..<60)
  func activations(seed: Int) {
    var generator = SeededGenerator(seed)
    let values = series(800, &generator)
    let period = [6.0, 30, 1][seed % 3]
    let rule = ActivationRule(
      threshold: 20, minimumOn: [0, 12, 60, 1800][seed % 4],
      minimumOff: [0, 12, 30, 160][seed / 4 % 4])
    let expected = reference(values, period, rule)
    #expect(
      Activations.find(in: values.span, period: period, rule: rule).map(\.samples) == expected)

    var tracker = ActivationTracker(rule, period: period)
    for start in stride(from: 0, to: values.count, by: 37) {
      let piece = Array(values[start..<min(start + 37, values.count)])
      tracker.add(piece.span)
    }
    tracker.finish()
    #expect(tracker.count == expected.count)
    let energy = expected.map { range in
      values[range].filter { !$0.isNaN }.map(Double.init).reduce(0, +) * period / 3600
    }.reduce(0, +)
    #expect(abs(tracker.energy - energy) < 1e-6 * max(1, energy))
  }

  @Test("a pause of exactly min off ends an activation, a run of exactly min on is one")
  func limits() {
    let rule = ActivationRule(threshold: 50, minimumOn: 12, minimumOff: 12)
    let values: [Float] = [50, 60, 0, 60, 0, 0, 60, 60, 0, 0, 60]
    let found = Activations.find(in: values.span, period: 6, rule: rule)
    #expect(found.map(\.samples) == [0..<4, 6..<8])
  }

  @Test(
    "the rule is the published one for the five of the field, under any of their names",
    arguments: [
      ("kettle", 2000.0, 12.0, 0.0), ("fridge", 50, 60, 12), ("microwave", 200, 12, 30),
      ("dish washer", 10, 1800, 1800), ("washing machine", 20, 1800, 160),
    ])
  func published(type: String, threshold: Double, minimumOn: Double, minimumOff: Double) {
    let appliance = Appliance(type: type, meters: [2], onPowerThreshold: 1)
    let rule = ActivationRule.standard(for: appliance, asked: type)
    #expect(rule.threshold == threshold)
    #expect(rule.minimumOn == minimumOn)
    #expect(rule.minimumOff == minimumOff)
  }

  @Test("a window counts where its mains are whole and its middle is known", arguments: 1...9)
  func windows(length: Int) {
    var generator = SeededGenerator(length)
    let (mains, appliance) = (series(200, &generator), series(200, &generator))
    let expected = (0...(200 - length)).count { start in
      !mains[start..<(start + length)].contains(where: \.isNaN)
        && !appliance[start + length / 2].isNaN
    }
    var counter = WindowCounter(length: length)
    for start in stride(from: 0, to: 200, by: 7) {
      let piece = start..<min(start + 7, 200)
      counter.add(mains: Array(mains[piece]), appliance: Array(appliance[piece]))
    }
    #expect(counter.usable == expected)
  }
}
