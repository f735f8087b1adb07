import MeterData
package import Networks

/// How far a window reaches from the sample that it estimates.
package struct WindowContext: Sendable, Equatable {
  /// Samples before it, and after it.
  package var before: Int
  package var after: Int

  package init(before: Int, after: Int) {
    self.before = before
    self.after = after
  }

  /// Of all windows of some networks at once; of each output where there are several.
  package init(of plans: [NetworkPlan]) {
    before = 0
    after = 0
    for plan in plans where !plan.isSequence {
      let target = plan.targetPosition.index(in: plan.window)
      before = max(before, target)
      after = max(after, plan.window - 1 - target)
    }
  }
}

extension EvaluatedSamples {
  /// Of each sample in range, whether all mains around it are there.
  func hasMains(around context: WindowContext) -> [Bool] {
    mains.withValues { values in
      // How many are missing before each place.
      var missing = [0]
      for index in values.indices {
        missing.append(missing[index] + (values[index].isFinite ? 0 : 1))
      }
      return range.map { place in
        let (first, end) = (place - context.before, place + context.after + 1)
        return first >= 0 && end <= values.count && missing[end] == missing[first]
      }
    }
  }
}
