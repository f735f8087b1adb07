import Files

/// Mains, truth and estimate of a house over the whole range.
struct ActualAgainstPredicted {
  let subject: ReportSubject
  let house: ReportSubject.House
  /// Letters that the whole range may take in the page.
  let budget: Int

  /// The chart, with a stretch of it at full resolution where the whole has to be thinned out.
  func chart(detail: Range<Int64>?) -> Chart {
    let (segments, bucket) = thinned
    let span = TimeSpan(nanoseconds: subject.evaluation.period.nanoseconds * Int64(bucket))
    var note = "Every sample of the range, scored or not; gaps are left empty."
    if bucket > 1 {
      note =
        "The least and greatest value of every \(span.spaced); gaps are left empty."
      if detail != nil { note += " Single samples where you zoom into the week shown above." }
    }
    return Chart(
      name: subject.name("actual-and-predicted", house),
      title: subject.title("Actual against predicted", house), note: note,
      x: .time(house.range, subject.zone), y: Chart.VerticalAxis(label: "Power", unit: "W"),
      columns: ActualAgainstPredicted.columns(
        decimals: ActualAgainstPredicted.decimals(samples)),
      marks: .traces(
        segments, detail: bucket > 1 ? detail.map { self.segments(in: $0) } ?? [] : []))
  }

  static func columns(decimals: Int) -> [Chart.Column] {
    [
      Chart.Column(name: "mains", ink: .mains, style: .band),
      Chart.Column(name: "truth", ink: .truth, style: .band, decimals: decimals),
      Chart.Column(name: "estimate", ink: .estimate, style: .band, decimals: decimals),
    ]
  }

  /// Tenths of a watt where that does not cost much.
  static func decimals(_ samples: Int) -> Int { samples <= 300_000 ? 1 : 0 }

  private var samples: Int { house.series.reduce(0) { $0 + $1.truth.count } }

  /// Segments of as fine a resolution as the budget allows, and how many samples a place has.
  private var thinned: (segments: [TraceSegment], bucket: Int) {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]
    // A place costs a byte or two for each of three columns; where that is too much, do not try.
    let least = samples * 2 / max(budget, 1)
    for bucket in steps where bucket > least || bucket == steps.last {
      let segments = house.series.map {
        ActualAgainstPredicted.segment(
          of: $0, 0..<$0.truth.count, decimals: ActualAgainstPredicted.decimals(samples),
          bucket: bucket)
      }
      let size = segments.reduce(0) { $0 + $1.size }
      if size <= budget || bucket == steps.last { return (segments, bucket) }
    }
    return ([], 1)
  }

  /// Single samples of a stretch of time.
  private func segments(in times: Range<Int64>) -> [TraceSegment] {
    house.series.compactMap { series in
      let range = series.truth.samples(in: times)
      guard !range.isEmpty else { return nil }
      return ActualAgainstPredicted.segment(
        of: series, range, decimals: ActualAgainstPredicted.decimals(samples))
    }
  }

  static func segment(
    of series: Evaluation.Series, _ range: Range<Int>, decimals: Int, bucket: Int = 1
  ) -> TraceSegment {
    let fine = decimals > 0 ? 0.1 : 1
    return TraceSegment(
      start: series.truth.start + Int64(range.lowerBound) * series.truth.period,
      period: series.truth.period,
      [
        (series.truth.mains[range], 1), (series.truth.truth[range], fine),
        (series.estimate[range], fine),
      ], bucket: bucket)
  }
}

extension TraceSegment {
  /// Letters in the page.
  var size: Int {
    values.reduce(0) { sum, values in
      sum + TraceCode.bytes(of: values.low).count * 4 / 3
        + (values.high.map { TraceCode.bytes(of: $0).count * 4 / 3 } ?? 0)
    }
  }
}
