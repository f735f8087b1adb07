import Files

/// Watt-hours of each local day that has a scored sample: the truth's and the estimate's.
struct EnergyPerDay: Sendable {
  struct Day: Sendable, Equatable {
    /// Days since 1970-01-01.
    let number: Int
    var truth = 0.0
    var estimate = 0.0
    /// Scored, of those that a day has.
    var hours = 0.0
  }

  let days: [Day]
  private let zone: TimeZoneRules

  init(_ house: ReportSubject.House, in zone: TimeZoneRules) {
    self.zone = zone
    var days: [Int: Day] = [:]
    for series in house.series { EnergyPerDay.add(series, zone, to: &days) }
    self.days = days.values.filter { $0.hours > 0 }.sorted { $0.number < $1.number }
  }

  private static func add(
    _ series: Evaluation.Series, _ zone: TimeZoneRules, to days: inout [Int: Day]
  ) {
    let truth = series.truth
    var number = ISOTime.civil(truth.start, in: zone).dayNumber
    var first = 0
    while first < truth.count {
      let midnight = ISOTime.midnight(ofDay: number + 1, in: zone)
      let end = truth.samples(in: truth.start..<midnight).upperBound
      var day = days[number] ?? Day(number: number)
      for index in first..<max(first, end)
      where series.isCounted(index) {
        day.truth += Double(truth.truth[index]) * truth.hours
        day.estimate += Double(series.estimate[index]) * truth.hours
        day.hours += truth.hours
      }
      days[number] = day
      first = max(first, end)
      number += 1
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
