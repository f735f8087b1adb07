package import Networks

/// What a window is: its length, what is estimated of it, and how far apart windows begin.
package struct WindowShape: Sendable, Equatable {
  /// Mains samples in a window.
  package let window: Int
  /// Samples from the start of one window to the next.
  package let stride: Int
  /// The sample of a window that is estimated, counted from 0.
  package let target: Int
  /// Whether each sample of a window is estimated.
  package let isSequence: Bool

  package init(window: Int, stride: Int = 1, target: Int, isSequence: Bool = false) {
    precondition(window > 0 && stride > 0, "windows of \(window) samples, \(stride) apart")
    precondition(target >= 0 && target < window, "target \(target) of \(window) samples")
    self.window = window
    self.stride = stride
    self.target = target
    self.isSequence = isSequence
  }

  /// The windows that a network takes.
  package init(of plan: NetworkPlan, stride: Int = 1) {
    self.init(
      window: plan.window, stride: stride, target: plan.targetPosition.index(in: plan.window),
      isSequence: plan.isSequence)
  }

  /// Target values of a window.
  package var outputs: Int { isSequence ? window : 1 }

  /// Windows that fit into so many samples without a gap.
  func candidates(in samples: Int) -> Int {
    samples < window ? 0 : (samples - window) / stride + 1
  }
}
