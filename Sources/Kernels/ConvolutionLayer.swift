import CKernels

/// A 1-D convolution between two signals, with what follows it.
package struct ConvolutionLayer: Sendable, Equatable {
  package let channels: Int
  package let filters: Int
  package let kernel: Int
  /// Samples of a channel that go in and come out.
  package let inputLength: Int
  package let outputLength: Int
  /// Zeros that stand before the input.
  package let leftPadding: Int
  package let isRectified: Bool
  /// The share of outputs that training drops; needs a rectified layer.
  package let dropoutRate: Double

  /// A layer of those shapes.
  package init(
    channels: Int, filters: Int, kernel: Int, inputLength: Int, outputLength: Int,
    leftPadding: Int, isRectified: Bool, dropoutRate: Double = 0
  ) {
    precondition(
      channels > 0 && filters > 0 && kernel > 0 && outputLength > 0
        && leftPadding >= 0 && leftPadding < kernel,
      "\(channels) → \(filters) channels, kernel \(kernel), \(inputLength) → \(outputLength)")
    precondition(dropoutRate == 0 || isRectified, "dropout follows rectified layers alone")
    self.channels = channels
    self.filters = filters
    self.kernel = kernel
    self.inputLength = inputLength
    self.outputLength = outputLength
    self.leftPadding = leftPadding
    self.isRectified = isRectified
    self.dropoutRate = dropoutRate
  }

  var weightCount: Int { filters * channels * kernel }
  var outputCount: Int { filters * outputLength }
  /// What the values that dropout keeps are multiplied by.
  var dropoutScale: Float { 1 / (1 - Float(dropoutRate)) }
}

/// Rows of one signal in memory: zeros stand around each, so that kernels may reach over its ends.
struct RowLayout {
  let rows: Int
  let length: Int
  /// Zeros before the first value of a row.
  let lead: Int

  /// From one row to the next.
  var stride: Int { lead + (length + 15) / 16 * 16 + lead }
  /// Floats of one sample, with zeros behind its last row.
  var count: Int { rows * stride + 2 * lead }

  init(rows: Int, length: Int, reach: Int) {
    self.rows = rows
    self.length = length
    lead = (max(reach, Int(energy_slack)) + 15) / 16 * 16
  }
}

/// Which values of a layer's output a step drops.
package struct DropoutMask: Sendable {
  private let seed: UInt64
  private let layer: Int

  /// - Parameters:
  ///   - seed: The step's.
  ///   - layer: Counted over the network's dropout layers.
  package init(seed: UInt64, layer: Int) {
    self.seed = seed
    self.layer = layer
  }

  /// Drops values of one sample in place, from value `first` of the layer's output on.
  func apply(
    _ values: UnsafeMutablePointer<Float>, rate: Double, sample: Int, first: Int, count: Int
  ) {
    let scale = 1 / (1 - Float(rate))
    unsafe energy_dropout(
      values, key(sample), UInt32(truncatingIfNeeded: first), UInt32(rate * 0x1p32), scale, count)
  }

  /// The mixing of SplitMix64, over seed, layer and sample.
  private func key(_ sample: Int) -> UInt32 {
    var z = seed &+ UInt64(layer + 1) &* 0x9E37_79B9_7F4A_7C15
    z = z &+ UInt64(sample + 1) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return UInt32(truncatingIfNeeded: z ^ (z >> 31))
  }
}
