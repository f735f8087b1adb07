import Evaluation
import Files

/// The energy of each local day, used beside estimated, of the samples that are scored.
struct DayPlot {
  /// One day of all houses.
  private struct Day: Equatable {
    /// Nanoseconds UTC of its first sample.
    let start: Int64
    var date: String
    /// Watt-hours.
    var truth = 0.0
    var estimate = 0.0
  }

  private let days: [Day]
  private let zone: TimeZoneRules
  /// So many days still stand as bars, one below the other.
  private static let mostBars = 16

  init(_ evaluation: Evaluation) {
    zone = evaluation.zone
    var days: [String: Day] = [:]
    for series in evaluation.series { DayPlot.add(series, evaluation.zone, to: &days) }
    self.days = days.values.sorted { $0.start < $1.start }
  }

  private static func add(
    _ series: Evaluation.Series, _ zone: TimeZoneRules, to days: inout [String: Day]
  ) {
    let truth = series.truth
    let hours = Double(truth.period) / 3.6e12
    var (sample, end) = (0, 0)
    while sample < truth.count {
      let time = truth.start + Int64(sample) * truth.period
      let date = ISOTime.date(time, in: zone)
      end = nextDay(after: sample, truth.count) { later in
        ISOTime.date(truth.start + Int64(later) * truth.period, in: zone) != date
      }
      var day = days[date] ?? Day(start: time, date: date)
      for place in sample..<end where truth.isScored[place] {
        day.truth += Double(truth.truth[place]) * hours
        day.estimate += Double(series.estimate[place]) * hours
      }
      days[date] = day
      sample = end
    }
  }

  /// The first sample of another day, by halving: dates only grow.
  private static func nextDay(
    after sample: Int, _ count: Int, _ isLater: (Int) -> Bool
  ) -> Int {
    var (low, high) = (sample, count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if isLater(middle) { high = middle } else { low = middle }
    }
    return high
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
        "  \(day.date)  used  \(bar(day.truth, .standard))",
        "              est.  \(bar(day.estimate, .appliance(0)))",
      ]
    }.joined(separator: "\n")
  }

  private func line(_ width: Int, _ style: TerminalStyle) -> String {
    let day: Int64 = 86_400 * ISOTime.second
    let range = days[0].start..<days[days.count - 1].start + day
    var (truth, estimate) = (
      Envelope(range: range, hold: day * 3 / 2), Envelope(range: range, hold: day * 3 / 2)
    )
    for day in days {
      truth.add(day.start, Float(day.truth / 1000))
      estimate.add(day.start, Float(day.estimate / 1000))
    }
    return LineChart(
      series: [.init("used", truth), .init("estimated", estimate, ink: .appliance(0))],
      unit: "kWh", zone: zone
    ).render(width: min(width, 100), style: style)
  }
}
