/// What is done to estimates before they are scored or handed out: the same to all of them.
package enum Clamping: String, Sendable, CaseIterable {
  case none
  /// Below zero becomes zero.
  case zero
  /// Below zero becomes zero, and above the mains the mains.
  case mains

  /// What becomes of an estimate, watts; NaN stays NaN, and missing mains limit nothing.
  package func clamped(_ estimate: Float, mains: Float) -> Float {
    Float(clamped(Double(estimate), mains: mains))
  }

  /// The same for a constant, which need not be a Float.
  package func clamped(_ estimate: Double, mains: Float) -> Double {
    if self == .none { return estimate }
    let limited = self == .mains && estimate > Double(mains) ? Double(mains) : estimate
    return limited < 0 ? 0 : limited
  }
}
