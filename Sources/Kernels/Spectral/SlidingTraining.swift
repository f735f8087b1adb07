import CKernels
import Glibc
import Synchronization
package import Work

/// A dense layer over every window of some runs, and a last layer with one output, forward and
/// backward through the same transforms.
///
/// With the spectra X of the features, W of the weights and H of the layer's outputs, H = X · W̄ for
/// each run and frequency. Backward, the gradient of the weights is Σ X · dH̄ over the runs, and
/// that of the features is dH · W: a correlation and a convolution, whose samples behind a window's
/// length and behind a run's features are not needed.
package final class SlidingTraining {
  /// One run fills one block; the step of the shape is the windows of a run.
  package let shape: SlidingShape
  /// Features of a channel in a run.
  package let features: Int
  let plan: FourierPlan
  let inputs: Spectra
  let inputsByRun: PackedSpectra
  let inputsByChannel: PackedSpectra
  let weights: Spectra
  let outputs: Spectra
  let inputGradients: Spectra
  let scratch: Scratch
  /// What the dense layer gave, `[group][run][window][16]`.
  private let activations: FloatStorage
  private let sums: FloatStorage
  /// Of each run, sums over its windows: of the bias' gradient, and of the last weight's.
  private let partSums: FloatStorage

  /// The memory that a step over runs of that shape needs.
  package init(_ shape: SlidingShape) {
    self.shape = shape
    features = shape.step + shape.length - 1
    plan = FourierPlan(size: shape.size)
    let (count, runs) = (shape.frequencies, shape.blocks)
    let (channels, groups) = (Lanes.groups(shape.channels), Lanes.groups(shape.outputs))
    inputs = Spectra(frequencies: count, rows: runs, groups: channels)
    inputGradients = Spectra(frequencies: count, rows: runs, groups: channels)
    inputsByRun = PackedSpectra(frequencies: count, rows: runs, inner: shape.channels)
    inputsByChannel = PackedSpectra(frequencies: count, rows: shape.channels, inner: runs)
    weights = Spectra(frequencies: count, rows: shape.channels, groups: shape.tileGroups)
    outputs = Spectra(frequencies: count, rows: runs, groups: shape.tileGroups)
    scratch = Scratch(count: shape.size * Lanes.count)
    activations = FloatStorage(count: groups * shape.windows * Lanes.count)
    sums = FloatStorage(count: shape.windows * Lanes.count)
    partSums = FloatStorage(count: runs * groups * Lanes.complex)
  }

  /// The last layer: one output from all of the dense layer's.
  package struct Last {
    package let weight: Tensor
    package let bias: Float

    /// `[1, outputs]` and one bias.
    package init(weight: Tensor, bias: Float) {
      self.weight = SlidingLayer.padded(weight, outputs: weight.count)
      self.bias = bias
    }
  }

  /// How the dense layer goes on, apart from its weight.
  package struct Layer {
    let bias: Tensor
    let isRectified: Bool
    let dropoutRate: Double
    let mask: DropoutMask?

    package init(bias: Tensor, isRectified: Bool, dropoutRate: Double, mask: DropoutMask?) {
      self.bias = SlidingLayer.padded(bias, outputs: bias.count)
      self.isRectified = isRectified
      self.dropoutRate = dropoutRate
      self.mask = mask
    }
  }

  /// The estimates of each run's windows, `[runs, windows]`, from features `[runs, channels ·
  /// features]`.
  package func forward(
    _ rows: Tensor, runs: Int, weight: Tensor, _ layer: Layer, _ last: Last, pool: ThreadPool
  ) -> [Float] {
    precondition(runs <= shape.blocks, "\(runs) of \(shape.blocks) runs")
    precondition(rows.shape[1] == shape.channels * features, "\(rows.shape) for \(features)")
    precondition(
      weight.shape == [shape.outputs, shape.channels * shape.length] && rows.shape[0] >= runs,
      "weight \(weight.shape), features \(rows.shape) for \(shape)")
    check(layer, last)
    transform(rows, runs: runs, pool)
    for tile in 0..<shape.tiles {
      let groups = shape.groups(ofTile: tile)
      unsafe transform(weight.readable, groups: groups, pool)
      shape.forEachFrequency(pool) { frequency in
        var product = energy_spectral_product(
          rows: runs, inner: shape.channels, groups: groups.count,
          right_stride: weights.rowStride, output_stride: outputs.rowStride)
        unsafe energy_spectral_correlate(
          &product, inputsByRun.frequency(frequency), weights.frequency(frequency),
          outputs.frequency(frequency))
      }
      pool.perform(parts: runs) { run in
        for group in groups { activate(run, group, groups.lowerBound, layer, last) }
      }
    }
    return estimates(runs: runs, last)
  }

  private func check(_ layer: Layer, _ last: Last) {
    let outputs = Lanes.groups(shape.outputs) * Lanes.count
    precondition(
      layer.bias.count == outputs && last.weight.count == outputs,
      "bias \(layer.bias.count), last weight \(last.weight.count) for \(shape.outputs) outputs")
  }

  /// Sets the bias and what follows on one group of a run's outputs, and adds up the estimates.
  private func activate(_ run: Int, _ group: Int, _ firstGroup: Int, _ layer: Layer, _ last: Last) {
    let (first, windows) = (group * Lanes.count, shape.step)
    let place = unsafe activation(run, group)
    unsafe scratch.withBuffer { values in
      unsafe plan.inverse(
        outputs.signal(row: run, group: group - firstGroup), stride: outputs.frequencyStride,
        scale: 1 / Float(shape.size), into: values)
      unsafe energy_lanes_bias(
        values, windows, layer.bias.readable + first, nil, 0, layer.isRectified ? 1 : 0)
      if let mask = layer.mask {
        for window in 0..<windows {
          unsafe mask.apply(
            values + window * Lanes.count, rate: layer.dropoutRate,
            sample: run * windows + window, first: first, count: Lanes.count)
        }
      }
      unsafe place.update(from: values, count: windows * Lanes.count)
    }
    let sum = unsafe sums.base + run * windows * Lanes.count
    if group == 0 { unsafe sum.update(repeating: 0, count: windows * Lanes.count) }
    let none = Tensor(shape: [Lanes.count])
    unsafe energy_lanes_weigh(
      place, windows, none.readable, nil, 0, 0, last.weight.readable + first, sum)
  }

  private func estimates(runs: Int, _ last: Last) -> [Float] {
    let count = runs * shape.step
    return unsafe [Float](unsafeUninitializedCapacity: count) { values, filled in
      if let base = values.baseAddress {
        unsafe energy_lanes_total(sums.base, count, last.bias, base)
      }
      filled = count
    }
  }

  private func activation(_ run: Int, _ group: Int) -> UnsafeMutablePointer<Float> {
    unsafe activations.base + (group * shape.blocks + run) * shape.step * Lanes.count
  }
}

// The way back.
extension SlidingTraining {
  /// What one tile leaves behind: gradients of weights, row by row.
  @unsafe struct WeightRow {
    /// Where in the layer's weight it begins.
    let place: Int
    let values: UnsafeMutablePointer<Float>
    let count: Int
  }

  /// Gradients of the small parameters.
  package struct SmallGradients {
    /// Of the dense layer.
    package let bias: Tensor
    /// Of the last layer, `[outputs]`.
    package let lastWeight: Tensor
  }

  /// Which gradients are wanted.
  package struct Wanted {
    package var features: Bool
    package var weight: Bool

    package init(features: Bool, weight: Bool) {
      self.features = features
      self.weight = weight
    }
  }

  /// Goes back from the gradient of the estimates, `[runs, windows]`, after a forward pass; fills
  /// the gradient of the features where it is wanted.
  ///
  /// `body` takes each row of the weight's gradient once, on any thread; the weight may be changed
  /// there, since it has been read.
  func backward(
    _ upstream: [Float], runs: Int, weight: UnsafePointer<Float>, _ layer: Layer, _ last: Last,
    _ wanted: Wanted, into rows: inout Tensor, pool: ThreadPool, _ body: (WeightRow) -> Void
  ) -> SmallGradients {
    precondition(
      upstream.count == runs * shape.step && runs <= shape.blocks && rows.shape[0] >= runs,
      "\(upstream.count) for \(runs) runs, features \(rows.shape)")
    check(layer, last)
    for tile in 0..<shape.tiles {
      let groups = shape.groups(ofTile: tile)
      pool.perform(parts: runs) { run in
        for group in groups { deactivate(upstream, run, group, groups.lowerBound, layer, last) }
      }
      // Again, since a tile's spectra are soon in memory no cache holds: transforming is quicker.
      if wanted.features { unsafe transform(weight, groups: groups, pool) }
      shape.forEachFrequency(pool) { frequency in
        if wanted.features { addInputGradients(frequency, runs, groups.count, isFirst: tile == 0) }
        if wanted.weight { correlate(frequency, runs, groups.count) }
      }
      if wanted.weight { unsafe takeWeights(groups, pool, body) }
    }
    if wanted.features { takeFeatures(runs: runs, into: &rows, pool) }
    return smallGradients(runs: runs)
  }

  /// The spectrum of the gradient of one group of a run's outputs.
  private func deactivate(
    _ upstream: [Float], _ run: Int, _ group: Int, _ firstGroup: Int, _ layer: Layer, _ last: Last
  ) {
    let windows = shape.step
    let sums = unsafe partSums(run, group)
    unsafe sums.update(repeating: 0, count: Lanes.complex)
    let scale = layer.mask == nil ? 1 : 1 / (1 - Float(layer.dropoutRate))
    unsafe scratch.withBuffer { values in
      unsafe upstream.withUnsafeBufferPointer { gradient in
        guard let base = gradient.baseAddress else { return }
        unsafe energy_lanes_unweigh(
          activation(run, group), windows, base + run * windows,
          last.weight.readable + group * Lanes.count, layer.isRectified ? 1 : 0, scale, values,
          sums, sums + Lanes.count)
      }
      let rest = windows * Lanes.count
      unsafe (values + rest).update(repeating: 0, count: shape.size * Lanes.count - rest)
      unsafe plan.forward(
        values, into: outputs.signal(row: run, group: group - firstGroup),
        stride: outputs.frequencyStride)
    }
  }

  private func addInputGradients(_ frequency: Int, _ runs: Int, _ groups: Int, isFirst: Bool) {
    let target = unsafe inputGradients.frequency(frequency)
    if isFirst { unsafe target.update(repeating: 0, count: inputGradients.frequencyStride) }
    var dot = energy_spectral_dot(
      rows: runs, columns: shape.channels, groups: groups, left_stride: outputs.rowStride,
      right_stride: weights.rowStride, output_stride: inputGradients.rowStride)
    unsafe energy_spectral_convolve(
      &dot, outputs.frequency(frequency), weights.frequency(frequency), target)
  }

  /// The gradient of the weights takes the place of the weights, which are not needed any more.
  private func correlate(_ frequency: Int, _ runs: Int, _ groups: Int) {
    var product = energy_spectral_product(
      rows: shape.channels, inner: runs, groups: groups, right_stride: outputs.rowStride,
      output_stride: weights.rowStride)
    unsafe energy_spectral_correlate(
      &product, inputsByChannel.frequency(frequency), outputs.frequency(frequency),
      weights.frequency(frequency))
  }

  private func takeWeights(_ groups: Range<Int>, _ pool: ThreadPool, _ body: (WeightRow) -> Void) {
    let length = shape.length
    pool.perform(parts: shape.channels * groups.count) { part in
      let (channel, group) = part.quotientAndRemainder(dividingBy: groups.count)
      let first = (groups.lowerBound + group) * Lanes.count
      let outputs = min(Lanes.count, shape.outputs - first)
      unsafe scratch.withBuffer { values in
        unsafe plan.inverse(
          weights.signal(row: channel, group: group), stride: weights.frequencyStride,
          scale: 1 / Float(shape.size), into: values)
        unsafe scratch.withBuffer { rows in
          unsafe energy_deinterleave(values, outputs, length, 1, rows, length)
          for output in 0..<outputs {
            let place = ((first + output) * shape.channels + channel) * length
            unsafe body(WeightRow(place: place, values: rows + output * length, count: length))
          }
        }
      }
    }
  }

  private func takeFeatures(runs: Int, into rows: inout Tensor, _ pool: ThreadPool) {
    precondition(rows.shape[1] == shape.channels * features, "\(rows.shape) for \(features)")
    let (target, groups) = unsafe (rows.writable, Lanes.groups(shape.channels))
    pool.perform(parts: runs * groups) { part in
      let (run, group) = part.quotientAndRemainder(dividingBy: groups)
      let first = group * Lanes.count
      unsafe scratch.withBuffer { values in
        unsafe plan.inverse(
          inputGradients.signal(row: run, group: group),
          stride: inputGradients.frequencyStride, scale: 1 / Float(shape.size), into: values)
        unsafe energy_deinterleave(
          values, min(Lanes.count, shape.channels - first), features, 1,
          target + (run * shape.channels + first) * features, features)
      }
    }
  }

  /// Adds up what the runs found, in their order.
  private func smallGradients(runs: Int) -> SmallGradients {
    var (bias, last) = (Tensor(shape: [shape.outputs]), Tensor(shape: [shape.outputs]))
    for output in 0..<shape.outputs {
      let (group, lane) = output.quotientAndRemainder(dividingBy: Lanes.count)
      var sums: (bias: Float, last: Float) = (0, 0)
      for run in 0..<runs {
        let place = unsafe partSums(run, group)
        unsafe sums.bias += place[lane]
        unsafe sums.last += place[Lanes.count + lane]
      }
      bias[output] = sums.bias
      last[output] = sums.last
    }
    return SmallGradients(bias: bias, lastWeight: last)
  }

  private func partSums(_ run: Int, _ group: Int) -> UnsafeMutablePointer<Float> {
    unsafe partSums.base + (run * Lanes.groups(shape.outputs) + group) * Lanes.complex
  }
}

// Transforms.
extension SlidingTraining {
  private func transform(_ rows: Tensor, runs: Int, _ pool: ThreadPool) {
    let groups = Lanes.groups(shape.channels)
    pool.perform(parts: runs * groups) { part in
      let (run, group) = part.quotientAndRemainder(dividingBy: groups)
      let first = group * Lanes.count
      unsafe scratch.withBuffer { values in
        unsafe energy_interleave(
          rows.readable + (run * shape.channels + first) * features, features,
          min(Lanes.count, shape.channels - first), features, values)
        unsafe finish(values, count: features, into: inputs, row: run, group: group)
      }
    }
    shape.forEachFrequency(pool) { frequency in
      let from = unsafe inputs.frequency(frequency)
      unsafe energy_spectral_pack(
        runs, shape.channels, from, inputs.rowStride, 0, inputsByRun.frequency(frequency))
      unsafe energy_spectral_pack(
        shape.channels, runs, from, inputs.rowStride, 1, inputsByChannel.frequency(frequency))
    }
  }

  private func transform(
    _ weight: UnsafePointer<Float>, groups: Range<Int>, _ pool: ThreadPool
  ) {
    pool.perform(parts: shape.channels * groups.count) { part in
      let (channel, group) = part.quotientAndRemainder(dividingBy: groups.count)
      unsafe scratch.withBuffer { values in
        unsafe SlidingLayer.interleave(
          weight + channel * shape.length, outputs: shape.outputs,
          stride: shape.channels * shape.length, count: shape.length,
          group: groups.lowerBound + group, into: values)
        unsafe finish(values, count: shape.length, into: weights, row: channel, group: group)
      }
    }
  }

  /// Transforms `[count][16]` values, with zeros behind them.
  private func finish(
    _ values: UnsafeMutablePointer<Float>, count: Int, into spectra: Spectra, row: Int, group: Int
  ) {
    unsafe (values + count * Lanes.count).update(
      repeating: 0, count: (shape.size - count) * Lanes.count)
    unsafe plan.forward(
      values, into: spectra.signal(row: row, group: group), stride: spectra.frequencyStride)
  }
}
