/// How well a network estimates the validation windows.
struct ValidationScore: Sendable, Equatable {
  /// The mean squared error of the normalised target.
  let loss: Double
  /// The mean absolute error in watts, estimates below zero counting as zero.
  let mae: Double
  /// The same of the best constant: zero, the training mean or the training median.
  let constantMAE: Double
  /// Windows that hold a sample at or above the appliance's threshold.
  let onWindows: Int
  /// The largest estimate in those windows, watts; nil where there are none.
  let peak: Double?

  /// 1 − MAE / MAE of the best constant; nil where a constant is never wrong.
  var skill: Double? { constantMAE > 0 ? 1 - mae / constantMAE : nil }

  /// Whether the appliance runs in some window, and no estimate there reaches its threshold.
  func isDead(threshold: Double) -> Bool { peak.map { $0 < threshold } ?? false }
}

/// Adds up validation windows, one after another, so that the sums do not depend on anything else.
///
/// Of a network with a window of outputs, every output of every window is scored.
struct ValidationScorer {
  private let mean: Double
  private let deviation: Double
  private let threshold: Double
  private let constants: [Double]
  private var squares = 0.0
  private var errors = 0.0
  private var constantErrors: [Double]
  private var samples = 0
  private var onWindows = 0
  private var peak: Double?

  /// - Parameters:
  ///   - mean: Watts, of the target's normalisation.
  ///   - deviation: Watts, as well.
  ///   - threshold: Watts from which on the appliance is on.
  ///   - constants: Watts that an estimate without a network would always give.
  init(mean: Double, deviation: Double, threshold: Double, constants: [Double]) {
    precondition(!constants.isEmpty, "no constant to compare with")
    self.mean = mean
    self.deviation = deviation
    self.threshold = threshold
    self.constants = constants
    constantErrors = [Double](repeating: 0, count: constants.count)
  }

  /// Takes windows: normalised estimates and truth, both `[count, outputs]`.
  mutating func add(estimates: [Float], truth: [Float], count: Int, outputs: Int) {
    precondition(
      estimates.count >= count * outputs && truth.count >= count * outputs,
      "\(estimates.count) estimates, \(truth.count) targets for \(count) windows of \(outputs)")
    for window in 0..<count {
      var (isOn, highest) = (false, -Double.infinity)
      for place in (window * outputs)..<((window + 1) * outputs) {
        let watts = add(Double(estimates[place]), Double(truth[place]))
        isOn = isOn || watts.truth >= threshold
        highest = max(highest, watts.estimate)
      }
      guard isOn else { continue }
      onWindows += 1
      peak = max(peak ?? highest, highest)
    }
  }

  private mutating func add(
    _ estimate: Double, _ truth: Double
  ) -> (estimate: Double, truth: Double) {
    squares += (estimate - truth) * (estimate - truth)
    let watts = (estimate: estimate * deviation + mean, truth: truth * deviation + mean)
    errors += abs(max(watts.estimate, 0) - watts.truth)
    for (index, constant) in constants.enumerated() {
      constantErrors[index] += abs(constant - watts.truth)
    }
    samples += 1
    return watts
  }

  /// The means over all samples; at least one was added.
  var score: ValidationScore {
    precondition(samples > 0, "no validation sample")
    let count = Double(samples)
    return ValidationScore(
      loss: squares / count, mae: errors / count,
      constantMAE: (constantErrors.min() ?? 0) / count, onWindows: onWindows, peak: peak)
  }
}
