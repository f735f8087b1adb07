import Kernels
import Work

/// Where a backward pass leaves the gradients, layer by layer.
protocol GradientSink {
  /// The weights that the pass reads.
  var network: Network { get }

  /// False where no convolution learns, which spares their backward pass.
  func wantsConvolutions(_ chain: LayerChain) -> Bool

  /// Takes a dense layer's gradients: those of its output and what flowed into it.
  mutating func takeDense(
    _ layer: LayerChain.DenseLayer, gradient: Tensor, input: Tensor, count: Int, pool: ThreadPool)

  /// Goes back through a dense layer over sliding windows, and takes the gradients of its weight and
  /// bias.
  ///
  /// - Returns: The gradient of the last layer's weight.
  mutating func takeSliding(
    _ layer: LayerChain.DenseLayer, _ pass: SlidingPass, features: inout Tensor, pool: ThreadPool
  ) -> Tensor

  /// Takes the gradient of one parameter.
  mutating func take(_ gradient: Tensor, of parameter: Int, pool: ThreadPool)

  /// Takes the gradients of all convolutions.
  mutating func takeConvolutions(weights: [Tensor], biases: [Tensor], pool: ThreadPool)
}

/// The way back through a sliding dense layer.
struct SlidingPass {
  let sliding: SlidingTraining
  let upstream: [Float]
  let runs: Int
  let layer: SlidingTraining.Layer
  let last: SlidingTraining.Last
  let wantsFeatures: Bool
}

extension GradientSink {
  /// Whether any of the first parameters is free.
  func hasFree(_ frozen: [Bool], upTo count: Int) -> Bool {
    frozen.isEmpty || frozen.prefix(count).contains(false)
  }
}

/// Keeps every gradient.
struct CollectedGradients: GradientSink {
  let network: Network
  private let frozen: [Bool]
  private(set) var gradients: [Tensor]

  init(network: Network, frozen: [Bool] = []) {
    self.network = network
    self.frozen = frozen
    gradients = network.parameters.map { Tensor(shape: $0.shape) }
  }

  func wantsConvolutions(_ chain: LayerChain) -> Bool {
    hasFree(frozen, upTo: 2 * chain.convolutions.count)
  }

  mutating func takeDense(
    _ layer: LayerChain.DenseLayer, gradient: Tensor, input: Tensor, count: Int, pool: ThreadPool
  ) {
    if isFree(layer.parameter) {
      Dense.weightGradient(
        gradient, input, count: count, into: &gradients[layer.parameter], pool: pool)
    }
    if isFree(layer.parameter + 1) {
      Dense.biasGradient(gradient, count: count, into: &gradients[layer.parameter + 1])
    }
  }

  mutating func takeSliding(
    _ layer: LayerChain.DenseLayer, _ pass: SlidingPass, features: inout Tensor, pool: ThreadPool
  ) -> Tensor {
    let small = pass.sliding.backward(
      pass.upstream, runs: pass.runs, weight: network.parameters[layer.parameter], pass.layer,
      pass.last, .init(features: pass.wantsFeatures, weight: isFree(layer.parameter)),
      features: &features, gradient: &gradients[layer.parameter], pool: pool)
    take(small.bias, of: layer.parameter + 1, pool: pool)
    return small.lastWeight
  }

  mutating func take(_ gradient: Tensor, of parameter: Int, pool: ThreadPool) {
    if isFree(parameter) {
      gradients[parameter].replace(with: gradient.values, count: gradient.count)
    }
  }

  mutating func takeConvolutions(weights: [Tensor], biases: [Tensor], pool: ThreadPool) {
    for index in weights.indices {
      if isFree(2 * index) { gradients[2 * index] = weights[index] }
      if isFree(2 * index + 1) { gradients[2 * index + 1] = biases[index] }
    }
  }

  /// All of them, scaled down together where their norm is above the limit.
  mutating func clipped(
    to limit: Double
  ) -> (gradients: [Tensor], largest: Float, norm: Double) {
    let norm = gradients.reduce(0) { $0 + $1.squareSum }.squareRoot()
    let largest = gradients.map(\.largestMagnitude).largestMagnitude
    if norm > limit {
      for index in gradients.indices { gradients[index].scale(by: limit / norm) }
    }
    return (gradients, largest, norm)
  }

  private func isFree(_ parameter: Int) -> Bool { frozen.isEmpty || !frozen[parameter] }
}

/// Lets Adam take each gradient as it comes, so that those of large layers are never written out.
struct AppliedGradients: GradientSink {
  private(set) var network: Network
  private var adam: AdamState
  private let settings: StepSettings
  private(set) var largest: Float = 0

  /// Takes network and moments out of the caller's hands, so that they are changed in place.
  init(
    taking network: inout Network, _ adam: inout AdamState, _ settings: StepSettings,
    _ pool: ThreadPool
  ) {
    self.network = network
    network.parameters = []
    self.adam = adam
    adam = AdamState(first: [], second: [], step: adam.step)
    self.settings = settings
    self.adam.step += 1
  }

  /// Hands them back.
  mutating func giveBack(_ network: inout Network, _ adam: inout AdamState) {
    swap(&network, &self.network)
    swap(&adam, &self.adam)
  }

  func wantsConvolutions(_ chain: LayerChain) -> Bool {
    hasFree(settings.frozen, upTo: 2 * chain.convolutions.count)
  }

  mutating func takeDense(
    _ layer: LayerChain.DenseLayer, gradient: Tensor, input: Tensor, count: Int, pool: ThreadPool
  ) {
    let place = layer.parameter
    if settings.isFree(place) {
      let size = Dense.updateWeights(
        &network.parameters[place], first: &adam.first[place], second: &adam.second[place],
        with: settings.adamStep(adam.step, isBias: false), gradient: gradient, input: input,
        count: count, pool: pool)
      note(size.largest)
    }
    guard settings.isFree(place + 1) else { return }
    var bias = Tensor(shape: [layer.outputs])
    Dense.biasGradient(gradient, count: count, into: &bias)
    apply(bias, to: place + 1, pool)
  }

  mutating func takeSliding(
    _ layer: LayerChain.DenseLayer, _ pass: SlidingPass, features: inout Tensor, pool: ThreadPool
  ) -> Tensor {
    let place = layer.parameter
    let small: SlidingTraining.SmallGradients
    if settings.isFree(place) {
      let found = pass.sliding.backward(
        pass.upstream, runs: pass.runs, update: &network.parameters[place],
        first: &adam.first[place], second: &adam.second[place],
        with: settings.adamStep(adam.step, isBias: false), pass.layer, pass.last,
        .init(features: pass.wantsFeatures, weight: true), features: &features, pool: pool)
      note(found.size.largest)
      small = found.small
    } else {
      var none = Tensor(shape: [1])
      small = pass.sliding.backward(
        pass.upstream, runs: pass.runs, weight: network.parameters[place], pass.layer, pass.last,
        .init(features: pass.wantsFeatures, weight: false), features: &features, gradient: &none,
        pool: pool)
    }
    take(small.bias, of: place + 1, pool: pool)
    return small.lastWeight
  }

  mutating func take(_ gradient: Tensor, of parameter: Int, pool: ThreadPool) {
    if settings.isFree(parameter) { apply(gradient, to: parameter, pool) }
  }

  mutating func takeConvolutions(weights: [Tensor], biases: [Tensor], pool: ThreadPool) {
    for index in weights.indices {
      if settings.isFree(2 * index) { apply(weights[index], to: 2 * index, pool) }
      if settings.isFree(2 * index + 1) { apply(biases[index], to: 2 * index + 1, pool) }
    }
  }

  private mutating func apply(_ gradient: Tensor, to place: Int, _ pool: ThreadPool) {
    note(gradient.largestMagnitude)
    let step = settings.adamStep(
      adam.step, isBias: network.plan.parameters[place].isBias)
    step.update(
      &network.parameters[place], gradient: gradient, first: &adam.first[place],
      second: &adam.second[place], pool: pool)
  }

  private mutating func note(_ size: Float) {
    largest = [largest, size].largestMagnitude
  }
}

extension StepSettings {
  func isFree(_ parameter: Int) -> Bool { frozen.isEmpty || !frozen[parameter] }

  func adamStep(_ step: Int, isBias: Bool) -> AdamStep {
    AdamStep(step: step, learningRate: learningRate, weightDecay: isBias ? 0 : weightDecay)
  }
}

extension AdamState {
  /// One step over gradients that were collected first.
  mutating func apply(
    _ gradients: [Tensor], to network: inout Network, _ settings: StepSettings, _ pool: ThreadPool
  ) {
    step += 1
    for place in gradients.indices where settings.isFree(place) {
      let adam = settings.adamStep(step, isBias: network.plan.parameters[place].isBias)
      adam.update(
        &network.parameters[place], gradient: gradients[place], first: &first[place],
        second: &second[place], pool: pool)
    }
  }
}
