import Files

/// An architecture at a window: its layers, with the shapes between them worked out and checked.
package struct NetworkPlan: Sendable, Equatable {
  /// The architecture's name in the catalogue.
  package let architecture: String
  /// Mains samples that one estimate is made of.
  package let window: Int
  package let padding: Padding
  package let targetPosition: TargetPosition
  package let layers: [LayerSpecification]
  /// What flows into each layer, and last what comes out: one more than there are layers.
  package let shapes: [LayerShape]
  /// In the order of `Network.parameters`.
  package let parameters: [ParameterSpecification]
  /// Multiply-adds of one window's forward pass, layer by layer.
  package let layerMultiplyAdds: [Int]

  /// Works the shapes out.
  ///
  /// - Throws: `NetworksError` (78) where the window is shorter than the kernels need, or the target
  ///   lies outside it.
  package init(
    architecture: String, window: Int, padding: Padding, targetPosition: TargetPosition = .middle,
    layers: [LayerSpecification]
  ) throws(NetworksError) {
    self.architecture = architecture
    self.window = window
    self.padding = padding
    self.targetPosition = targetPosition
    self.layers = layers
    var tracer = ShapeTracer(window: window, padding: padding)
    for layer in layers {
      guard tracer.fits(layer) else {
        throw NetworkPlan.tooShort(window, of: architecture, needs: layers.shortestWindow)
      }
      tracer.add(layer)
    }
    shapes = tracer.shapes
    parameters = tracer.parameters
    layerMultiplyAdds = tracer.multiplyAdds
    let target = targetPosition.index(in: window)
    guard target >= 0 && target < window else {
      throw NetworksError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "target_position \(target) lies outside a window of \(window) samples",
        remedy: "Choose one from 0 to \(window - 1).")
    }
  }

  /// Estimates for each window: one, or as many as the window has samples.
  package var outputs: Int { shapes.last?.count ?? 0 }

  /// Whether each window gives an estimate for each of its samples.
  package var isSequence: Bool { outputs > 1 }

  /// Multiply-adds of one window's forward pass.
  package var multiplyAdds: Int { layerMultiplyAdds.reduce(0, +) }

  /// Weights and biases of the layer at that place.
  package func parameterCount(ofLayer place: Int) -> Int {
    guard let name = layers[place].name else { return 0 }
    return parameters.filter { $0.name.hasPrefix(name + ".") }.reduce(0) { $0 + $1.count }
  }

  /// Weights and biases in all.
  package var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// Follows a window through the layers.
private struct ShapeTracer {
  let padding: Padding
  let window: Int
  var shapes: [LayerShape]
  var parameters: [ParameterSpecification] = []
  var multiplyAdds: [Int] = []

  init(window: Int, padding: Padding) {
    self.window = window
    self.padding = padding
    shapes = [LayerShape(channels: 1, length: window)]
  }

  /// Whether the layer has an output of at least one sample.
  func fits(_ layer: LayerSpecification) -> Bool {
    guard case .convolution(_, _, let kernel, _) = layer, padding == .valid else {
      return window > 0
    }
    return shapes[shapes.count - 1].length >= kernel
  }

  mutating func add(_ layer: LayerSpecification) {
    let input = shapes[shapes.count - 1]
    switch layer {
    case .dropout:
      multiplyAdds.append(0)
      shapes.append(input)
    case .dense(let name, let outputs, _):
      append(name, weight: [outputs, input.count], fanIn: input.count, fanOut: outputs)
      multiplyAdds.append(input.count * outputs)
      shapes.append(LayerShape(channels: outputs, length: 1))
    case .convolution(let name, let filters, let kernel, _):
      let length = padding == .same ? input.length : input.length - kernel + 1
      let fan = (input: input.channels * kernel, output: filters * kernel)
      append(
        name, weight: [filters, input.channels, kernel], fanIn: fan.input, fanOut: fan.output)
      multiplyAdds.append(length * filters * fan.input)
      shapes.append(LayerShape(channels: filters, length: length))
    }
  }

  private mutating func append(_ name: String, weight: [Int], fanIn: Int, fanOut: Int) {
    for (part, shape) in [("weight", weight), ("bias", [weight[0]])] {
      parameters.append(
        ParameterSpecification(name: "\(name).\(part)", shape: shape, fanIn: fanIn, fanOut: fanOut))
    }
  }
}

extension [LayerSpecification] {
  /// The samples that the kernels need where nothing is padded.
  fileprivate var shortestWindow: Int {
    reduce(1) { length, layer in
      guard case .convolution(_, _, let kernel, _) = layer else { return length }
      return length + kernel - 1
    }
  }
}

extension NetworkPlan {
  private static func tooShort(
    _ window: Int, of architecture: String, needs shortest: Int
  ) -> NetworksError {
    NetworksError(
      status: .badConfiguration, attempt: "", path: nil,
      reason: "a window of \(window) samples is shorter than the kernels of \(architecture) need",
      remedy: "Take at least \(shortest), or padding: same.")
  }
}
