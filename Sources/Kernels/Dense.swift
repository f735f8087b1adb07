import CKernels
package import Work

/// Fully connected layers over a batch: `output = input · weightᵀ + bias`.
///
/// Inputs are `[rows, inputs]`, of which the first `count` rows are used; weights `[outputs, inputs]`.
package enum Dense {
  /// Outputs or inputs that one part of the pool's work covers.
  private static let outputsInPart = 256
  private static let inputsInPart = 4096

  /// Fills the first `count` rows of `output`, `[rows, outputs]`.
  package static func forward(
    _ input: Tensor, count: Int, weight: Tensor, bias: Tensor, isRectified: Bool,
    into output: inout Tensor, pool: ThreadPool
  ) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(
      input.shape[1] == inputs && bias.count == outputs && output.shape[1] == outputs,
      "input \(input.shape), weight \(weight.shape), bias \(bias.shape), output \(output.shape)")
    precondition(count <= input.shape[0] && count <= output.shape[0], "\(count) rows")
    let result = unsafe output.writable
    let parts = (outputs + outputsInPart - 1) / outputsInPart
    pool.perform(parts: parts) { part in
      let range = Parts.range(part, of: parts, count: outputs)
      let first = range.lowerBound
      unsafe MatrixProduct.multiply(
        rows: count, columns: range.count, inner: inputs,
        MatrixPlace(base: input.readable, stride: inputs), .plain,
        MatrixPlace(base: weight.readable + first * inputs, stride: inputs), .transposed,
        into: result + first, stride: outputs)
      for row in 0..<count {
        unsafe energy_add_bias(
          result + row * outputs + first, bias.readable + first, range.count, isRectified ? 1 : 0)
      }
    }
  }

  /// Fills the first `count` rows of the input's gradient, `[rows, inputs]`.
  package static func inputGradient(
    _ gradient: Tensor, count: Int, weight: Tensor, into inputGradient: inout Tensor,
    pool: ThreadPool
  ) {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    precondition(
      gradient.shape[1] == outputs && inputGradient.shape[1] == inputs,
      "gradient \(gradient.shape), weight \(weight.shape), input \(inputGradient.shape)")
    let result = unsafe inputGradient.writable
    let parts = (inputs + inputsInPart - 1) / inputsInPart
    pool.perform(parts: parts) { part in
      let range = Parts.range(part, of: parts, count: inputs)
      unsafe MatrixProduct.multiply(
        rows: count, columns: range.count, inner: outputs,
        MatrixPlace(base: gradient.readable, stride: outputs), .plain,
        MatrixPlace(base: weight.readable + range.lowerBound, stride: inputs), .plain,
        into: result + range.lowerBound, stride: inputs)
    }
  }
}
