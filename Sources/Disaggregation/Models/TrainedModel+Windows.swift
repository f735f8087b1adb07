package import Networks
package import Work

// A few windows at a time, with an engine made from the model's network.
extension TrainedModel {
  /// Windows that an engine's error is measured over.
  private static let comparedWindows = 128

  /// Estimates of whole windows in watts, `[count, outputs]`, not clamped.
  ///
  /// - Parameters:
  ///   - inputs: Mains, watts, `[count, window]`.
  ///   - count: Windows.
  ///   - engine: Of the model's network.
  /// - Returns: As many estimates for each window as the plan has outputs.
  package func estimates(of inputs: [Float], count: Int, _ engine: WindowEngine) -> [Float] {
    engine.outputs(of: normalised(inputs), count: count).map(description.normalisation.watts)
  }

  /// Estimates the windows anew that the model keeps with their estimates.
  ///
  /// - Throws: `DisaggregationError` (70) where an estimate is another.
  package func selfTest(_ engine: WindowEngine) throws(DisaggregationError) {
    try selfTest { estimates(of: $0, count: 1, engine) }
  }

  /// How far an engine's estimates are from those in full precision at most, in watts.
  ///
  /// Measured over the windows that the model keeps and over made-up mains whose levels are as
  /// frequent as in the training range: the same ones each time. Infinite where an estimate is no number,
  /// as where a weight is too large for half precision.
  package func largestError(of engine: WindowEngine, on pool: ThreadPool) -> Double {
    let full = WindowEngine(
      network, precision: .full, maximumBatch: min(engine.maximumBatch, 16), pool: pool)
    let windows = description.goldenWindows.flatMap(\.inputs) + madeUpMains()
    let largest = engine.largestDifference(from: full, over: normalised(windows))
    return Double(largest) * description.normalisation.targetDeviation
  }

  /// Levels drawn from the mains' histogram, held for some samples, with noise.
  private func madeUpMains() -> [Float] {
    var generator = RandomGenerator(seed: 1)
    var level = 0.0
    return (0..<TrainedModel.comparedWindows * description.plan.window).map { _ in
      if generator.chance(0.05) { level = description.mains.histogram.level(&generator) }
      return Float(level + generator.uniform(-5...5))
    }
  }
}

extension MainsHistogram {
  /// A power in watts, each as likely as it was frequent.
  fileprivate func level(_ generator: inout RandomGenerator) -> Double {
    let width = (maximum - minimum) / Double(max(counts.count, 1))
    var rest = generator.uniform() * Double(counts.reduce(0, +))
    for (bin, count) in counts.enumerated() {
      rest -= Double(count)
      if rest < 0 { return minimum + (Double(bin) + generator.uniform()) * width }
    }
    return minimum
  }
}
