import Disaggregation
import Networks

/// The validation windows that are scored, laid out for an estimator of whole series.
///
/// Of a network that estimates each sample of its window, each sample is scored once, by the mean
/// over those of the windows that cover it, as a person's series is estimated.
struct ValidationWindows {
  /// Estimates that are scored.
  let count: Int
  private let houses: [ScoredHouse]

  /// - Parameters:
  ///   - windows: Of the validation range.
  ///   - numbers: Of those that are scored, in order.
  ///   - plan: Of the network.
  init(_ windows: WindowSet, numbers: [Int], plan: NetworkPlan) {
    var runs = [[Range<Int>]](repeating: [], count: windows.series.count)
    for number in numbers {
      let place = windows.place(of: number)
      runs[place.house].append(joining: place.start..<place.start + 1)
    }
    houses = zip(windows.series, runs).compactMap { series, runs in
      runs.isEmpty ? nil : ScoredHouse(series, starts: runs, plan)
    }
    count = houses.reduce(0) { $0 + $1.count }
  }

  /// Scores a network's estimates, in the order of houses and time.
  ///
  /// - Parameters:
  ///   - network: Of the same plan.
  ///   - normalisation: Means and deviations, watts.
  ///   - estimator: May end early, where it is stopped.
  ///   - scorer: Receives estimates and truth.
  ///   - progress: Receives how many estimates are scored.
  func score(
    _ network: Network, _ normalisation: Normalisation, with estimator: any SeriesEstimator,
    into scorer: inout ValidationScorer, progress: (Int) -> Void
  ) {
    for house in houses {
      var cursor = 0
      estimator.estimate(network, house.source(normalisation), runs: house.runs) { first, values in
        house.forEachScored(of: first..<first + values.count, &cursor) { places, sample in
          let start = places.lowerBound - first
          scorer.add(
            estimates: values[start..<start + places.count],
            truth: house.truth(sample..<sample + places.count, normalisation))
        }
        progress(scorer.count)
      }
    }
  }
}

/// The scored windows of one house.
private struct ScoredHouse {
  /// Estimates that are scored: their places, and the sample of the first.
  struct Run {
    var places: Range<Int>
    let sample: Int
  }

  /// Places of the windows.
  let runs: [Range<Int>]
  private let series: HouseSeries
  private let pieces: SeriesPieces
  private var scored: [Run] = []

  init(_ series: HouseSeries, starts: [Range<Int>], _ plan: NetworkPlan) {
    self.series = series
    series.expect(.ordered)
    let pieces = SeriesPieces(of: series.mains, plan: plan)
    self.pieces = pieces
    runs = starts.map { starts in
      let first = pieces.place(ofWindowAt: starts.lowerBound)
      return first..<first + starts.count
    }
    let (offset, reach) =
      plan.isSequence
      ? (0, plan.window - 1) : (plan.targetPosition.index(in: plan.window), 0)
    for (places, starts) in zip(runs, starts) {
      add(
        Run(
          places: places.lowerBound..<places.upperBound + reach,
          sample: starts.lowerBound + offset))
    }
  }

  var count: Int { scored.reduce(0) { $0 + $1.places.count } }

  func source(_ normalisation: Normalisation) -> HeldSeries<some WattSeries> {
    series.expect(.ordered)
    return HeldSeries(series.mains, pieces, normalisation)
  }

  /// What samples are in truth, normalised.
  func truth(_ samples: Range<Int>, _ normalisation: Normalisation) -> [Float] {
    var truth = [Float](repeating: 0, count: samples.count)
    series.target.withValues { values in
      var target = truth.mutableSpan
      values.extracting(samples).standardise(
        mean: Float(normalisation.targetMean), deviation: Float(normalisation.targetDeviation),
        into: &target, at: 0)
    }
    return truth
  }

  /// Hands out which of the places are scored, and the sample of the first of them; places come in
  /// order, and none lies before the cursor's run.
  func forEachScored(
    of places: Range<Int>, _ cursor: inout Int, _ body: (Range<Int>, Int) -> Void
  ) {
    while cursor < scored.count, scored[cursor].places.lowerBound < places.upperBound {
      let run = scored[cursor]
      let some = run.places.clamped(to: places)
      if !some.isEmpty { body(some, run.sample + some.lowerBound - run.places.lowerBound) }
      if run.places.upperBound > places.upperBound { return }
      cursor += 1
    }
  }

  /// Windows over each other have samples in common, which count once.
  private mutating func add(_ run: Run) {
    if let last = scored.last, run.places.lowerBound <= last.places.upperBound,
      run.sample - run.places.lowerBound == last.sample - last.places.lowerBound
    {
      scored[scored.count - 1].places = last.places.lowerBound..<run.places.upperBound
    } else {
      scored.append(run)
    }
  }
}

extension [Range<Int>] {
  /// Adds a range, or makes the last one longer where the other goes on from it.
  fileprivate mutating func append(joining range: Range<Int>) {
    if let last, last.upperBound == range.lowerBound {
      self[count - 1] = last.lowerBound..<range.upperBound
    } else {
      append(range)
    }
  }
}
