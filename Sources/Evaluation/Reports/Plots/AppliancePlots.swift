import Disaggregation
import Files

/// Every plot of one appliance, for the page and for files alike.
struct AppliancePlots {
  let days: [(chart: Chart, table: PageText.Table)]
  let weeks: [Chart]
  let ranges: [Chart]
  let best: [Chart]
  let worst: [Chart]
  let errors: Chart
  let confusion: ConfusionTable
  let curve: Chart?

  /// - Parameters:
  ///   - subject: Whose.
  ///   - budget: Letters that the series may take in the page.
  init(_ subject: ReportSubject, budget: Int) {
    let houses = subject.houses
    days = houses.map { AppliancePlots.days(subject, $0) }
    let stacks = houses.map { WeekStack([subject], house: $0.number) }
    weeks = zip(houses, stacks).compactMap { house, stack in
      stack?.chart(
        name: subject.name("week", house),
        title: subject.title("A week of mains and what is in it", house))
    }
    let total = max(houses.flatMap(\.series).reduce(0) { $0 + $1.truth.count }, 1)
    ranges = zip(houses, stacks).map { house, stack in
      let samples = house.series.reduce(0) { $0 + $1.truth.count }
      return ActualAgainstPredicted(
        subject: subject, house: house,
        budget: Int(Double(budget) * Double(samples) / Double(total))
      ).chart(detail: stack?.times)
    }
    let gallery = ActivationGallery(subject)
    best = gallery.best.enumerated().map {
      gallery.chart($1, name: "\(subject.prefix)-best-\($0 + 1)")
    }
    worst = gallery.worst.enumerated().map {
      gallery.chart($1, name: "\(subject.prefix)-worst-\($0 + 1)")
    }
    errors = ErrorDistribution(subject).chart
    confusion = ConfusionTable(subject.evaluation)
    curve = AppliancePlots.curve(of: subject)
  }

  private static func days(
    _ subject: ReportSubject, _ house: ReportSubject.House
  ) -> (chart: Chart, table: PageText.Table) {
    let energy = EnergyPerDay(house.series, in: subject.zone)
    let chart = energy.chart(
      name: subject.name("energy-per-day", house), title: subject.title("Energy per day", house))
    let rows = energy.days.map { day in
      let midnight = ISOTime.midnight(ofDay: day.number, in: subject.zone)
      return [ISOTime.date(midnight, in: subject.zone)]
        + [day.truth, day.estimate, day.hours].map { DecimalText.fixed($0, 1) }
    }
    return (
      chart,
      PageText.Table(
        header: ["day", "truth (Wh)", "estimate (Wh)", "scored hours"], rows: rows)
    )
  }

  private static func curve(of subject: ReportSubject) -> Chart? {
    guard case .model(_, let description) = subject.evaluation.subject else { return nil }
    return TrainingCurve(description.curve).chart(name: "\(subject.prefix)-training")
  }

  /// In the order of the page.
  var charts: [Chart] {
    days.map(\.chart) + weeks + ranges + best + worst + [errors] + (curve.map { [$0] } ?? [])
  }
}
