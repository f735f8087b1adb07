import MeterData
import Networks
import Work

@testable import Disaggregation

/// What rows should get, by the definitions: all of the series at once, with the parts of the house
/// that put meters on grids and find activations.
struct WholePrediction {
  let mains: [Float]
  let estimates: [Float]
  let flags: [SampleFlag]
  let isOn: [Bool]
  let activations: Int
  let firstBin: Int

  /// Of readings of single moments.
  init(_ rows: ReadingBlock, _ model: TrainedModel, _ clamping: Clamping) throws {
    let description = model.description
    let period = description.period.nanoseconds
    let readable = rows.times.indices.filter { rows.values[$0] >= 0 && rows.values[$0] <= 100_000 }
    let bins = readable.map { Grid.bin(of: rows.times[$0], period: period) }
    firstBin = bins.first ?? 0
    let resampler = MeterResampler(
      OnceReader(rows), period: period,
      rule: GapRule(maxGap: description.mains.maximumGap, period: description.period))
    var mains = [Float](repeating: .nan, count: bins.last.map { $0 + 1 - (bins.first ?? 0) } ?? 0)
    try resampler.fill(&mains, bins: firstBin..<firstBin + mains.count)
    let found = model.disaggregate(mains, with: WindowsEstimator(SeriesModel.engine(model)))
    let estimates = zip(found.estimates, mains).map { clamping.clamped($0, mains: $1) }
    let activations = Activations.find(
      in: estimates.span, period: description.period.seconds, rule: description.target.rule)
    var isOn = [Bool](repeating: false, count: mains.count)
    for sample in activations.flatMap(\.samples) { isOn[sample] = true }
    (self.mains, self.estimates, self.isOn) = (mains, estimates, isOn)
    flags = found.flags
    self.activations = activations.count
  }

  /// The place of a row's bin; nil where the series does not reach it.
  func place(of time: Int64, period: Int64) -> Int? {
    let place = Grid.bin(of: time, period: period) - firstBin
    return mains.indices.contains(place) ? place : nil
  }
}

/// The rows of a block whose time is new, in one piece.
private final class OnceReader: SampleReader {
  private var block: SampleBlock?

  init(_ rows: ReadingBlock) {
    let fresh = rows.times.indices.filter { $0 == 0 || rows.times[$0] > rows.times[$0 - 1] }
    block = SampleBlock(
      times: fresh.map { rows.times[$0] }, values: fresh.map { Float(rows.values[$0]) })
  }

  var rows: Int? { nil }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    guard let first = self.block else { return false }
    block = first
    self.block = nil
    return block.count > 0
  }
}

/// Rows that come as a careless meter writes them.
struct CarelessRows: Sendable {
  /// Jitter, repeated times, gaps short and long, missing and impossible readings.
  static func make(seed: UInt64, count: Int = 400) -> ReadingBlock {
    var generator = RandomGenerator(seed: seed)
    var rows = ReadingBlock(times: [], values: [])
    var time: Int64 = 1_363_608_003_000_000_000
    for _ in 0..<count {
      let second: Int64 = 1_000_000_000
      switch generator.uniform() {
      case ..<0.02: time += 0
      case ..<0.06: time += Int64(generator.whole(7...70)) * second
      case ..<0.08: time += Int64(generator.whole(70...4000)) * second
      default: time += Int64(generator.whole(3...8)) * second + 5_000_000
      }
      rows.times.append(time)
      switch generator.uniform() {
      case ..<0.03: rows.values.append(.nan)
      case ..<0.04: rows.values.append(-5)
      case ..<0.05: rows.values.append(1e30)
      case ..<0.3: rows.values.append(Double(generator.whole(2000...2600)))
      default: rows.values.append(Double(generator.whole(90...400)))
      }
    }
    return rows
  }

  /// The same rows in pieces of random lengths.
  static func pieces(_ rows: ReadingBlock, seed: UInt64) -> [ReadingBlock] {
    var generator = RandomGenerator(seed: seed)
    var pieces: [ReadingBlock] = []
    var first = 0
    while first < rows.count {
      let end = min(first + generator.whole(1...60), rows.count)
      pieces.append(
        ReadingBlock(
          times: Array(rows.times[first..<end]), values: Array(rows.values[first..<end])))
      first = end
    }
    return pieces
  }
}
