package import MeterData

/// Which activations of an estimate are which of the truth.
///
/// Two can match where their intersection over union is at least 0.5, or where their starts lie
/// within 60 s or two periods of each other, whichever is longer. Each matches at most one: pairs
/// are taken by the greatest overlap, then the nearest starts, then the earlier ones.
package enum EventMatching {
  /// An activation of the truth and its match: indices.
  package struct Pair: Sendable, Equatable {
    package var truth: Int
    package var estimate: Int

    package init(truth: Int, estimate: Int) {
      self.truth = truth
      self.estimate = estimate
    }
  }

  /// Matches one to one; the pairs are in the order of the truth.
  ///
  /// - Parameters:
  ///   - truth: In order, without overlap, as `Activations` finds them.
  ///   - estimate: The same.
  ///   - period: Seconds in a sample.
  /// - Returns: At most one pair for each activation.
  package static func match(
    truth: [Activation], estimate: [Activation], period: Double
  ) -> [Pair] {
    let candidates = candidates(truth, estimate, period).sorted { first, second in
      (second.overlap, first.shift, first.pair.truth, first.pair.estimate)
        < (first.overlap, second.shift, second.pair.truth, second.pair.estimate)
    }
    var isTaken = [Bool](repeating: false, count: truth.count)
    var isUsed = [Bool](repeating: false, count: estimate.count)
    var pairs: [Pair] = []
    for candidate in candidates {
      let pair = candidate.pair
      guard !isTaken[pair.truth], !isUsed[pair.estimate] else { continue }
      isTaken[pair.truth] = true
      isUsed[pair.estimate] = true
      pairs.append(pair)
    }
    return pairs.sorted { $0.truth < $1.truth }
  }

  private struct Candidate {
    var pair: Pair
    /// Samples.
    var overlap: Int
    /// Samples between the two starts.
    var shift: Int
  }

  /// One walk along both lists: what ends before the reach of an activation ends before the reach
  /// of all that follow.
  private static func candidates(
    _ truth: [Activation], _ estimate: [Activation], _ period: Double
  ) -> [Candidate] {
    let reach = Int((max(60, 2 * period) / period).rounded(.down))
    var found: [Candidate] = []
    var first = 0
    for (index, activation) in truth.enumerated() {
      let wanted = activation.samples
      while first < estimate.count, estimate[first].samples.upperBound <= wanted.lowerBound - reach
      {
        first += 1
      }
      var other = first
      let end = max(wanted.upperBound, wanted.lowerBound + reach + 1)
      while other < estimate.count, estimate[other].samples.lowerBound < end {
        let candidate = Candidate(
          pair: Pair(truth: index, estimate: other),
          overlap: wanted.clamped(to: estimate[other].samples).count,
          shift: abs(wanted.lowerBound - estimate[other].samples.lowerBound))
        let union = wanted.count + estimate[other].samples.count - candidate.overlap
        if 2 * candidate.overlap >= union || candidate.shift <= reach { found.append(candidate) }
        other += 1
      }
    }
    return found
  }
}
