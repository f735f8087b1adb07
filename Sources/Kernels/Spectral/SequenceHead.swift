import CKernels
package import Work

/// The last layer behind a sliding dense layer where each window estimates all its samples, whose
/// estimates are added up over the windows.
///
/// Sample s of the sum is Σt Σo h[o][t] · w[s − t][o]: a convolution, so that each block's outputs
/// are transformed once more and multiplied at each frequency.
package final class SequenceHead: SlidingHead {
  private let shape: SlidingShape
  private let bias: Tensor
  private let isRectified: Bool
  private let plan: FourierPlan
  private let weights: Spectra
  private let sums: Spectra
  private let scratch: Scratch
  /// Whether each window of the pass counts.
  package var counts: [Bool]

  /// The layer, and the last one's weight, `[samples, outputs]`.
  package init(_ shape: SlidingShape, _ layer: SlidingLayer, last: Tensor, pool: ThreadPool) {
    let samples = last.shape[0]
    precondition(
      shape.step + samples - 1 <= shape.size && last.shape[1] == shape.outputs,
      "\(last.shape) behind \(shape)")
    self.shape = shape
    isRectified = layer.isRectified
    bias = SlidingLayer.padded(layer.bias, outputs: shape.outputs)
    plan = FourierPlan(size: shape.size)
    let groups = Lanes.groups(shape.outputs)
    weights = Spectra(frequencies: shape.frequencies, rows: 1, groups: groups)
    sums = Spectra(frequencies: shape.blocks, rows: shape.frequencies, groups: 1)
    scratch = Scratch(count: (shape.size + 2 * shape.frequencies) * Lanes.count)
    counts = [Bool](repeating: true, count: shape.windows)
    transform(last, groups: groups, pool)
  }

  /// Bytes that a head of that shape takes.
  package static func bytes(_ shape: SlidingShape, threads: Int) -> Int {
    let weights = Spectra.count(
      frequencies: shape.frequencies, rows: 1, groups: Lanes.groups(shape.outputs))
    let sums = Spectra.count(frequencies: shape.blocks, rows: shape.frequencies, groups: 1)
    let scratch = threads * (shape.size + 2 * shape.frequencies) * Lanes.count
    return (weights + sums + scratch) * MemoryLayout<Float>.stride + shape.windows
  }

  /// `[samples, outputs]`: the outputs lie side by side already.
  private func transform(_ last: Tensor, groups: Int, _ pool: ThreadPool) {
    let (samples, outputs) = (last.shape[0], last.shape[1])
    pool.perform(parts: groups) { group in
      let first = group * Lanes.count
      let channels = min(Lanes.count, outputs - first)
      unsafe scratch.withBuffer { buffer in
        unsafe buffer.update(repeating: 0, count: shape.size * Lanes.count)
        for sample in 0..<samples {
          unsafe (buffer + sample * Lanes.count).update(
            from: last.readable + sample * outputs + first, count: channels)
        }
        unsafe plan.forward(
          buffer, scale: 1 / Float(shape.size), into: weights.signal(row: 0, group: group),
          stride: weights.frequencyStride)
      }
    }
  }

  package func take(_ outputs: SlidingOutputs) {
    let values = unsafe outputs.values
    let place = unsafe sums.frequency(outputs.block)
    if unsafe outputs.group == 0 { unsafe place.update(repeating: 0, count: sums.frequencyStride) }
    unsafe energy_lanes_bias(
      values, outputs.count, bias.readable + outputs.group * Lanes.count, outputs.extra?.base,
      outputs.extra?.stride ?? 0, isRectified ? 1 : 0)
    for window in 0..<(unsafe outputs.count)
    where !counts[unsafe outputs.block * shape.step + window] {
      unsafe (values + window * Lanes.count).update(repeating: 0, count: Lanes.count)
    }
    let rest = unsafe outputs.count * Lanes.count
    unsafe (values + rest).update(repeating: 0, count: shape.size * Lanes.count - rest)
    unsafe scratch.withBuffer { spectrum in
      unsafe plan.forward(values, into: spectrum)
      unsafe energy_lanes_multiply_add(
        spectrum, weights.signal(row: 0, group: outputs.group), weights.frequencyStride,
        shape.frequencies, place)
    }
  }

  /// The sums over the windows of a block, from the sample on at which its first window begins.
  package func sums(ofBlock block: Int) -> [Float] {
    let (lanes, count) = (Lanes.count, shape.frequencies)
    return unsafe scratch.withBuffer { values in
      let spectrum = unsafe values + shape.size * lanes
      unsafe spectrum.update(repeating: 0, count: 2 * count * lanes)
      for row in 0..<(2 * count) {
        unsafe energy_lanes_total(
          sums.frequency(block) + row * lanes, 1, 0, spectrum + row * lanes)
      }
      unsafe plan.inverse(spectrum, scale: 1, into: values)
      return (0..<shape.size).map { unsafe values[$0 * lanes] }
    }
  }
}
