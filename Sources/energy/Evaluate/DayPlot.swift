import Evaluation
import Files

/// The energy of each local day, used beside estimated, of the samples that are scored.
struct DayPlot {
  private let days: [EnergyPerDay.Day]
  private let zone: TimeZoneRules
  /// So many days still stand as bars, one below the other.
  private static let mostBars = 16

  init(_ evaluation: Evaluation) {
    zone = evaluation.zone
    days = EnergyPerDay(evaluation.series, in: zone).days
  }

  private func midnight(_ day: EnergyPerDay.Day) -> Int64 {
    ISOTime.midnight(ofDay: day.number, in: zone)
  }

  /// Bars for some days, a line for many; nil of less than two.
  func render(width: Int, style: TerminalStyle) -> String? {
    guard days.count > 1 else { return nil }
    let title = "energy per day, kWh, of the samples that are scored"
    return title + "\n"
      + (days.count <= DayPlot.mostBars ? bars(width, style) : line(width, style))
  }

  private func bars(_ width: Int, _ style: TerminalStyle) -> String {
    let most = days.map { max($0.truth, $0.estimate) }.max() ?? 0
    let room = max(10, min(width, 100) - 24)
    func bar(_ energy: Double, _ ink: Ink) -> String {
      let length = most > 0 ? Int((energy / most * Double(room)).rounded()) : 0
      let mark = ink == .standard ? (style.isUnicode ? "█" : "#") : (style.isUnicode ? "▒" : "=")
      let text = DecimalText.fixed(energy / 1000, 2)
      return style.painted(String(repeating: mark, count: max(0, length)), ink) + " " + text
    }
    return days.flatMap { day in
      [
        "  \(ISOTime.date(midnight(day), in: zone))  used  \(bar(day.truth, .standard))",
        "              est.  \(bar(day.estimate, .appliance(0)))",
      ]
    }.joined(separator: "\n")
  }

  private func line(_ width: Int, _ style: TerminalStyle) -> String {
    let day: Int64 = 86_400 * ISOTime.second
    let range = midnight(days[0])..<midnight(days[days.count - 1]) + day
    var (truth, estimate) = (
      Envelope(range: range, hold: day * 3 / 2), Envelope(range: range, hold: day * 3 / 2)
    )
    for day in days {
      truth.add(midnight(day), Float(day.truth / 1000))
      estimate.add(midnight(day), Float(day.estimate / 1000))
    }
    return LineChart(
      series: [.init("used", truth), .init("estimated", estimate, ink: .appliance(0))],
      unit: "kWh", zone: zone
    ).render(width: min(width, 100), style: style)
  }
}
