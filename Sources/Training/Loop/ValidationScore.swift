/// How well a network estimates the validation windows.
struct ValidationScore: Sendable, Equatable {
  /// The mean squared error of the normalised target.
  let loss: Double
  /// The mean absolute error in watts, estimates below zero counting as zero.
  let mae: Double
  /// The same of the best constant: zero, the training mean or the training median.
  let constantMAE: Double
  /// Estimates whose truth is at or above the appliance's threshold.
  let onCount: Int
  /// The largest of them, watts; nil where there are none.
  let peak: Double?

  /// 1 − MAE / MAE of the best constant; nil where a constant is never wrong.
  var skill: Double? { constantMAE > 0 ? 1 - mae / constantMAE : nil }

  /// Whether the appliance runs at some time, and no estimate of then reaches its threshold.
  func isDead(threshold: Double) -> Bool { peak.map { $0 < threshold } ?? false }
}

/// Adds up estimates, one after another, so that the sums do not depend on anything else.
struct ValidationScorer {
  private let mean: Double
  private let deviation: Double
  private let threshold: Double
  private let constants: [Double]
  private var squares = 0.0
  private var errors = 0.0
  private var constantErrors: [Double]
  /// Estimates so far.
  private(set) var count = 0
  private var onCount = 0
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

  /// Takes estimates and what they should have been, both normalised.
  mutating func add(estimates: ArraySlice<Float>, truth: [Float]) {
    precondition(
      estimates.count == truth.count, "\(estimates.count) estimates of \(truth.count)")
    for (estimate, truth) in zip(estimates, truth) { add(Double(estimate), Double(truth)) }
  }

  private mutating func add(_ estimate: Double, _ truth: Double) {
    squares += (estimate - truth) * (estimate - truth)
    let watts = (estimate: estimate * deviation + mean, truth: truth * deviation + mean)
    errors += abs(max(watts.estimate, 0) - watts.truth)
    for (index, constant) in constants.enumerated() {
      constantErrors[index] += abs(constant - watts.truth)
    }
    count += 1
    guard watts.truth >= threshold else { return }
    onCount += 1
    peak = max(peak ?? watts.estimate, watts.estimate)
  }

  /// The means over all estimates; at least one was added.
  var score: ValidationScore {
    precondition(count > 0, "no validation sample")
    let all = Double(count)
    return ValidationScore(
      loss: squares / all, mae: errors / all,
      constantMAE: (constantErrors.min() ?? 0) / all, onCount: onCount, peak: peak)
  }
}
