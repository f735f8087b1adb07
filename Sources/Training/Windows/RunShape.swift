package import Networks

/// How runs of consecutive windows are drawn; what is nil is decided by the network.
package struct RunSampling: Sendable, Equatable {
  /// Runs in a step.
  package var runsPerBatch: Int?
  /// Windows in a run.
  package var length: Int?
  /// The share of runs that are drawn for a window whose target is on; nil cuts the range evenly.
  package var onShare: Double?
  /// Whether the loss counts windows as often as they are there, not as often as drawn.
  package var importanceWeights: Bool

  package init(
    runsPerBatch: Int? = nil, length: Int? = nil, onShare: Double? = nil,
    importanceWeights: Bool = false
  ) {
    self.runsPerBatch = runsPerBatch
    self.length = length
    self.onShare = onShare
    self.importanceWeights = importanceWeights
  }
}

/// How many runs a step has at most, and how many windows a run has.
///
/// All defaults of training over runs are chosen here. A run is as long as one Fourier transform
/// allows: of N points it gives N − L + 1 windows, where L is what the convolutions leave of one
/// window. N near 2.5 · L wastes little on the overlap and keeps runs short, for neighbours are
/// alike and teach little more than one of them. 16 runs a step are a compromise that
/// docs/training-over-runs.md measures: fewer make noisy steps, much of which is spent on Adam and
/// on transforming the weights; more make too few steps.
package struct RunShape: Sendable, Equatable {
  /// Runs in a step.
  package let runs: Int
  /// Windows in a run.
  package let length: Int

  /// Runs of a step where nobody says another number.
  static let standardRuns = 16
  /// Windows of a step that the memory of any machine is likely to hold.
  static let mostWindows = 1 << 19
  private static let shortestTransform = 64

  package init(runs: Int, length: Int) {
    precondition(runs > 0 && length > 0, "\(runs) runs of \(length) windows")
    self.runs = runs
    self.length = length
  }

  /// What is asked for, and for the rest what fits the network.
  package init(of plan: NetworkPlan, _ sampling: RunSampling = RunSampling()) {
    self.init(features: RunShape.features(of: plan), sampling)
  }

  /// The same for a network whose convolutions leave so many samples of a window.
  init(features: Int, _ sampling: RunSampling = RunSampling()) {
    let transform = RunShape.transform(of: features)
    self.init(
      runs: sampling.runsPerBatch ?? RunShape.standardRuns,
      length: sampling.length ?? transform - features + 1)
  }

  /// Samples that the convolutions leave of one window.
  private static func features(of plan: NetworkPlan) -> Int {
    var length = plan.window
    for (index, layer) in plan.layers.enumerated() {
      if case .convolution = layer { length = plan.shapes[index + 1].length }
    }
    return length
  }

  /// The power of two that is nearest to 2.5 times the features, as ratios go.
  private static func transform(of features: Int) -> Int {
    var size = shortestTransform
    // √2 · size is the middle between a power and the next.
    while 2 * size * size < features * features * 25 / 4 { size *= 2 }
    return size
  }
}
