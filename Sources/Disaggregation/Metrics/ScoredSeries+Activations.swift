package import MeterData

extension ScoredSeries {
  /// Whether a sample counts: marked so, and neither its truth nor its mains is missing.
  package func counts(_ index: Int) -> Bool {
    isScored[index] && !truth[index].isNaN && !mains[index].isNaN
  }

  /// Seconds between two samples.
  package var periodSeconds: Double { Double(period) / 1e9 }

  /// Finds activations of the truth or an estimate; samples that are not scored are missing.
  ///
  /// - Parameters:
  ///   - values: Watts, as many as there are samples.
  ///   - rule: When the appliance is on.
  /// - Returns: Activations in order.
  package func activations(of values: [Float], rule: ActivationRule) -> [Activation] {
    precondition(values.count == count, "\(values.count) values of \(count) samples")
    return activations(rule: rule) { values[$0] }
  }

  /// The same of values made one by one; none is asked for where nothing is scored.
  func activations(rule: ActivationRule, of value: (Int) -> Float) -> [Activation] {
    var tracker = ActivationTracker(rule, period: periodSeconds)
    var found: [Activation] = []
    var block: [Float] = []
    for first in stride(from: 0, to: count, by: Self.block) {
      block.removeAll(keepingCapacity: true)
      for index in first..<min(first + Self.block, count) {
        block.append(counts(index) ? value(index) : .nan)
      }
      tracker.add(block.span) { found.append($0) }
    }
    tracker.finish { found.append($0) }
    return found
  }

  private static let block = 4096
}
