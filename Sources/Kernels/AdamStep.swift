import CKernels
import Glibc
package import Work

/// The coefficients of one step of Adam (Kingma and Ba 2015), with decoupled weight decay
/// (Loshchilov and Hutter 2019): what `torch.optim.Adam` and `AdamW` compute.
package struct AdamStep: Sendable {
  private static let beta1 = 0.9
  private static let beta2 = 0.999
  private static let epsilon = 1e-8
  private static let partSize = 1 << 18
  private let coefficients: energy_adam_step

  /// Steps are counted from 1; the decay is the share of a weight that a rate of 1 takes away.
  package init(step: Int, learningRate: Double, weightDecay: Double = 0) {
    precondition(step > 0, "steps are counted from 1, not \(step)")
    coefficients = energy_adam_step(
      beta1: Float(AdamStep.beta1), beta2: Float(AdamStep.beta2), epsilon: Float(AdamStep.epsilon),
      rest1: Float(1 - AdamStep.beta1), rest2: Float(1 - AdamStep.beta2),
      step_size: Float(learningRate / (1 - pow(AdamStep.beta1, Double(step)))),
      root_correction: Float(1 / (1 - pow(AdamStep.beta2, Double(step))).squareRoot()),
      decay: Float(1 - learningRate * weightDecay))
  }

  /// Updates a parameter and its two moments, all of one shape.
  package func update(
    _ parameter: inout Tensor, gradient: Tensor, first: inout Tensor, second: inout Tensor,
    pool: ThreadPool
  ) {
    let count = parameter.count
    precondition(
      gradient.count == count && first.count == count && second.count == count,
      "gradient \(gradient.shape) for \(parameter.shape)")
    let (weights, moment, square) = unsafe (parameter.writable, first.writable, second.writable)
    let parts = (count + AdamStep.partSize - 1) / AdamStep.partSize
    pool.perform(parts: parts) { part in
      let range = Parts.range(part, of: parts, count: count)
      let start = range.lowerBound
      unsafe update(
        weights + start, gradient.readable + start, moment + start, square + start, range.count)
    }
  }

  /// Updates some weights that lie one after another.
  func update(
    _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    var step = coefficients
    unsafe energy_adam(&step, weights, gradient, first, second, count)
  }
}
