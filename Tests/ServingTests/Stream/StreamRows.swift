import Disaggregation
import Files
import MeterData
import Work

/// Rows of a household as a careless meter writes them, each time once.
enum StreamRows {
  /// Jitter, gaps short and long, missing and impossible readings, appliances that come and go.
  static func make(
    _ semantics: ReadingSemantics, count: Int, seed: UInt64
  ) -> ReadingBlock {
    var generator = RandomGenerator(seed: seed)
    var rows = ReadingBlock()
    var time: Int64 = 1_363_608_003_000_000_000
    var register = 500.0
    for row in 0..<count {
      let step = Self.step(&generator, row)
      time += step
      var watts = (row / 17) % 3 == 1 ? 2300.0 : 180
      watts += Double(generator.whole(0...120))
      register += generator.uniform() < 0.01 ? -300 : watts * Double(step) / 3600e12
      var value = semantics == .counter ? register : watts
      switch generator.uniform() {
      case ..<0.03: value = .nan
      case ..<0.04 where semantics != .counter: value = -5
      default: break
      }
      rows.times.append(time)
      rows.values.append(value)
    }
    return rows
  }

  private static func step(_ generator: inout RandomGenerator, _ row: Int) -> Int64 {
    let chance = generator.uniform()
    // The beginning is plain, so that the rhythm is that of the whole.
    if row > 80, chance < 0.02 { return Int64(generator.whole(70...4000)) * ISOTime.second }
    if row > 80, chance < 0.06 { return Int64(generator.whole(7...70)) * ISOTime.second }
    return Int64(generator.whole(3...8)) * ISOTime.second + 5_000_000
  }
}
