import CKernels
package import Work

/// Convolutions one after another over a batch of windows, forward and backward.
///
/// It owns the signals between its layers, so that a backward pass finds what the forward pass left.
package final class ConvolutionChain {
  /// Windows whose signals share the cache in the backward pass.
  private static let groupSize = 4

  let layers: [ConvolutionLayer]
  /// The input of each layer, as rows.
  let layouts: [RowLayout]
  /// The gradient of each layer's output, as rows.
  private let gradientLayouts: [RowLayout]
  private let keepsSignals: Bool
  private var signals: [Tensor]
  private var packed: [Tensor]
  private var packedTransposed: [Tensor]
  private var partGradients: Tensor?
  private let groups: [Scratch]

  /// Memory for `maximumBatch` windows of a call; training keeps signals for a backward pass.
  package init(layers: [ConvolutionLayer], maximumBatch: Int, isTraining: Bool) {
    precondition(!layers.isEmpty && maximumBatch > 0, "\(layers.count) layers, \(maximumBatch)")
    self.layers = layers
    let reach = layers.map(\.kernel).max() ?? 1
    layouts = layers.map { RowLayout(rows: $0.channels, length: $0.inputLength, reach: reach) }
    gradientLayouts = layers.map {
      RowLayout(rows: $0.filters, length: $0.outputLength, reach: reach)
    }
    keepsSignals = isTraining
    let slots = isTraining ? maximumBatch : Parts.ofBatch(maximumBatch)
    signals = layouts.map { Tensor(shape: [slots, $0.count]) }
    packed = layers.map { Tensor(shape: [$0.weightCount]) }
    packedTransposed = isTraining ? packed : []
    groups = gradientLayouts.map { Scratch(count: $0.count * ConvolutionChain.groupSize) }
    if isTraining {
      let count = layers.reduce(0) { $0 + $1.weightCount + $1.filters }
      partGradients = Tensor(shape: [Parts.ofBatch(maximumBatch), count])
    }
  }

  /// Fills the first `count` rows of `output`, `[rows, filters · length]`, from windows laid end to
  /// end.
  ///
  /// Each layer has weights `[filters, channels, kernel]` and, in training, perhaps a mask.
  package func forward(
    _ windows: [Float], count: Int, weights: [Tensor], biases: [Tensor],
    masks: [DropoutMask?]? = nil, into output: inout Tensor, pool: ThreadPool
  ) {
    let window = layers[0].inputLength * layers[0].channels
    let width = output.shape[1]
    precondition(windows.count >= count * window, "\(windows.count) values, \(count) × \(window)")
    precondition(width == layers[layers.count - 1].outputCount, "output \(output.shape)")
    pack(weights)
    let result = unsafe output.writable
    let places = unsafe signals.indices.map { unsafe signals[$0].writable }
    unsafe windows.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      let parts = Parts.ofBatch(count)
      pool.perform(parts: parts) { part in
        for sample in Parts.range(part, of: parts, count: count) {
          let slot = keepsSignals ? sample : part
          let rows = unsafe zip(places, layouts).map { unsafe $0 + slot * $1.count }
          unsafe takeIn(base + sample * window, to: rows[0])
          for index in layers.indices {
            let isLast = index == layers.count - 1
            let next = unsafe isLast ? result + sample * width : rows[index + 1]
            let layout = isLast ? nil : layouts[index + 1]
            unsafe convolve(index, rows[index], biases[index], to: next, layout)
            if let mask = masks?[index] {
              unsafe drop(mask, layers[index], sample, next, layout)
            }
          }
        }
      }
    }
  }

  /// Fills the gradients of all weights and biases from that of the output, after a forward pass
  /// over the same windows.
  ///
  /// `output` is what the forward pass gave, `gradient` its, `[rows, filters · length]`.
  package func backward(
    output: Tensor, gradient: Tensor, count: Int, weights: inout [Tensor], biases: inout [Tensor],
    pool: ThreadPool
  ) {
    precondition(keepsSignals, "a backward pass needs the signals of the forward pass")
    guard var sums = partGradients else { return }
    partGradients = nil
    let stride = sums.shape[1]
    let parts = Parts.ofBatch(count)
    let base = unsafe sums.writable
    let upstream = unsafe Upstream(
      output: output.readable, gradient: gradient.readable, width: output.shape[1])
    pool.perform(parts: parts) { part in
      let range = Parts.range(part, of: parts, count: count)
      let place = unsafe base + part * stride
      unsafe place.update(repeating: 0, count: stride)
      var first = range.lowerBound
      while first < range.upperBound {
        let last = min(first + ConvolutionChain.groupSize, range.upperBound)
        unsafe backward(first..<last, upstream, sums: place)
        first = last
      }
    }
    unsafe reduce(UnsafePointer(base), stride: stride, parts: parts, &weights, &biases)
    partGradients = sums
  }
}

// One sample of the forward pass.
extension ConvolutionChain {
  private func pack(_ weights: [Tensor]) {
    for (index, layer) in layers.enumerated() {
      let shape = [layer.filters, layer.channels, layer.kernel]
      precondition(weights[index].shape == shape, "weights \(weights[index].shape) for \(shape)")
      unsafe energy_convolution_pack(
        layer.channels, layer.filters, layer.kernel, weights[index].readable,
        packed[index].writable)
      guard keepsSignals else { continue }
      unsafe energy_convolution_pack_transposed(
        layer.channels, layer.filters, layer.kernel, weights[index].readable,
        packedTransposed[index].writable)
    }
  }

  private func takeIn(_ window: UnsafePointer<Float>, to rows: UnsafeMutablePointer<Float>) {
    let layout = layouts[0]
    for row in 0..<layout.rows {
      unsafe (rows + row * layout.stride + layout.lead).update(
        from: window + row * layout.length, count: layout.length)
    }
  }

  /// One layer over one sample; without a layout the output is rows without gaps.
  private func convolve(
    _ index: Int, _ rows: UnsafePointer<Float>, _ bias: Tensor,
    to output: UnsafeMutablePointer<Float>, _ layout: RowLayout?
  ) {
    let (layer, input) = (layers[index], layouts[index])
    var shape = energy_convolution(
      channels: layer.channels, filters: layer.filters, kernel: layer.kernel,
      length: layer.outputLength, input_stride: input.stride,
      output_stride: layout?.stride ?? layer.outputLength, mask_stride: 0,
      after: layer.isRectified ? energy_after_relu : energy_after_nothing, scale: 1)
    unsafe energy_convolve(
      &shape, rows + input.lead - layer.leftPadding, packed[index].readable, bias.readable, nil,
      output + (layout?.lead ?? 0))
  }

  private func drop(
    _ mask: DropoutMask, _ layer: ConvolutionLayer, _ sample: Int,
    _ output: UnsafeMutablePointer<Float>, _ layout: RowLayout?
  ) {
    let length = layer.outputLength
    for row in 0..<layer.filters {
      let place = unsafe output + row * (layout?.stride ?? length) + (layout?.lead ?? 0)
      unsafe mask.apply(
        place, rate: layer.dropoutRate, sample: sample, first: row * length, count: length)
    }
  }
}

// A few samples of the backward pass.
extension ConvolutionChain {
  /// What a backward pass begins with.
  @unsafe private struct Upstream {
    let output: UnsafePointer<Float>
    let gradient: UnsafePointer<Float>
    let width: Int
  }

  /// Adds the gradients of some samples to `sums`: layer by layer, weights before bias.
  private func backward(
    _ samples: Range<Int>, _ upstream: Upstream, sums: UnsafeMutablePointer<Float>
  ) {
    unsafe withGroups { buffers in
      unsafe begin(samples, upstream, buffers[layers.count - 1])
      var offset = gradientCount
      for index in layers.indices.reversed() {
        let layer = layers[index]
        offset -= layer.weightCount + layer.filters
        unsafe addWeightGradient(index, samples, buffers[index], sums + offset)
        if index > 0 {
          unsafe inputGradient(index, samples, buffers[index], to: buffers[index - 1])
        }
      }
    }
  }

  private var gradientCount: Int { layers.reduce(0) { $0 + $1.weightCount + $1.filters } }

  /// Lends a buffer for the gradients of each layer's output.
  private func withGroups(_ body: ([UnsafeMutablePointer<Float>]) -> Void) {
    func lend(_ index: Int, _ buffers: [UnsafeMutablePointer<Float>]) {
      guard index < groups.count else { return unsafe body(buffers) }
      unsafe groups[index].withBuffer { buffer in unsafe lend(index + 1, buffers + [buffer]) }
    }
    unsafe lend(0, [])
  }

  /// Brings the gradient of the last output into rows, masked where the layer is rectified.
  private func begin(
    _ samples: Range<Int>, _ upstream: Upstream, _ rows: UnsafeMutablePointer<Float>
  ) {
    let (layer, layout) = (layers[layers.count - 1], gradientLayouts[layers.count - 1])
    let length = layer.outputLength
    for (place, sample) in samples.enumerated() {
      let start = unsafe sample * upstream.width
      for filter in 0..<layer.filters {
        let row = unsafe rows + place * layout.count + filter * layout.stride + layout.lead
        let from = start + filter * length
        unsafe row.update(from: upstream.gradient + from, count: length)
        guard layer.isRectified else { continue }
        unsafe energy_mask(row, upstream.output + from, layer.dropoutScale, length)
      }
    }
  }

  private func addWeightGradient(
    _ index: Int, _ samples: Range<Int>, _ gradient: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) {
    let (layer, input, output) = (layers[index], layouts[index], gradientLayouts[index])
    var shape = plainShape(layer, input: input, output: output)
    let first = unsafe signals[index].readable + samples.lowerBound * input.count
    unsafe energy_convolution_weight_gradient(
      &shape, samples.count, first + input.lead - layer.leftPadding, input.count,
      gradient + output.lead, output.stride, output.count, sums, sums + layer.weightCount)
  }

  /// The gradient of a layer's input, masked by what the layer before gave.
  private func inputGradient(
    _ index: Int, _ samples: Range<Int>, _ gradient: UnsafePointer<Float>,
    to result: UnsafeMutablePointer<Float>
  ) {
    let (layer, before) = (layers[index], layers[index - 1])
    let (from, to) = (gradientLayouts[index], gradientLayouts[index - 1])
    let signal = layouts[index]
    var shape = energy_convolution(
      channels: layer.filters, filters: layer.channels, kernel: layer.kernel,
      length: layer.inputLength, input_stride: from.stride, output_stride: to.stride,
      mask_stride: signal.stride,
      after: before.isRectified ? energy_after_mask : energy_after_nothing,
      scale: before.dropoutScale)
    // Turned round, the kernel's last tap comes first: it reaches kernel - 1 - padding back.
    let reach = layer.kernel - 1 - layer.leftPadding
    for (place, sample) in samples.enumerated() {
      let mask = unsafe signals[index].readable + sample * signal.count + signal.lead
      unsafe energy_convolve(
        &shape, gradient + place * from.count + from.lead - reach, packedTransposed[index].readable,
        nil, before.isRectified ? mask : nil, result + place * to.count + to.lead)
    }
  }

  private func plainShape(
    _ layer: ConvolutionLayer, input: RowLayout, output: RowLayout
  ) -> energy_convolution {
    energy_convolution(
      channels: layer.channels, filters: layer.filters, kernel: layer.kernel,
      length: layer.outputLength, input_stride: input.stride, output_stride: output.stride,
      mask_stride: 0, after: energy_after_nothing, scale: 1)
  }

  /// Adds up what the parts found, in their order.
  private func reduce(
    _ sums: UnsafePointer<Float>, stride: Int, parts: Int, _ weights: inout [Tensor],
    _ biases: inout [Tensor]
  ) {
    var offset = 0
    for (index, layer) in layers.enumerated() {
      let (weight, bias) = unsafe (weights[index].writable, biases[index].writable)
      unsafe weight.update(from: sums + offset, count: layer.weightCount)
      unsafe bias.update(from: sums + offset + layer.weightCount, count: layer.filters)
      for part in 1..<max(parts, 1) {
        let place = unsafe sums + part * stride + offset
        unsafe energy_accumulate(weight, place, layer.weightCount)
        unsafe energy_accumulate(bias, place + layer.weightCount, layer.filters)
      }
      offset += layer.weightCount + layer.filters
    }
  }
}
