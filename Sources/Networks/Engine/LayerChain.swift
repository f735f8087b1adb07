import Kernels

/// A plan as the engine walks it: convolutions first, then dense layers, dropout with its layer.
struct LayerChain {
  struct DenseLayer {
    /// Where its weight stands among the parameters; the bias follows.
    let parameter: Int
    let inputs: Int
    let outputs: Int
    let isRectified: Bool
    var dropoutRate = 0.0
    /// Counted over the plan's dropout layers.
    var dropoutLayer = 0
  }

  private(set) var convolutions: [ConvolutionLayer] = []
  /// Of each convolution: counted over the plan's dropout layers; nil where it has none.
  private(set) var convolutionDropouts: [Int?] = []
  private(set) var dense: [DenseLayer] = []
  private var dropouts = 0

  init(_ plan: NetworkPlan) {
    for (index, layer) in plan.layers.enumerated() {
      add(layer, from: plan.shapes[index], to: plan.shapes[index + 1], padding: plan.padding)
    }
    precondition(!convolutions.isEmpty || !dense.isEmpty, "\(plan.architecture) has no layer")
  }

  /// Values of a window between the convolutions and the dense layers.
  var flatCount: Int? { convolutions.last.map { $0.filters * $0.outputLength } }

  /// What a step drops behind each convolution.
  func convolutionMasks(seed: UInt64) -> [DropoutMask?] {
    convolutionDropouts.map { layer in layer.map { DropoutMask(seed: seed, layer: $0) } }
  }

  private mutating func add(
    _ layer: LayerSpecification, from input: LayerShape, to output: LayerShape, padding: Padding
  ) {
    switch layer {
    case .convolution(_, let filters, let kernel, let isRectified):
      precondition(dense.isEmpty, "a convolution behind a dense layer")
      convolutions.append(
        ConvolutionLayer(
          channels: input.channels, filters: filters, kernel: kernel, inputLength: input.length,
          outputLength: output.length, leftPadding: padding == .same ? (kernel - 1) / 2 : 0,
          isRectified: isRectified))
      convolutionDropouts.append(nil)
    case .dense(_, let outputs, let isRectified):
      dense.append(
        DenseLayer(
          parameter: 2 * (convolutions.count + dense.count), inputs: input.count,
          outputs: outputs, isRectified: isRectified))
    case .dropout(let rate): addDropout(rate)
    }
  }

  private mutating func addDropout(_ rate: Double) {
    if dense.isEmpty {
      let last = convolutions.removeLast()
      convolutions.append(last.dropping(rate))
      convolutionDropouts[convolutions.count - 1] = dropouts
    } else {
      precondition(dense[dense.count - 1].isRectified, "dropout follows rectified layers alone")
      dense[dense.count - 1].dropoutRate = rate
      dense[dense.count - 1].dropoutLayer = dropouts
    }
    dropouts += 1
  }
}

extension ConvolutionLayer {
  fileprivate func dropping(_ rate: Double) -> ConvolutionLayer {
    ConvolutionLayer(
      channels: channels, filters: filters, kernel: kernel, inputLength: inputLength,
      outputLength: outputLength, leftPadding: leftPadding, isRectified: isRectified,
      dropoutRate: rate)
  }
}
