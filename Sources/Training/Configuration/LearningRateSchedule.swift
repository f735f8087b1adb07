import Glibc

/// How the learning rate changes while training goes on.
package enum LearningRateSchedule: Sendable, Equatable {
  /// Not at all.
  case constant
  /// Along half a cosine from the full rate down to nothing (Loshchilov and Hutter 2017, without
  /// restarts).
  case cosine
  /// Multiplied by the factor after every so many epochs.
  case step(every: Int, factor: Double)

  /// What the learning rate is multiplied with at a step that is counted from 0, of all the steps
  /// that so many epochs have.
  package func factor(atStep step: Int, of steps: Int, epochs: Int) -> Double {
    precondition(step >= 0 && step < steps, "step \(step) of \(steps)")
    switch self {
    case .constant: return 1
    case .cosine: return (1 + cos(.pi * Double(step) / Double(steps))) / 2
    case .step(let every, let factor):
      precondition(every > 0 && epochs > 0, "every \(every) of \(epochs) epochs")
      return pow(factor, Double(step * epochs / steps / every))
    }
  }
}
