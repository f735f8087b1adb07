import Kernels

/// A network's layers as neighbouring windows share them.
struct SharedLayers {
  enum Head {
    /// A dense layer and the one behind it, if there is one: one estimate for each window.
    case point(LayerChain.DenseLayer, last: LayerChain.DenseLayer?)
    /// A dense layer and one that estimates all samples of the window.
    case sequence(LayerChain.DenseLayer, last: LayerChain.DenseLayer)
    /// Convolutions alone, which estimate all samples of the window.
    case convolutions
  }

  let plan: NetworkPlan
  let chain: LayerChain
  let convolutions: [ConvolutionLayer]
  let head: Head
  /// Columns at the beginning and the end of a window that padding reaches: each window's own.
  let edges: (left: Int, right: Int)

  /// The layers of a plan; nil where they cannot be shared.
  init?(_ plan: NetworkPlan) {
    let chain = LayerChain(plan)
    guard let head = SharedLayers.head(of: chain, plan) else { return nil }
    self.plan = plan
    self.head = head
    self.chain = chain
    convolutions = chain.convolutions
    let left = chain.convolutions.reduce(0) { $0 + $1.leftPadding }
    let reach = chain.convolutions.reduce(0) { $0 + $1.kernel - 1 }
    edges = plan.padding == .same ? (left, reach - left) : (0, 0)
    guard plan.window > reach else { return nil }
  }

  /// Samples that a feature is made of, but for the first.
  var reach: Int { convolutions.reduce(0) { $0 + $1.kernel - 1 } }
  /// Channels of the features; the samples themselves where nothing is convolved.
  var channels: Int { convolutions.last?.filters ?? 1 }
  /// Columns of a window's features, edges included.
  var columns: Int { convolutions.last?.outputLength ?? plan.window }
  /// Columns that windows share.
  var shared: Range<Int> { edges.left..<(columns - edges.right) }

  /// The first dense layer; nil where there is none.
  var dense: LayerChain.DenseLayer? {
    switch head {
    case .point(let dense, _), .sequence(let dense, _): dense
    case .convolutions: nil
    }
  }

  private static func head(of chain: LayerChain, _ plan: NetworkPlan) -> Head? {
    let dense = chain.dense
    switch (dense.count, plan.isSequence) {
    case (0, true) where plan.outputs == plan.window && chain.convolutions.last?.filters == 1:
      return .convolutions
    case (1, false) where !dense[0].isRectified: return .point(dense[0], last: nil)
    case (2, false) where !dense[1].isRectified: return .point(dense[0], last: dense[1])
    case (2, true) where !dense[1].isRectified: return .sequence(dense[0], last: dense[1])
    default: return nil
    }
  }
}

extension SharedLayers {
  /// The convolutions over a piece of the series, padded nowhere; `drops` keeps their dropout.
  func layers(pieceLength: Int, drops: Bool = false) -> [ConvolutionLayer] {
    var length = pieceLength + reach
    return convolutions.map { layer in
      defer { length -= layer.kernel - 1 }
      return layer.with(
        input: length, output: length - layer.kernel + 1, leftPadding: 0,
        dropoutRate: drops ? layer.dropoutRate : 0)
    }
  }

  /// The convolutions over the first samples of a window, for its first columns.
  var leftLayers: [ConvolutionLayer] {
    var length = edges.left
    return convolutions.reversed().map { layer in
      let output = length
      length += layer.kernel - 1 - layer.leftPadding
      return layer.with(input: length, output: output, leftPadding: layer.leftPadding)
    }.reversed()
  }

  /// The convolutions over the last samples of a window, for its last columns.
  var rightLayers: [ConvolutionLayer] {
    var length = edges.right
    return convolutions.reversed().map { layer in
      let output = length
      length += layer.leftPadding
      return layer.with(input: length, output: output, leftPadding: 0)
    }.reversed()
  }
}

extension ConvolutionLayer {
  fileprivate func with(
    input: Int, output: Int, leftPadding: Int, dropoutRate: Double = 0
  ) -> ConvolutionLayer {
    ConvolutionLayer(
      channels: channels, filters: filters, kernel: kernel, inputLength: input,
      outputLength: output, leftPadding: leftPadding, isRectified: isRectified,
      dropoutRate: dropoutRate)
  }
}
