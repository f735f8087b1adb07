import CKernels
package import Work

/// Convolutions one after another over a few windows, with weights that do not change.
///
/// Where there are fewer windows than threads, each is cut into pieces of time: a piece computes the
/// few samples that it shares with its neighbour once more, and waits for nobody.
package final class WindowConvolutions: Sendable {
  /// Outputs of a piece, at least: a neighbour's share costs more in shorter ones.
  private static let shortestPiece = 64

  private let layers: [ConvolutionLayer]
  private let layouts: [RowLayout]
  private let packed: [Tensor]
  private let biases: [Tensor]
  /// The rows of one window before each layer, one behind the other.
  private let signals: Scratch

  /// Layers with weights `[filters, channels, kernel]`.
  package init(layers: [ConvolutionLayer], weights: [Tensor], biases: [Tensor]) {
    precondition(!layers.isEmpty && weights.count == layers.count && biases.count == layers.count)
    self.layers = layers
    self.biases = biases
    let reach = layers.map(\.kernel).max() ?? 1
    layouts = layers.map { RowLayout(rows: $0.channels, length: $0.inputLength, reach: reach) }
    signals = Scratch(count: layouts.reduce(0) { $0 + $1.count })
    packed = zip(layers, weights).map { layer, weight in
      let shape = [layer.filters, layer.channels, layer.kernel]
      precondition(weight.shape == shape, "weights \(weight.shape) for \(shape)")
      var packed = Tensor(shape: [layer.weightCount])
      unsafe energy_convolution_pack(
        layer.channels, layer.filters, layer.kernel, weight.readable, packed.writable)
      return packed
    }
  }

  /// Fills the first `filters · length` values of `count` rows of `output` from windows laid end to
  /// end.
  package func forward(
    _ windows: [Float], count: Int, into output: inout Tensor, pool: ThreadPool
  ) {
    let window = layers[0].inputLength * layers[0].channels
    let (length, width) = (layers[layers.count - 1].outputLength, output.shape[1])
    precondition(windows.count >= count * window, "\(windows.count) values, \(count) × \(window)")
    precondition(
      layers[layers.count - 1].outputCount <= width && count <= output.shape[0],
      "output \(output.shape)")
    let pieces = pieces(of: count, threads: pool.width)
    let result = unsafe output.writable
    unsafe windows.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      pool.perform(parts: count * pieces) { part in
        let sample = part / pieces
        let range = Parts.range(part % pieces, of: pieces, count: length)
        unsafe signals.withBuffer { rows in
          unsafe forward(base + sample * window, range, rows, to: result + sample * width)
        }
      }
    }
  }

  /// Pieces of each window, so that all threads have the same share.
  private func pieces(of count: Int, threads: Int) -> Int {
    guard count < 4 * threads else { return 1 }
    var (common, rest) = (threads, count)
    while rest > 0 { (common, rest) = (rest, common % rest) }
    let most = layers[layers.count - 1].outputLength / WindowConvolutions.shortestPiece
    return max(1, min(threads / common, most))
  }

  /// One window, for some samples of its output.
  private func forward(
    _ window: UnsafePointer<Float>, _ range: Range<Int>, _ rows: UnsafeMutablePointer<Float>,
    to output: UnsafeMutablePointer<Float>
  ) {
    let first = layouts[0]
    for row in 0..<first.rows {
      unsafe (rows + row * first.stride + first.lead).update(
        from: window + row * first.length, count: first.length)
    }
    var input = unsafe rows
    for (index, range) in ranges(range).enumerated() {
      let isLast = index == layers.count - 1
      let next = unsafe input + layouts[index].count
      let layout = isLast ? nil : layouts[index + 1]
      unsafe convolve(index, range, input, to: isLast ? output : next, layout)
      unsafe input = next
    }
  }

  /// What each layer must give so that the last one gives `range`.
  private func ranges(_ range: Range<Int>) -> [Range<Int>] {
    var needed = range
    return layers.reversed().map { layer in
      let own = needed
      let start = own.lowerBound - layer.leftPadding
      needed =
        max(start, 0)..<min(start + own.count + layer.kernel - 1, layer.inputLength)
      return own
    }.reversed()
  }

  /// One layer for some samples; without a layout the output is rows without gaps.
  private func convolve(
    _ index: Int, _ range: Range<Int>, _ rows: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, _ layout: RowLayout?
  ) {
    let (layer, input) = (layers[index], layouts[index])
    var shape = energy_convolution(
      channels: layer.channels, filters: layer.filters, kernel: layer.kernel,
      length: range.count, input_stride: input.stride,
      output_stride: layout?.stride ?? layer.outputLength, mask_stride: 0,
      after: layer.isRectified ? energy_after_relu : energy_after_nothing, scale: 1)
    unsafe energy_convolve(
      &shape, rows + input.lead - layer.leftPadding + range.lowerBound, packed[index].readable,
      biases[index].readable, nil, output + (layout?.lead ?? 0) + range.lowerBound)
  }
}
