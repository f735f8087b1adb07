import CKernels
package import Work

/// A dense layer whose weights are read from memory once for all windows of a small batch.
///
/// Each output is summed in one order, so that a window's outputs are the same bit for bit whatever
/// is computed with it.
package struct StreamedDense: Sendable {
  /// Outputs of one part of the pool's work, and windows whose inputs share a core's cache.
  private static let outputsInPart = 32
  private static let windowsInPart = 48

  private enum Weights: Sendable {
    case full(Tensor)
    case half(HalfMatrix)
  }

  /// Values that go in and come out.
  package let inputs: Int
  package let outputs: Int
  private let weights: Weights
  private let bias: Tensor
  private let isRectified: Bool

  /// A layer with weights `[outputs, inputs]`: shared with whoever else holds them, or copied in half
  /// precision.
  package init(weight: Tensor, bias: Tensor, isRectified: Bool, isHalf: Bool, pool: ThreadPool) {
    precondition(
      weight.shape.count == 2 && weight.shape[0] == bias.count,
      "weight \(weight.shape), bias \(bias.shape)")
    (outputs, inputs) = (weight.shape[0], weight.shape[1])
    weights = isHalf ? .half(HalfMatrix(weight, pool: pool)) : .full(weight)
    self.bias = bias
    self.isRectified = isRectified
  }

  /// Values from one row of inputs to the next: zeros stand behind the last one.
  package static func stride(_ inputs: Int) -> Int { (inputs + 31) / 32 * 32 }

  /// Fills the first `count` rows of `output`, `[rows, outputs]` or wider, from rows `[rows, stride]`.
  package func forward(
    _ input: Tensor, count: Int, into output: inout Tensor, pool: ThreadPool
  ) {
    let (inputStride, outputStride) = (input.shape[1], output.shape[1])
    precondition(
      inputStride == StreamedDense.stride(inputs) && outputStride >= outputs,
      "input \(input.shape), \(inputs) → \(outputs), output \(output.shape)")
    precondition(count <= input.shape[0] && count <= output.shape[0], "\(count) rows")
    let result = unsafe output.writable
    let pieces = (outputs + StreamedDense.outputsInPart - 1) / StreamedDense.outputsInPart
    let groups = (count + StreamedDense.windowsInPart - 1) / StreamedDense.windowsInPart
    pool.perform(parts: groups * pieces) { part in
      let windows = Parts.range(part / pieces, of: groups, count: count)
      let range = Parts.range(part % pieces, of: pieces, count: outputs)
      unsafe forward(
        windows.count, range, input.readable + windows.lowerBound * inputStride, inputStride,
        to: result + windows.lowerBound * outputStride, outputStride)
    }
  }

  /// Some outputs of a few windows.
  private func forward(
    _ windows: Int, _ range: Range<Int>, _ input: UnsafePointer<Float>, _ inputStride: Int,
    to output: UnsafeMutablePointer<Float>, _ outputStride: Int
  ) {
    let first = range.lowerBound
    var shape = energy_dense(
      windows: windows, outputs: range.count, inputs: inputs, input_stride: inputStride,
      weight_stride: inputs, output_stride: outputStride, is_half: 0,
      rectify: isRectified ? 1 : 0)
    switch weights {
    case .full(let tensor):
      unsafe energy_dense_forward(
        &shape, input, tensor.readable + first * inputs, bias.readable + first, output + first)
    case .half(let matrix):
      (shape.is_half, shape.weight_stride) = (1, matrix.stride)
      unsafe energy_dense_forward(
        &shape, input, matrix.readable + 2 * first * matrix.stride, bias.readable + first,
        output + first)
    }
  }
}
