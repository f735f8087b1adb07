/// Convolutions, a dense layer over all they found, and a linear one: the shape that
/// sequence-to-point networks share.
struct ConvolutionStack {
  let filters: [Int]
  let kernels: [Int]
  /// Values of the dense layer before the last.
  let units: Int
  /// Estimates of a window.
  let outputs: Int
  /// The dropout rate after every layer but the last; nil for none.
  var dropout: Double?

  /// The layers in order, named as PyTorch's reference names them: conv1, …, dense1, dense2.
  var layers: [LayerSpecification] {
    precondition(
      filters.count == kernels.count, "\(filters.count) filters, \(kernels.count) kernels")
    var layers: [LayerSpecification] = []
    for (index, (filters, kernel)) in zip(filters, kernels).enumerated() {
      layers.append(
        .convolution(
          name: "conv\(index + 1)", filters: filters, kernel: kernel, isRectified: true))
      if let dropout { layers.append(.dropout(rate: dropout)) }
    }
    layers.append(.dense(name: "dense1", outputs: units, isRectified: true))
    if let dropout { layers.append(.dropout(rate: dropout)) }
    layers.append(.dense(name: "dense2", outputs: outputs, isRectified: false))
    return layers
  }
}
