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

  /// Takes the gradients of all convolutions.
  mutating func takeConvolutions(weights: [Tensor], biases: [Tensor], pool: ThreadPool)
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

  mutating func takeConvolutions(weights: [Tensor], biases: [Tensor], pool: ThreadPool) {
    for index in weights.indices {
      if isFree(2 * index) { gradients[2 * index] = weights[index] }
      if isFree(2 * index + 1) { gradients[2 * index + 1] = biases[index] }
    }
  }

  mutating func scale(by factor: Double) {
    for index in gradients.indices { gradients[index].scale(by: factor) }
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
