package import Networks

/// What has come out of a series.
package struct Disaggregated: Sendable {
  /// Watts, not clamped, one for each sample; NaN where the sample itself is missing.
  package var estimates: [Float]
  /// What each estimate rests on.
  package let flags: [SampleFlag]
}

extension TrainedModel {
  /// Estimates each sample of a series that is not missing.
  ///
  /// A network that estimates one sample of its window gives each sample one estimate; of one that
  /// estimates all of them, a sample takes the mean over the windows that it lies in.
  ///
  /// - Parameters:
  ///   - mains: Watts on the network's grid; NaN where missing.
  ///   - estimator: Of the model's plan.
  ///   - progress: Receives how many samples are done, more each time, and last the number of all.
  /// - Returns: As many estimates and flags as there are samples.
  package func disaggregate(
    _ mains: some WattSeries, with estimator: some SeriesEstimator,
    progress: (Int) -> Void = { _ in }
  ) -> Disaggregated {
    let pieces = SeriesPieces(of: mains, plan: network.plan)
    var result = Disaggregated(
      estimates: [Float](repeating: .nan, count: mains.count),
      flags: SampleFlag.flags(of: mains, plan: network.plan))
    var cursor = SeriesCursor(pieces)
    estimator.estimate(
      network, HeldSeries(mains, pieces, description.normalisation), runs: pieces.runs
    ) { first, values in
      cursor.forEachStretch(of: first..<first + values.count) { samples, place in
        for (sample, value) in zip(samples, values[(place - first)...])
        where result.flags[sample] != .gap {
          result.estimates[sample] = description.normalisation.watts(value)
        }
        if samples.upperBound < mains.count { progress(samples.upperBound) }
      }
    }
    progress(mains.count)
    return result
  }
}

/// Finds the samples of places that come in order.
private struct SeriesCursor {
  private let pieces: SeriesPieces
  /// None of the places to come lies before this piece.
  private var piece = 0

  init(_ pieces: SeriesPieces) { self.pieces = pieces }

  /// Hands out samples of one stretch at a time, and the place of the first of them.
  mutating func forEachStretch(of places: Range<Int>, _ body: (Range<Int>, Int) -> Void) {
    while piece < pieces.stretches.count {
      let (base, stretch) = (pieces.bases[piece], pieces.stretches[piece])
      // A window begins at the place that its sample would have without a lead.
      let estimated = (base..<base + stretch.count).clamped(to: places)
      if !estimated.isEmpty {
        let first = estimated.lowerBound - base + stretch.lowerBound
        body(first..<first + estimated.count, estimated.lowerBound)
      }
      if pieces.bases[piece + 1] > places.upperBound { return }
      piece += 1
    }
  }
}
