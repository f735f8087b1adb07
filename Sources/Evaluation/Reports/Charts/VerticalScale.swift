import Files
import Glibc
import Plots

/// A vertical axis: round values from below to above, their words, and where values stand.
struct VerticalScale {
  let ticks: [(value: Double, label: String)]
  /// What a value is divided by before its tick is written: 1000 where the axis says kW.
  let divisor: Double
  private let isLogarithmic: Bool
  /// Of the values, or of their logarithms.
  private let range: ClosedRange<Double>

  /// - Parameters:
  ///   - bounds: The least and the greatest value.
  ///   - axis: What they are.
  ///   - count: About so many ticks.
  init(covering bounds: ClosedRange<Double>, of axis: Chart.VerticalAxis, about count: Int) {
    isLogarithmic = axis.isLogarithmic
    guard axis.isLogarithmic else {
      let isPower = ["W", "Wh"].contains(axis.unit)
      let divisor: Double = isPower && bounds.upperBound >= 1000 ? 1000 : 1
      let low = min(0, bounds.lowerBound)
      let high = max(low, bounds.upperBound)
      let scale = ValueScale(covering: low / divisor...high / divisor, unit: "", about: count)
      self.divisor = divisor
      range = scale.range.lowerBound * divisor...scale.range.upperBound * divisor
      ticks = scale.ticks.map { ($0 * divisor, VerticalScale.words($0, scale)) }
      return
    }
    divisor = 1
    let (low, high) = VerticalScale.powers(bounds)
    range = low...high
    ticks = VerticalScale.ticks(from: low, to: high)
  }

  /// "0", "0.5", "1,000", "−2,000".
  static func words(_ tick: Double, _ scale: ValueScale) -> String {
    if tick == 0 { return "0" }
    let text = abs(tick) >= 1000 ? DecimalText.grouped(tick) : scale.label(tick)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// Where a value stands, 0 below and 1 above.
  func part(of value: Double) -> Double {
    let shown = isLogarithmic ? log10(max(value, 1e-9)) : value
    return (shown - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// From a power of ten, or a half of one, to beyond the greatest value.
  private static func powers(_ bounds: ClosedRange<Double>) -> (low: Double, high: Double) {
    let low = log10(max(bounds.lowerBound, 1e-9))
    let high = log10(max(bounds.upperBound, 1e-9))
    // Less than two decades may begin at 2 or 5 times a power.
    let steps: [Double] = high - low < 2 ? [1, 2, 5] : [1]
    let starts = steps.map { step -> Double in
      let shift = log10(step)
      return (low - shift + 1e-9).rounded(.down) + shift
    }
    let first = starts.max() ?? low
    return (first, max(high, first + 0.5))
  }

  private static func ticks(from low: Double, to high: Double) -> [(value: Double, label: String)] {
    let steps: [Double] = high - low < 2 ? [1, 2, 5] : [1]
    let jump = max(1, Int(((high - low) / 6).rounded(.up)))
    var ticks: [(value: Double, label: String)] = []
    for power in stride(from: Int(low.rounded(.down)), through: Int(high.rounded(.down)), by: jump)
    {
      for step in steps {
        let value = step * pow(10, Double(power))
        guard log10(value) >= low - 1e-9, log10(value) <= high + 1e-9 else { continue }
        ticks.append((value, label(value, power: power, isLone: steps.count == 1)))
      }
    }
    return ticks
  }

  /// "1,000", "0.05", "10⁵".
  private static func label(_ value: Double, power: Int, isLone: Bool) -> String {
    if (0...3).contains(power) { return DecimalText.grouped(value) }
    if (-3..<0).contains(power) { return DecimalText.fixed(value, -power) }
    let times = isLone ? "" : "\(DecimalText.fixed(value / pow(10, Double(power)), 0))·"
    return times + "10" + String(power).map { superscripts[$0] ?? $0 }
  }

  private static let superscripts: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹", "-": "⁻",
  ]
}
