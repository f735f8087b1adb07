import Files

/// A week of a house's mains, and below it what the estimates make of it, one on the other.
struct WeekStack {
  /// Of one house and store, each with that house.
  let subjects: [ReportSubject]
  let house: Int
  let times: Range<Int64>

  /// The week with the most energy of the appliances among those that are scored best.
  init?(_ subjects: [ReportSubject], house: Int) {
    guard let first = subjects.first else { return nil }
    self.subjects = subjects
    self.house = house
    let days = WeekStack.days(subjects, house)
    guard let earliest = days.keys.min(), let latest = days.keys.max() else { return nil }
    var best: (number: Int, hours: Double, energy: Double)?
    for number in earliest...max(earliest, latest - 6) {
      let week = (number..<(number + 7)).compactMap { days[$0] }
      let hours = week.reduce(0) { $0 + $1.hours }
      let energy = week.reduce(0) { $0 + $1.energy }
      // Weeks that differ by less than half a day of samples are covered alike.
      let rank = { (hours: Double) in (hours / 12 / Double(subjects.count)).rounded() }
      guard let known = best, (rank(known.hours), known.energy) >= (rank(hours), energy) else {
        best = (number, hours, energy)
        continue
      }
    }
    guard let best else { return nil }
    let range = subjects.flatMap(\.houses).filter { $0.number == house }.map(\.range)
    let from = ISOTime.midnight(ofDay: best.number, in: first.zone)
    let to = ISOTime.midnight(ofDay: best.number + 7, in: first.zone)
    times =
      max(
        from, range.map(\.lowerBound).min() ?? from)..<min(
        to, range.map(\.upperBound).max() ?? to)
  }

  private static func days(
    _ subjects: [ReportSubject], _ house: Int
  ) -> [Int: (hours: Double, energy: Double)] {
    var days: [Int: (hours: Double, energy: Double)] = [:]
    for subject in subjects {
      for found in subject.houses where found.number == house {
        for day in EnergyPerDay(found.series, in: subject.zone).days {
          let before = days[day.number] ?? (0, 0)
          days[day.number] = (before.hours + day.hours, before.energy + day.truth)
        }
      }
    }
    return days
  }

  /// Layers of the estimates, the remainder up to the mains, and the mains on top.
  func chart(name: String, title: String) -> Chart {
    let layers = subjects.map { subject in
      Chart.Column(
        name: subject.appliance, ink: subjects.count > 1 ? .appliance(subject.hue) : .estimate,
        style: .layer)
    }
    let columns =
      layers + [
        Chart.Column(name: "remainder", ink: .remainder, style: .layer),
        Chart.Column(name: "mains", ink: .mains, style: .line),
      ]
    let zone = subjects[0].zone
    return Chart(
      name: name, title: title,
      note: "Estimates one on the other, up to the mains; each place is a mean, and zooming in "
        + "shows single samples. Shown: the week with the most energy of the \(shown).",
      x: .time(times, zone), y: Chart.VerticalAxis(label: "Mean power", unit: "W"),
      columns: columns, marks: .traces(segments, detail: []))
  }

  private var shown: String { subjects.count > 1 ? "appliances" : subjects[0].appliance }

  /// Of the first subject's stretches, with the others' estimates at the same times.
  private var segments: [TraceSegment] {
    let stretches = subjects[0].houses.first { $0.number == house }?.series ?? []
    return stretches.compactMap { series in
      let range = series.truth.samples(in: times)
      guard !range.isEmpty else { return nil }
      let first = series.truth.start + Int64(range.lowerBound) * series.truth.period
      let estimates = subjects.map { estimate(of: $0, from: first, count: range.count) }
      let mains = Array(series.truth.mains[range])
      let remainder = mains.indices.map { index in
        let explained = estimates.reduce(Float(0)) { sum, values in
          sum + (values[index].isFinite ? max(0, values[index]) : 0)
        }
        return mains[index].isFinite ? max(0, mains[index] - explained) : .nan
      }
      let bucket = max(1, range.count * (subjects.count + 2) / 500_000)
      return TraceSegment(
        start: first, period: series.truth.period,
        (estimates + [remainder, mains]).map { ($0[...], 1) }, bucket: bucket, reduction: .mean)
    }
  }

  private func estimate(of subject: ReportSubject, from start: Int64, count: Int) -> [Float] {
    var values = [Float](repeating: .nan, count: count)
    let series = subject.houses.first { $0.number == house }?.series ?? []
    for one in series {
      let period = one.truth.period
      let end = start + Int64(count) * period
      for index in one.truth.samples(in: start..<end) {
        let place = Int((one.truth.start + Int64(index) * period - start) / period)
        if values.indices.contains(place) { values[place] = one.estimate[index] }
      }
    }
    return values
  }
}

extension WeekStack {
  /// For each house that several appliances of one store share, a week with all of them.
  static func shared(by subjects: [ReportSubject]) -> [Chart] {
    guard let first = subjects.first else { return [] }
    var together: [ReportSubject] = []
    for subject in subjects
    where subject.evaluation.source == first.evaluation.source
      && subject.evaluation.period == first.evaluation.period
      && !together.contains(where: { $0.appliance == subject.appliance })
    {
      together.append(subject)
    }
    return first.houses.compactMap { house in
      let sharing = together.filter { one in one.houses.contains { $0.number == house.number } }
      guard sharing.count > 1 else { return nil }
      return WeekStack(sharing, house: house.number)?.chart(
        name: first.houses.count > 1 ? "week-house-\(house.number)" : "week",
        title: first.title("A week of mains and what is in it", house))
    }
  }
}
