import CKernels

/// The last layer behind a sliding dense layer where each window has one estimate.
package final class PointHead: SlidingHead {
  private let step: Int
  private let bias: Tensor
  private let isRectified: Bool
  private let weight: Tensor
  private let lastBias: Float
  /// Of each window, 16 sums over outputs a group apart.
  private let sums: FloatStorage
  private let blocks: Int

  /// The layer, and the last one, `[1, outputs]`; without one the layer has one output itself.
  package init(_ shape: SlidingShape, _ layer: SlidingLayer, last: (weight: Tensor, bias: Tensor)?)
  {
    step = shape.step
    blocks = shape.blocks
    isRectified = layer.isRectified
    bias = SlidingLayer.padded(layer.bias, outputs: shape.outputs)
    let one = last?.weight ?? Tensor(shape: [1], values: [1])
    precondition(one.count == shape.outputs, "\(one.shape) behind \(shape.outputs) outputs")
    weight = SlidingLayer.padded(one, outputs: shape.outputs)
    lastBias = last?.bias[0] ?? 0
    sums = FloatStorage(count: shape.windows * Lanes.count)
  }

  /// Bytes that a head of that shape takes.
  package static func bytes(_ shape: SlidingShape) -> Int {
    shape.windows * Lanes.count * MemoryLayout<Float>.stride
  }

  package func take(_ outputs: SlidingOutputs) {
    let place = unsafe sums.base + outputs.block * step * Lanes.count
    let first = unsafe outputs.group * Lanes.count
    if unsafe outputs.group == 0 {
      unsafe place.update(repeating: 0, count: outputs.count * Lanes.count)
    }
    unsafe energy_lanes_weigh(
      outputs.values, outputs.count, bias.readable + first, outputs.extra?.base,
      outputs.extra?.stride ?? 0, isRectified ? 1 : 0, weight.readable + first, place)
  }

  /// The estimates of the first windows.
  package func estimates(_ windows: Int) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: windows) { values, count in
      if let base = values.baseAddress {
        unsafe energy_lanes_total(sums.base, windows, lastBias, base)
      }
      count = windows
    }
  }
}
