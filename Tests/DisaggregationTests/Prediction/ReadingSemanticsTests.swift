import Files
import MeterData
import Testing

@testable import Disaggregation

@Suite("What readings mean")
struct ReadingSemanticsTests {
  /// The bins of 10 s that some rows fill, from second 0 on; NaN where none does.
  static func bins(
    _ rows: [(second: Double, value: Double)], _ semantics: ReadingSemantics,
    unit: ReadingUnit? = nil, hold: Double? = nil, count: Int
  ) -> (bins: [Float], rows: InterpretedRows, counts: ReadingCounts) {
    let settings = PredictionSettings(
      semantics: semantics, unit: unit, maximumHold: hold.flatMap { TimeSpan(seconds: $0) })
    var interpreter = ReadingInterpreter(settings)
    var interpreted = interpreter.rows(
      ReadingBlock(
        times: rows.map { Int64($0.second * 1e9) }, values: rows.map(\.value)))
    interpreted.stretches += interpreter.finish().stretches
    var bins = [Float](repeating: .nan, count: count)
    var binner = StretchBinner(period: 10 * ISOTime.second)
    for stretch in interpreted.stretches { binner.add(stretch) { bins[$0] = $1 } }
    binner.finish { bins[$0] = $1 }
    return (bins, interpreted, interpreter.counts)
  }

  static func agree(_ found: [Float], _ wanted: [Float]) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy { $0.isNaN ? $1.isNaN : abs($0 - $1) < 1e-3 }
  }

  @Test("of a log of changes: unchanged until the next one, for so long at most")
  func hold() {
    let rows = [(0.0, 100.0), (12, 200), (15, 50), (41, 80)]
    #expect(Self.agree(Self.bins(rows, .hold, count: 6).bins, [100, 105, 50, 50, 77, .nan]))
    // From 15 s for 10 s at most: nothing is known from 25 s to 41 s.
    #expect(
      Self.agree(
        Self.bins(rows, .hold, hold: 10, count: 6).bins, [100, 106.25, 50, .nan, 80, .nan]))
  }

  @Test("of a log of changes: a missing reading ends what holds")
  func holdEnds() {
    let rows = [(0.0, 100.0), (5, .nan), (20, 60), (20, 90), (25, -3), (40, 70)]
    let found = Self.bins(rows, .hold, count: 6)
    #expect(Self.agree(found.bins, [100, .nan, 60, .nan, 70, .nan]))
    #expect(found.counts.repeated == 1 && found.counts.negative == 1 && found.counts.empty == 1)
  }

  @Test("of a register: watts from the energy between two rows")
  func counter() {
    // 1 Wh in 10 s are 360 W.
    let rows = [(0.0, 5.0), (10, 5.001), (20, 5.001), (40, 5.003), (45, .nan), (50, 5.004)]
    let found = Self.bins(rows, .counter, count: 6)
    #expect(Self.agree(found.bins, [360, 0, 360, 360, 360, .nan]))
    #expect(Self.agree(found.rows.watts, [.nan, 360, 0, 360, .nan, 360]))
    let wattHours = rows.map { ($0.0, $0.1 * 1000) }
    #expect(
      Self.agree(
        Self.bins(wattHours, .counter, unit: .wattHours, count: 6).bins,
        [360, 0, 360, 360, 360, .nan]))
  }

  @Test("of a register: a step down is a reset, over which nothing is known")
  func resets() {
    let rows = [(0.0, 9.998), (10, 9.999), (20, 0.001), (30, 0.002), (40, 900), (50, 900.001)]
    let found = Self.bins(rows, .counter, count: 6)
    #expect(Self.agree(found.bins, [360, .nan, 360, .nan, 360, .nan]))
    #expect(found.counts.resets == 1 && found.counts.absurd == 1)
    #expect(found.rows.isImpossible == [false, false, false, false, true, false])
  }

  @Test("of kilowatts: a thousand watts each")
  func kilowatts() {
    let rows = Self.bins([(0, 1.5), (6, 101), (12, -0.1)], .sample, unit: .kilowatts, count: 2).rows
    #expect(Self.agree(rows.watts, [1500, .nan, .nan]))
    #expect(rows.isImpossible == [false, true, true])
  }
}
