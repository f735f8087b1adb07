import CKernels

/// The weights of a dense layer as sliding windows see them.
package struct SlidingLayer: Sendable {
  /// `[outputs, channels · columns]`.
  package let weight: Tensor
  package let bias: Tensor
  /// Columns of a window that neighbouring windows share.
  package let shared: Range<Int>
  /// Columns of a window in all.
  package let columns: Int
  package let isRectified: Bool

  /// A layer behind features; its weight is not copied.
  package init(
    weight: Tensor, bias: Tensor, shared: Range<Int>, columns: Int, isRectified: Bool
  ) {
    precondition(
      weight.shape[0] == bias.count && weight.shape[1].isMultiple(of: columns)
        && shared.upperBound <= columns, "\(weight.shape), \(bias.count), \(shared) of \(columns)")
    self.weight = weight
    self.bias = bias
    self.shared = shared
    self.columns = columns
    self.isRectified = isRectified
  }

  /// Copies the shared weights of up to 16 outputs side by side: `[shared][16]`.
  func interleave(channel: Int, group: Int, into target: UnsafeMutablePointer<Float>) {
    unsafe SlidingLayer.interleave(
      weight.readable + channel * columns + shared.lowerBound, outputs: weight.shape[0],
      stride: weight.shape[1], count: shared.count, group: group, into: target)
  }

  /// Copies `count` weights of up to 16 outputs, whose rows lie `stride` apart, side by side.
  static func interleave(
    _ weights: UnsafePointer<Float>, outputs: Int, stride: Int, count: Int, group: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    let first = group * Lanes.count
    unsafe energy_interleave(
      weights + first * stride, stride, min(Lanes.count, outputs - first), count, target)
  }

  /// A vector over the outputs, followed by zeros up to a whole group.
  static func padded(_ vector: Tensor, outputs: Int) -> Tensor {
    var padded = Tensor(shape: [Lanes.groups(outputs) * Lanes.count])
    padded.replace(with: vector.values, count: outputs)
    return padded
  }
}
