import Networks

/// What an estimate rests on.
package enum SampleFlag: UInt8, Sendable, CaseIterable {
  /// On measured samples alone.
  case ok
  /// On held values too: near the end of a series, or near a gap.
  case edge
  /// On nothing: the sample itself is missing, and so is its estimate.
  case gap
}

extension SampleFlag {
  /// Says of each sample what its estimate rests on.
  ///
  /// - Parameters:
  ///   - mains: Watts, NaN where missing.
  ///   - plan: Of the network.
  /// - Returns: A flag for each sample.
  static func flags(of mains: some WattSeries, plan: NetworkPlan) -> [SampleFlag] {
    let reach = Reach(of: plan)
    var flags = [SampleFlag](repeating: .gap, count: mains.count)
    mains.withValues { values in
      values.forEachPresentRun { run in
        let (first, end) = (run.lowerBound + reach.before, run.upperBound - reach.behind)
        for place in run { flags[place] = place >= first && place < end ? .ok : .edge }
      }
    }
    return flags
  }
}

/// How far the windows reach that a sample's estimate comes from.
struct Reach {
  /// Samples before it.
  let before: Int
  /// Samples behind it.
  let behind: Int

  init(of plan: NetworkPlan) {
    let last = plan.window - 1
    before = plan.isSequence ? last : plan.targetPosition.index(in: plan.window)
    behind = plan.isSequence ? last : last - before
  }
}
