import Files
import MeterData
import Testing
import Work

@testable import Disaggregation

@Suite("Where blocks of rows end")
struct BlockEndTests {
  /// Several readings in most bins of 6 s, and silences short and longer than a window.
  private static func rows(seed: UInt64, _ semantics: ReadingSemantics) -> ReadingBlock {
    var generator = RandomGenerator(seed: seed)
    var rows = ReadingBlock(times: [], values: [])
    var time: Int64 = 1_363_608_001_000_000_000
    var register = 100.0
    for _ in 0..<240 {
      let milliseconds =
        switch generator.uniform() {
        case ..<0.05: 0
        case ..<0.10: generator.whole(7_000...40_000)
        case ..<0.15: generator.whole(40_000...400_000)
        default: generator.whole(300...4_000)
        }
      time += Int64(milliseconds) * 1_000_000
      register += generator.uniform() * 3 * Double(milliseconds) / 3.6e6
      let watts = 90 + 2400 * generator.uniform()
      rows.times.append(time)
      let isMissing = generator.uniform() < 0.15
      rows.values.append(isMissing ? .nan : semantics == .counter ? register : watts)
    }
    return rows
  }

  private static func pieces(_ rows: ReadingBlock, of length: Int) -> [ReadingBlock] {
    stride(from: 0, to: rows.count, by: length).map { first in
      let places = first..<min(first + length, rows.count)
      return ReadingBlock(times: Array(rows.times[places]), values: Array(rows.values[places]))
    }
  }

  @Test(
    "has no say in what comes of them, whatever they mean",
    arguments: ReadingSemantics.allCases, [UInt64(1), 2, 3])
  func lengths(_ semantics: ReadingSemantics, seed: UInt64) throws {
    var model = try PredictorTests.model(SeriesModel(window: 7, target: .middle))
    // Registers are spread over more than a window.
    model.description.mains.maximumGap = TimeSpan(
      nanoseconds: (seed == 3 ? 90 : 12) * ISOTime.second)
    let rows = Self.rows(seed: seed, semantics)
    let whole = try PredictorTests.predicted(
      [model], [rows], PredictorTests.settings(block: 10_000, .zero, semantics))
    #expect(whole.summary.predictedRows > 40)
    for length in Array(1...20) + [33, 70, 150] {
      let found = try PredictorTests.predicted(
        [model], Self.pieces(rows, of: length),
        PredictorTests.settings(block: length % 3 == 0 ? 1 : 16, .zero, semantics))
      let (ours, theirs) = (found.rows.appliances[0], whole.rows.appliances[0])
      #expect(
        ours.estimates.map(\.bitPattern) == theirs.estimates.map(\.bitPattern), "\(length) rows")
      #expect(ours.isOn == theirs.isOn, "\(length) rows")
      #expect(found.rows.flags == whole.rows.flags, "\(length) rows")
      #expect(found.summary.appliances == whole.summary.appliances, "\(length) rows")
    }
  }

  @Test("lets readings go on in the bin that the block before has begun")
  func resumed() throws {
    let model = try PredictorTests.model(SeriesModel(window: 7, target: .middle))
    let seconds: [Int64] = [3, 9, 98_306, 98_308, 98_309]
    let rows = ReadingBlock(
      times: seconds.map { $0 * ISOTime.second }, values: [100, 100, 100, 400, 700])
    for length in 1...5 {
      let found = try PredictorTests.predicted(
        [model], Self.pieces(rows, of: length), PredictorTests.settings()
      ).rows.appliances[0].estimates
      let alone = try PredictorTests.predicted(
        [model], [ReadingBlock(times: [98_304 * ISOTime.second], values: [400])],
        PredictorTests.settings()
      ).rows.appliances[0].estimates
      #expect(Array(found[2...]) == [alone[0], alone[0], alone[0]], "\(length) rows")
    }
  }
}
