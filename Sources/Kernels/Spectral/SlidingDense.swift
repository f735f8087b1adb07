import CKernels
package import Work

/// A dense layer over every window of a long signal, by overlap-save.
///
/// With features x and weights w, output o of the window that begins at t is
/// Σc Σj w[o][c][j] · x[c][t + j]: a correlation, which is one small product of complex matrices at
/// each frequency of a block. The weights are transformed tile by tile, in each pass anew; over many
/// blocks that costs little, and all of them at once would not fit the memory.
package final class SlidingDense {
  package let shape: SlidingShape
  private let plan: FourierPlan
  private let staging: Spectra
  private let features: PackedSpectra
  private let weights: Spectra
  private let products: Spectra
  private let scratch: Scratch
  /// Blocks whose spectra wait to be packed.
  private static let stagedBlocks = 16

  /// The memory that passes of that shape need.
  package init(_ shape: SlidingShape) {
    self.shape = shape
    plan = FourierPlan(size: shape.size)
    let count = shape.frequencies
    staging = Spectra(
      frequencies: count, rows: min(SlidingDense.stagedBlocks, shape.blocks),
      groups: Lanes.groups(shape.channels))
    features = PackedSpectra(frequencies: count, rows: shape.blocks, inner: shape.channels)
    weights = Spectra(frequencies: count, rows: shape.channels, groups: shape.tileGroups)
    products = Spectra(frequencies: count, rows: shape.blocks, groups: shape.tileGroups)
    scratch = Scratch(count: shape.size * Lanes.count)
  }

  /// Bytes that a dense layer of that shape works in.
  package static func bytes(_ shape: SlidingShape, threads: Int) -> Int {
    let (count, channels) = (shape.frequencies, Lanes.groups(shape.channels))
    let staged = min(stagedBlocks, shape.blocks)
    let spectra =
      Spectra.count(frequencies: count, rows: staged, groups: channels)
      + Spectra.count(
        frequencies: count, rows: shape.channels + shape.blocks, groups: shape.tileGroups)
    let packed = 3 * count * shape.blocks * shape.channels
    let scratch = threads * shape.size * Lanes.count
    return (spectra + packed + scratch) * MemoryLayout<Float>.stride
  }

  /// Hands `head` the layer's outputs for the first windows of the features, tile by tile.
  package func apply(
    _ layer: SlidingLayer, to rows: FeatureRows, windows: Int, edges: EdgeProduct?,
    head: some SlidingHead, pool: ThreadPool
  ) {
    precondition(windows > 0 && windows <= shape.windows, "\(windows) of \(shape.windows)")
    precondition(layer.shared.count == shape.length, "\(layer.shared) for \(shape.length)")
    precondition(
      rows.channels == shape.channels
        && layer.weight.shape == [shape.outputs, shape.channels * layer.columns],
      "\(rows.channels) channels, weight \(layer.weight.shape) for \(shape)")
    let blocks = (windows + shape.step - 1) / shape.step
    transform(rows, blocks: blocks, pool)
    for tile in 0..<shape.tiles {
      let groups = shape.groups(ofTile: tile)
      transform(layer, groups: groups, pool)
      multiply(blocks: blocks, groups: groups.count, pool)
      edges?.multiply(
        outputs: groups.lowerBound
          * Lanes.count..<min(
            groups.upperBound * Lanes.count, shape.outputs), windows: windows, pool: pool)
      pool.perform(parts: blocks) { block in
        let count = min(shape.step, windows - block * shape.step)
        unsafe scratch.withBuffer { buffer in
          for group in groups {
            unsafe plan.inverse(
              products.signal(row: block, group: group - groups.lowerBound),
              stride: products.frequencyStride, scale: 1, into: buffer)
            let extra = unsafe edges?.rows(
              from: block * shape.step, output: group * Lanes.count)
            unsafe head.take(
              SlidingOutputs(values: buffer, extra: extra, block: block, group: group, count: count)
            )
          }
        }
      }
    }
  }

  /// Transforms the weights of a tile once more, for nothing but its time.
  package func prepare(_ layer: SlidingLayer, pool: ThreadPool) {
    for tile in 0..<shape.tiles { transform(layer, groups: shape.groups(ofTile: tile), pool) }
  }
}

extension SlidingDense {
  private func transform(_ rows: FeatureRows, blocks: Int, _ pool: ThreadPool) {
    let groups = Lanes.groups(shape.channels)
    for first in stride(from: 0, to: blocks, by: staging.rows) {
      let count = min(staging.rows, blocks - first)
      pool.perform(parts: count * groups) { part in
        let (row, group) = part.quotientAndRemainder(dividingBy: groups)
        let start = (first + row) * shape.step
        unsafe scratch.withBuffer { buffer in
          unsafe rows.interleave(start..<start + shape.size, group: group, into: buffer)
          unsafe plan.forward(
            buffer, into: staging.signal(row: row, group: group), stride: staging.frequencyStride)
        }
      }
      shape.forEachFrequency(pool) { frequency in
        unsafe energy_spectral_pack(
          count, shape.channels, staging.frequency(frequency), staging.rowStride, 0,
          features.frequency(frequency) + 3 * first * shape.channels)
      }
    }
  }

  private func transform(_ layer: SlidingLayer, groups: Range<Int>, _ pool: ThreadPool) {
    pool.perform(parts: shape.channels * groups.count) { part in
      let (channel, group) = part.quotientAndRemainder(dividingBy: groups.count)
      unsafe scratch.withBuffer { buffer in
        unsafe layer.interleave(
          channel: channel, group: groups.lowerBound + group, into: buffer)
        let rest = unsafe buffer + shape.length * Lanes.count
        unsafe rest.update(repeating: 0, count: (shape.size - shape.length) * Lanes.count)
        unsafe plan.forward(
          buffer, scale: 1 / Float(shape.size), into: weights.signal(row: channel, group: group),
          stride: weights.frequencyStride)
      }
    }
  }

  private func multiply(blocks: Int, groups: Int, _ pool: ThreadPool) {
    shape.forEachFrequency(pool) { frequency in
      var product = energy_spectral_product(
        rows: blocks, inner: shape.channels, groups: groups, right_stride: weights.rowStride,
        output_stride: products.rowStride)
      unsafe energy_spectral_correlate(
        &product, features.frequency(frequency), weights.frequency(frequency),
        products.frequency(frequency))
    }
  }
}

/// What a dense layer gave for the windows of a block and 16 of its outputs.
@unsafe package struct SlidingOutputs {
  /// `[size][16]`, of which the first `count` are windows; may be overwritten.
  let values: UnsafeMutablePointer<Float>
  /// What the windows' own columns add.
  let extra: EdgeRows?
  let block: Int
  let group: Int
  let count: Int
}

/// What comes behind a sliding dense layer.
///
/// A block's outputs are handed over by one thread at a time, in the order of the groups.
package protocol SlidingHead {
  /// Takes some outputs, without bias.
  func take(_ outputs: SlidingOutputs)
}
