package import Kernels
package import Work

/// How weights start; biases start at zero.
package enum Initialisation: String, Sendable, CaseIterable {
  /// Uniform within ±√(6 / (fan in + fan out)): Glorot and Bengio 2010, Keras' default.
  case glorot
  /// Uniform within ±√(6 / fan in): He et al. 2015, for rectified layers.
  case he
}

/// A network's weights: a value that knows its plan, and computes nothing by itself.
package struct Network: Sendable {
  package let plan: NetworkPlan
  /// In the order of `plan.parameters`.
  package var parameters: [Tensor]

  /// Draws the weights, parameter by parameter.
  package init(
    _ plan: NetworkPlan, initialisation: Initialisation = .glorot,
    generator: inout RandomGenerator
  ) {
    self.plan = plan
    parameters = []
    for specification in plan.parameters {
      var tensor = Tensor(shape: specification.shape)
      if !specification.isBias {
        tensor.fillUniformly(bound: initialisation.bound(specification), &generator)
      }
      parameters.append(tensor)
    }
  }

  /// Takes weights from elsewhere.
  package init(_ plan: NetworkPlan, parameters: [Tensor]) {
    let shapes = plan.parameters.map(\.shape)
    precondition(
      parameters.map(\.shape) == shapes, "shapes \(parameters.map(\.shape)) for \(shapes)")
    self.plan = plan
    self.parameters = parameters
  }

  /// The parameter of that name: "conv1.weight".
  package subscript(name: String) -> Tensor? {
    plan.parameters.firstIndex { $0.name == name }.map { parameters[$0] }
  }
}

extension Initialisation {
  fileprivate func bound(_ specification: ParameterSpecification) -> Double {
    switch self {
    case .glorot: (6 / Double(specification.fanIn + specification.fanOut)).squareRoot()
    case .he: (6 / Double(specification.fanIn)).squareRoot()
    }
  }
}

extension Tensor {
  fileprivate mutating func fillUniformly(bound: Double, _ generator: inout RandomGenerator) {
    withMutableValues { values in
      for index in values.indices {
        values[index] = Float((2 * generator.uniform() - 1) * bound)
      }
    }
  }
}
