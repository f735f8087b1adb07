import Disaggregation
package import Files

/// Watt-hours of each local day that has a scored sample: the truth's and the estimate's.
package struct EnergyPerDay: Sendable {
  /// One day, of all houses that are looked at.
  package struct Day: Sendable, Equatable {
    /// Days since 1970-01-01.
    package let number: Int
    package fileprivate(set) var truth = 0.0
    package fileprivate(set) var estimate = 0.0
    /// Scored, of those that a day has.
    package fileprivate(set) var hours = 0.0
  }

  /// In their order.
  package let days: [Day]
  private let zone: TimeZoneRules

  /// Of some series, days of the same date added up.
  package init(_ series: [Evaluation.Series], in zone: TimeZoneRules) {
    self.zone = zone
    var days: [Int: Day] = [:]
    for series in series { EnergyPerDay.add(series, zone, to: &days) }
    self.days = days.values.filter { $0.hours > 0 }.sorted { $0.number < $1.number }
  }

  private static func add(
    _ series: Evaluation.Series, _ zone: TimeZoneRules, to days: inout [Int: Day]
  ) {
    let truth = series.truth
    for (number, samples) in truth.days(in: zone) {
      var day = days[number] ?? Day(number: number)
      for index in samples
      where series.isCounted(index) {
        day.truth += Double(truth.truth[index]) * truth.hours
        day.estimate += Double(series.estimate[index]) * truth.hours
        day.hours += truth.hours
      }
      days[number] = day
    }
  }

  /// Two bars a day; days without a scored sample stay empty.
  func chart(name: String, title: String) -> Chart {
    let first = days.first?.number ?? 0
    let last = days.last?.number ?? first
    let edges = (first...(last + 1)).map { ISOTime.midnight(ofDay: $0, in: zone) }
    let byNumber = Dictionary(uniqueKeysWithValues: days.map { ($0.number, $0) })
    let shown = (first...last).map { byNumber[$0] }
    return Chart(
      name: name, title: title,
      note: "Energy of the scored samples of each local day (\(zone.name)).",
      x: .time(edges[0]..<(edges.last ?? edges[0]), zone),
      y: Chart.VerticalAxis(label: "Energy a day", unit: "Wh"),
      columns: [
        Chart.Column(name: "truth", ink: .truth, style: .bars, decimals: 1),
        Chart.Column(name: "estimate", ink: .estimate, style: .bars, decimals: 1),
      ],
      marks: .bars(
        edges: edges.map(Double.init),
        values: [shown.map { $0?.truth }, shown.map { $0?.estimate }]
      ))
  }
}
