import Disaggregation
import Files
import MeterData

/// The activations that were estimated best, and those that cost most.
struct ActivationGallery {
  /// A time that truth or estimate was on, with what overlaps it.
  struct Item: Sendable {
    let series: Int
    let samples: Range<Int>
    let isTrue: Bool
    let isEstimated: Bool
    /// Watt-hours.
    let truth: Double
    let estimate: Double
    /// Σ|ŷ − y| in watt-hours.
    let error: Double
    /// Σ min(ŷ, y) / Σ max(ŷ, y).
    let match: Double
  }

  let subject: ReportSubject
  let best: [Item]
  let worst: [Item]

  init(_ subject: ReportSubject, atMost count: Int = 6) {
    self.subject = subject
    var items: [Item] = []
    for (index, series) in subject.evaluation.series.enumerated() {
      items += ActivationGallery.items(of: series, index, subject.evaluation)
    }
    best = Array(
      items.filter { $0.isTrue && $0.isEstimated }.sorted { $0.match > $1.match }.prefix(count))
    let kept = best
    worst = Array(
      items.sorted { $0.error > $1.error }.filter { item in
        !kept.contains { $0.series == item.series && $0.samples == item.samples }
      }.prefix(count))
  }

  private static func items(
    of series: Evaluation.Series, _ index: Int, _ evaluation: Evaluation
  ) -> [Item] {
    let truth = series.truth
    func found(_ values: [Float]) -> [Range<Int>] {
      let scored = zip(values, truth.isScored).map { $1 ? $0 : .nan }
      return Activations.find(
        in: scored.span, period: Double(truth.period) / 1e9, rule: evaluation.rule
      ).map(\.samples)
    }
    let real = found(truth.truth)
    let estimated = found(series.estimate)
    let overlaps = overlaps(of: real, with: estimated)
    var isInvented = [Bool](repeating: true, count: estimated.count)
    for guesses in overlaps { for guess in guesses { isInvented[guess] = false } }
    let invented = zip(estimated, isInvented).filter(\.1).map(\.0)
    return zip(real, overlaps).map { activation, guesses in
      item(
        series, index, reach(of: activation, estimated[guesses]), isTrue: true,
        isEstimated: !guesses.isEmpty)
    } + invented.map { item(series, index, $0, isTrue: false, isEstimated: true) }
  }

  /// Which ranges of the second list overlap each of the first; one walk along both.
  ///
  /// Both are in order, and none of a list overlaps another of it.
  static func overlaps(of first: [Range<Int>], with second: [Range<Int>]) -> [Range<Int>] {
    var start = 0
    return first.map { range in
      while start < second.count, second[start].upperBound <= range.lowerBound { start += 1 }
      var end = start
      while end < second.count, second[end].lowerBound < range.upperBound { end += 1 }
      return start..<end
    }
  }

  /// An activation with the estimates that overlap it, of which as much again on either side
  /// counts: one that never ends would else be about all of them.
  private static func reach(of activation: Range<Int>, _ guesses: ArraySlice<Range<Int>>) -> Range<
    Int
  > {
    let length = activation.count
    let room = activation.lowerBound - length..<activation.upperBound + length
    let kept = guesses.map { $0.clamped(to: room) } + [activation]
    return (kept.map(\.lowerBound).min() ?? 0)..<(kept.map(\.upperBound).max() ?? 0)
  }

  private static func item(
    _ series: Evaluation.Series, _ index: Int, _ samples: Range<Int>, isTrue: Bool,
    isEstimated: Bool
  ) -> Item {
    var (truth, estimate, error, least, greatest) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for sample in samples
    where series.isCounted(sample) {
      let (real, guess) = (Double(series.truth.truth[sample]), Double(series.estimate[sample]))
      truth += real
      estimate += guess
      error += abs(guess - real)
      least += min(real, guess)
      greatest += max(real, guess)
    }
    let hours = series.truth.hours
    return Item(
      series: index, samples: samples, isTrue: isTrue, isEstimated: isEstimated,
      truth: truth * hours, estimate: estimate * hours, error: error * hours,
      match: greatest > 0 ? least / greatest : 0)
  }
}

extension ActivationGallery {
  /// A small chart of an activation, with as much again around it.
  func chart(_ item: Item, name: String) -> Chart {
    let series = subject.evaluation.series[item.series]
    let margin = max(item.samples.count / 2, Int(180 / subject.evaluation.period.seconds) + 1)
    let first = max(item.samples.lowerBound - margin, 0)
    let end = min(item.samples.upperBound + margin, series.truth.count)
    // A washing takes hours; a tenth of that is more than such a picture can show.
    let bucket = max(1, (end - first) / 2000)
    let segment = ActualAgainstPredicted.segment(
      of: series, first..<end, decimals: 1, bucket: bucket)
    return Chart(
      name: name, title: title(of: item), note: note(of: item),
      x: .time(segment.start..<segment.end, subject.zone),
      y: Chart.VerticalAxis(label: "Power", unit: "W"),
      columns: ActualAgainstPredicted.columns(decimals: 1),
      marks: .traces([segment], detail: []), isSmall: true)
  }

  /// "Mon 3 Jun 2013, 07:12".
  func title(of item: Item) -> String {
    let series = subject.evaluation.series[item.series]
    let start = series.truth.start + Int64(item.samples.lowerBound) * series.truth.period
    let house = subject.houses.count > 1 ? "house \(series.truth.house), " : ""
    let clock = ISOTime.clock(start, in: subject.zone).prefix(5)
    return house + DayText.long(start, in: subject.zone) + ", " + clock
  }

  /// "missed · 112 Wh, estimated 0 Wh".
  func note(of item: Item) -> String {
    let kind =
      item.isTrue
      ? item.isEstimated ? "\(DecimalText.fixed(item.match * 100, 0)) % match" : "missed" : "false"
    return "\(kind) · \(watthours(item.truth)), estimated \(watthours(item.estimate))"
  }

  private func watthours(_ value: Double) -> String {
    value >= 1000
      ? "\(DecimalText.fixed(value / 1000, 2)) kWh"
      : "\(DecimalText.fixed(value, value < 10 ? 1 : 0)) Wh"
  }
}
