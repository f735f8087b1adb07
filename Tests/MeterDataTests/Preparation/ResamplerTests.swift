import Files
import Testing

@testable import MeterData

@Suite("Readings on the grid")
struct ResamplerTests {
  /// Looks at all readings for every single bin, as the rule is written.
  private func reference(
    _ block: SampleBlock, _ bins: Range<Int>, period: Int64, limit: Int, off: Bool = false
  ) -> [Float] {
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for (time, value) in zip(block.times, block.values) where value.isFinite {
      let bin = Int((Double(time / period)).rounded(.down))
      let old = sums[bin] ?? (0, 0)
      sums[bin] = (old.sum + Double(value), old.count + 1)
    }
    let filled = sums.keys.sorted()
    return bins.map { bin in
      if let own = sums[bin] { return Float(own.sum / own.count) }
      guard let before = filled.last(where: { $0 < bin }),
        let after = filled.first(where: { $0 > bin })
      else { return .nan }
      if after - before - 1 > limit { return off ? 0 : .nan }
      let held = sums[before] ?? (0, 1)
      return Float(held.sum / held.count)
    }
  }

  private func resample(
    _ block: SampleBlock, _ bins: Range<Int>, period: Int64, limit: Int, off: Bool = false,
    step: Int
  ) throws -> (values: [Float], tally: BinTally) {
    let reader = OrderedReader(PiecewiseReader(block, sizes: [50, 7]), place: "x", blockRows: 40)
    let resampler = MeterResampler(
      reader, period: period, rule: GapRule(carriedBins: limit, longGap: off ? .off : .missing))
    var values: [Float] = []
    var start = bins.lowerBound
    while start < bins.upperBound {
      let next = start..<min(start + step, bins.upperBound)
      var piece = [Float](repeating: -1, count: next.count)
      try resampler.fill(&piece, bins: next)
      values += piece
      start = next.upperBound
    }
    return (values, resampler.tally)
  }

  @Test(
    "agrees with the rule applied bin by bin, on any grid, in pieces of any size",
    arguments: 0..<60)
  func agrees(seed: Int) throws {
    var generator = SeededGenerator(seed)
    let block = RandomSeries.samples(400, using: &generator)
    let period = Int64([1, 6, 7, 30, 3600][seed % 5]) * RandomSeries.second
    let limit = [0, 1, 5, 20][seed % 4]
    let first = Grid.bin(of: block.times[0], period: period)
    let last = Grid.bin(of: block.times[block.count - 1], period: period)
    let from = first + Int.random(in: -30...30, using: &generator)
    let bins = from..<max(from + 1, last + Int.random(in: -30...30, using: &generator))
    let isOff = seed.isMultiple(of: 3)
    var unique = SampleBlock()
    for (time, value) in zip(block.times, block.values) where unique.times.last != time {
      unique.append(time, value)
    }
    let expected = reference(unique, bins, period: period, limit: limit, off: isOff)
    let step = Int.random(in: 1...300, using: &generator)
    let actual = try resample(
      block, bins, period: period, limit: limit, off: isOff, step: step)
    #expect(same(actual.values, expected))
    let tally = actual.tally
    #expect(tally.measured + tally.carried + tally.off + tally.missing == bins.count)
    #expect(tally.missing == expected.count(where: \.isNaN))
  }

  @Test(
    "a run of exactly the limit is carried, one bin more is missing from its first bin",
    arguments: [(20, true), (21, false)])
  func limit(emptyBins: Int, isCarried: Bool) throws {
    let period = 6 * RandomSeries.second
    let block = SampleBlock(times: [0, Int64(emptyBins + 1) * period], values: [100, 200])
    let values = try resample(
      block, 0..<(emptyBins + 2), period: period, limit: 20, step: 1000
    ).values
    let between = [Float](repeating: isCarried ? 100 : .nan, count: emptyBins)
    #expect(same(values, [100] + between + [200]))
  }

  @Test("the limit is the floor of max gap over period")
  func floors() {
    let rule = GapRule(
      maxGap: TimeSpan(nanoseconds: 119_999_999_999),
      period: TimeSpan(nanoseconds: 6_000_000_000))
    #expect(rule.carriedBins == 19)
  }

  @Test(
    "the default max gap is the larger of the device's silence and five bins",
    arguments: [(6, 120.0, 120), (30, 120, 150), (60, nil, 300)] as [(Int, Double?, Int)])
  func standardGap(period: Int, silence: Double?, seconds: Int) {
    let meter = Meter(id: 1, maxSamplePeriod: silence, location: "x")
    let gap = GapRule.standardMaxGap(
      of: meter, period: TimeSpan(nanoseconds: Int64(period) * RandomSeries.second))
    #expect(gap.seconds == Double(seconds))
  }

  @Test("bins are closed on the left and aligned to the epoch, also before it")
  func alignment() {
    #expect(Grid.bin(of: 6, period: 6) == 1)
    #expect(Grid.bin(of: 5, period: 6) == 0)
    #expect(Grid.bin(of: -1, period: 6) == -1)
    #expect(Grid.wholeBins(in: 1..<18, period: 6) == 1..<3)
    #expect(Grid.touchedBins(in: 1..<13, period: 6) == 0..<3)
  }

  @Test("NaN, infinite, negative and absurd readings count as not measured, and are counted")
  func impossibleReadings() throws {
    let values: [Float] = [10, .nan, -5, .infinity, 100_001, 30, -.infinity, 100_000]
    let block = SampleBlock(times: (0..<8).map { Int64($0) }, values: values)
    var (binner, binned) = (Binner(period: 6), BinnedBlock())
    binner.add(block, to: &binned)
    binner.finish(to: &binned)
    #expect(binned.bins == [0, 1])
    #expect(binned.means == [20, 100_000])
    #expect(binner.tally.notFinite == 3)
    #expect(binner.tally.negative == 1)
    #expect(binner.tally.absurd == 1)
  }

  @Test("means are taken in Double: a large sum does not swallow small readings")
  func doubleMeans() {
    let count = 1 << 20
    let block = SampleBlock(
      times: (0..<count).map { Int64($0) }, values: [Float](repeating: 0.1, count: count))
    var (binner, binned) = (Binner(period: 1 << 21), BinnedBlock())
    binner.add(block, to: &binned)
    binner.finish(to: &binned)
    #expect(binned.means == [0.1])
  }
}
