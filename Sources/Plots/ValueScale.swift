import Files

/// Round numbers along a vertical axis, with their unit.
package struct ValueScale: Sendable {
  /// What the axis covers.
  package let range: ClosedRange<Double>
  /// From low to high, all within the range.
  package let ticks: [Double]
  private let step: Double
  private let unit: String

  /// Covers the values with about `count` steps of 1, 2 or 5 times a power of ten.
  ///
  /// Power is drawn from 0 W up, so that pictures can be compared; other units as they come.
  package init(covering values: ClosedRange<Double>?, unit: String, about count: Int) {
    var low = values?.lowerBound ?? 0
    var high = values?.upperBound ?? 1
    if ValueScale.isPower(unit) { low = min(low, 0) }
    if high <= low { high = low + max(1, abs(low) / 100) }
    let step = ValueScale.roundStep(atLeast: (high - low) / Double(max(count, 1)))
    // A bound that is nearly a tick becomes one; else the picture ends where the values end.
    func bound(_ value: Double, _ rule: FloatingPointRoundingRule) -> Double {
      let tick = (value / step).rounded(rule) * step
      return abs(tick - value) < step / 4 ? tick : value
    }
    range = bound(low, .down)...bound(high, .up)
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    ticks = first <= last ? (first...last).map { Double($0) * step } : []
    self.step = step
    self.unit = unit
  }

  /// "2.5 kW", "0 W", "240 V".
  package func label(_ tick: Double) -> String {
    let scaled = ValueScale.isPower(unit) && range.upperBound >= 1000 && abs(tick) > step / 2
    let divisor = scaled ? 1000.0 : 1
    let decimals = tick == 0 ? 0 : ValueScale.decimals(of: step / divisor)
    let number = DecimalText.fixed(tick / divisor, decimals)
    return unit.isEmpty ? number : "\(number) \(scaled ? "k" : "")\(unit)"
  }

  private static func isPower(_ unit: String) -> Bool { ["W", "VA", "var"].contains(unit) }

  private static func roundStep(atLeast size: Double) -> Double {
    var power = 1.0
    while power < size { power *= 10 }
    while power >= size * 10 { power /= 10 }
    // Now power / 10 < size <= power.
    return [power / 5, power / 2].first { $0 >= size } ?? power
  }

  private static func decimals(of step: Double) -> Int {
    var decimals = 0
    var scaled = step
    while decimals < 6, abs(scaled - scaled.rounded()) > 1e-6 {
      scaled *= 10
      decimals += 1
    }
    return decimals
  }
}
