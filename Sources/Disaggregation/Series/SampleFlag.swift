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
    let context = WindowContext(of: plan)
    var flags = [SampleFlag](repeating: .gap, count: mains.count)
    mains.withValues { values in
      values.forEachPresentRun { run in
        let (first, end) = (run.lowerBound + context.before, run.upperBound - context.after)
        for place in run { flags[place] = place >= first && place < end ? .ok : .edge }
      }
    }
    return flags
  }
}
