package import Networks

/// How far the windows reach that a sample's estimate comes from.
package struct WindowContext: Sendable, Equatable {
  /// Samples before it.
  package let before: Int
  /// Samples after it.
  package let after: Int
  /// Samples in the longest of the windows.
  package let window: Int

  /// Of one network: each sample is estimated by one window, or by every window that covers it.
  package init(of plan: NetworkPlan) {
    window = plan.window
    let last = plan.window - 1
    before = plan.isSequence ? last : plan.targetPosition.index(in: plan.window)
    after = plan.isSequence ? last : last - before
  }

  /// Of several networks at once; nothing of none.
  package init(of plans: [NetworkPlan]) {
    let contexts = plans.map { WindowContext(of: $0) }
    before = contexts.map(\.before).max() ?? 0
    after = contexts.map(\.after).max() ?? 0
    window = contexts.map(\.window).max() ?? 0
  }
}
