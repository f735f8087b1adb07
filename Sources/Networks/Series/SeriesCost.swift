import Glibc
import Kernels

/// What estimating a series costs, and the cut into blocks that costs least.
struct SeriesCost {
  let layers: SharedLayers
  let dense: LayerChain.DenseLayer
  /// Where the windows begin.
  let runs: [Range<Int>]
  /// Bytes to work in.
  let memory: Int

  /// Threads whose buffers are counted, whatever the machine has: how a series is cut, and with it
  /// the last bits of its estimates, hangs on no thread.
  private static let threads = 8

  // Seconds on one core, of AVX-512 at about 4 GHz; only the ratios matter.
  /// Of a multiply-add in the complex products, each counted as four.
  private static let product = 1e-11
  /// Of a sample's share of a transform of 16 channels, for each factor 2 of its size.
  private static let transform = 4e-10
  /// Of a multiply-add in convolutions and in products of real matrices.
  private static let plain = 1.6e-11
  /// Of a byte that does not stay in a cache.
  private static let byte = 1e-10

  /// The shape that costs least; nil where windows one by one cost less.
  var best: SlidingShape? {
    var best: (shape: SlidingShape, seconds: Double)?
    let (windows, plain) = (windows, plainSeconds)
    for size in FourierPlan.sizes(in: sizes(windows)) {
      for tile in [16, 32, 64, 128, 256] {
        guard let shape = shape(size: size, tile: tile, windows) else { continue }
        let cost = seconds(shape)
        if cost < best?.seconds ?? plain { best = (shape, cost) }
      }
    }
    return best?.shape
  }

  /// Bytes that the smallest cut needs.
  var leastBytes: Int {
    let size = sizes(1).lowerBound
    return bytes(shape(size, size - overlap, 1, 16))
  }

  /// What windows one by one cost.
  var plainSeconds: Double {
    Double(runs.reduce(0) { $0 + $1.count }) * Double(layers.plan.multiplyAdds) * SeriesCost.plain
  }

  private var isSequence: Bool {
    if case .sequence = layers.head { true } else { false }
  }

  /// Windows, and those between them that are not worth a leap.
  private var windows: Int {
    var (count, end) = (0, Int.min)
    for run in runs where !run.isEmpty {
      if end != .min, run.lowerBound - end <= overlap { count += run.lowerBound - end }
      count += run.count
      end = run.upperBound
    }
    return count
  }

  /// Samples of a block that hold no window's beginning.
  private var overlap: Int { (isSequence ? layers.plan.window : layers.shared.count) - 1 }

  /// From the least that holds a few windows to what holds all of them, or sixteen windows' length.
  private func sizes(_ windows: Int) -> ClosedRange<Int> {
    let least = FourierPlan.size(atLeast: overlap + overlap / 8 + 1)
    let all = FourierPlan.size(atLeast: overlap + min(windows, 16 * overlap + 256))
    return least...max(least, all)
  }

  /// As many blocks as the series has or the memory holds.
  private func shape(size: Int, tile: Int, _ windows: Int) -> SlidingShape? {
    let outputs = SlidingShape.wholeGroups(dense.outputs)
    guard tile < 2 * outputs else { return nil }
    let step = size - overlap
    let wanted = (windows + step - 1) / step
    var (fits, tooMany) = (0, wanted + 1)
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      if bytes(shape(size, step, middle, tile)) <= memory {
        fits = middle
      } else {
        tooMany = middle
      }
    }
    guard fits > 0 else { return nil }
    let passes = (wanted + fits - 1) / fits
    return shape(size, step, (wanted + passes - 1) / passes, tile)
  }

  private func shape(_ size: Int, _ step: Int, _ blocks: Int, _ tile: Int) -> SlidingShape {
    SlidingShape(
      channels: layers.channels, length: layers.shared.count, outputs: dense.outputs, size: size,
      step: step, blocks: blocks, tile: tile)
  }

  /// Bytes that the engine works in.
  func bytes(_ shape: SlidingShape) -> Int {
    let edges = layers.edges.left + layers.edges.right
    let head =
      isSequence ? SequenceHead.bytes(shape, threads: SeriesCost.threads) : PointHead.bytes(shape)
    let own =
      edges > 0
      ? EdgeProduct.bytes(
        columns: edges, channels: layers.channels, windows: shape.windows, tile: shape.tile)
        + dense.outputs * edges * layers.channels * 4 + EdgeColumns.bytes(layers, shape.windows)
      : 0
    return SlidingDense.bytes(shape, threads: SeriesCost.threads) + head + own
      + FeatureStream.bytes(layers, features: shape.features(of: shape.windows))
      + shape.windows * 16
  }

  private func seconds(_ shape: SlidingShape) -> Double {
    var (features, blocks, passes) = (0, 0, 0)
    for pass in SeriesPasses(runs, windows: shape.windows) {
      features += shape.features(of: pass.count)
      blocks += (pass.count + shape.step - 1) / shape.step
      passes += 1
    }
    let (channels, outputs) = (Double(shape.channels), Double(shape.outputs))
    let frequencies = Double(shape.size / 2 + 1)
    let transform = SeriesCost.transform * Double(shape.size) * log2(Double(shape.size))
    let groups = (channels / 16).rounded(.up) + (isSequence ? 2 : 1) * (outputs / 16).rounded(.up)
    let products = SeriesCost.product * 4 * frequencies * channels * outputs
    let again = SeriesCost.byte * 12 * frequencies * channels * outputs / Double(shape.tile)
    let own = Double(layers.edgeMultiplyAdds(outputs: shape.outputs) * shape.step)
    let block = products + again + groups * transform + own * SeriesCost.plain
    let weights = channels * (outputs / 16).rounded(.up) * transform
    return Double(blocks) * block + Double(passes) * weights
      + Double(features * layers.featureMultiplyAdds) * SeriesCost.plain
  }
}

extension SharedLayers {
  /// Multiply-adds of one feature of every channel.
  var featureMultiplyAdds: Int {
    convolutions.reduce(0) { $0 + $1.channels * $1.filters * $1.kernel }
  }

  /// Multiply-adds of a window's own columns, and of what they add to a dense layer.
  func edgeMultiplyAdds(outputs: Int) -> Int {
    guard edges.left + edges.right > 0 else { return 0 }
    let sides = (edges.left > 0 ? leftLayers : []) + (edges.right > 0 ? rightLayers : [])
    let own = sides.reduce(0) {
      $0 + $1.channels * $1.filters * $1.kernel * $1.outputLength
    }
    return own + (edges.left + edges.right) * channels * outputs
  }
}
