import Disaggregation
import Files

/// Figures of metrics as tables print them.
enum MetricText {
  /// "0.83", "11.9 W", "–" where undefined.
  static func value(_ metric: Metric, _ value: Double?) -> String {
    guard let value else { return "–" }
    return number(metric, value) + (metric.unit.map { " \($0)" } ?? "")
  }

  /// "0.79 to 0.86"; nil where there is none.
  static func interval(_ metric: Metric, _ range: ClosedRange<Double>?) -> String? {
    range.map { "\(number(metric, $0.lowerBound)) to \(number(metric, $0.upperBound))" }
  }

  /// With the sign that print has for minus.
  static func number(_ metric: Metric, _ value: Double) -> String {
    let text = metric.text(value)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// "1.23 kWh", "845 Wh".
  static func energy(_ wattHours: Double) -> String {
    wattHours.magnitude >= 1000
      ? "\(DecimalText.fixed(wattHours / 1000, wattHours >= 100_000 ? 0 : 2)) kWh"
      : "\(DecimalText.fixed(wattHours, 0)) Wh"
  }

  /// "14 s", "6 min", "2.5 h".
  static func time(_ seconds: Double) -> String {
    if seconds < 120 { return "\(DecimalText.fixed(seconds, 0)) s" }
    if seconds < 7200 { return "\(DecimalText.fixed(seconds / 60, 0)) min" }
    return "\(DecimalText.fixed(seconds / 3600, 1)) h"
  }
}
