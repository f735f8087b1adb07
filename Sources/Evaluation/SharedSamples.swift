import Disaggregation

/// The samples of several evaluations that are scored in each of them.
struct SharedSamples {
  /// A stretch of time of one house, and which of its samples all share.
  struct Stretch {
    let house: Int
    /// Numbers of samples since 1970: time / period.
    let samples: Range<Int64>
    let isShared: [Bool]
  }

  private var stretches: [Stretch]

  /// Of evaluations with one period; there must be one.
  init(of evaluations: [Evaluation]) {
    stretches = evaluations[0].series.map { series in
      Stretch(
        house: series.truth.house, samples: series.numbers,
        isShared: series.truth.truth.indices.map { series.hasScored($0) })
    }
    for evaluation in evaluations.dropFirst() {
      stretches = stretches.flatMap { stretch in
        evaluation.series.compactMap { stretch.shared(with: $0) }
      }
    }
  }

  /// An evaluation's truth and estimates of the stretches.
  func cut(_ evaluation: Evaluation) -> (series: [ScoredSeries], estimates: [[Float]]) {
    var all: [ScoredSeries] = []
    var estimates: [[Float]] = []
    for stretch in stretches {
      for series in evaluation.series where series.holds(stretch) {
        let places = series.places(of: stretch.samples)
        all.append(
          ScoredSeries(
            house: stretch.house, start: stretch.samples.lowerBound * series.truth.period,
            period: series.truth.period, mains: Array(series.truth.mains[places]),
            truth: Array(series.truth.truth[places]), isScored: stretch.isShared))
        estimates.append(Array(series.estimate[places]))
        break
      }
    }
    return (all, estimates)
  }
}

extension SharedSamples.Stretch {
  /// What is in another evaluation's series too, or nil where they do not meet.
  fileprivate func shared(with series: Evaluation.Series) -> SharedSamples.Stretch? {
    let common = samples.clamped(to: series.numbers)
    guard house == series.truth.house, !common.isEmpty else { return nil }
    let own = Int(common.lowerBound - samples.lowerBound)
    let places = series.places(of: common)
    return SharedSamples.Stretch(
      house: house, samples: common,
      isShared: places.map { place in
        isShared[own + place - places.lowerBound] && series.hasScored(place)
      })
  }
}

extension Evaluation.Series {
  fileprivate var numbers: Range<Int64> {
    let first = truth.start / truth.period
    return first..<(first + Int64(truth.count))
  }

  fileprivate func places(of samples: Range<Int64>) -> Range<Int> {
    Int(samples.lowerBound - numbers.lowerBound)..<Int(samples.upperBound - numbers.lowerBound)
  }

  fileprivate func hasScored(_ place: Int) -> Bool {
    truth.counts(place) && !estimate[place].isNaN
  }

  fileprivate func holds(_ stretch: SharedSamples.Stretch) -> Bool {
    truth.house == stretch.house && numbers.contains(stretch.samples)
  }
}
