package import Kernels
package import Work

/// Computes with networks of one plan: estimates, gradients, and steps of Adam.
///
/// It owns the memory between the layers and nothing that matters from one call to the next.
/// Results are the same bit for bit on any number of threads.
package final class NetworkEngine {
  package let plan: NetworkPlan
  /// The most windows of one step; longer inputs of `outputs` are taken piece by piece.
  package let maximumBatch: Int
  /// The threads that compute.
  package let pool: ThreadPool
  let chain: LayerChain
  let stack: ConvolutionChain?
  /// What flows into the first dense layer, `[batch, values]`, and the gradient of it.
  var flat: Tensor
  var flatGradient: Tensor?
  /// What comes out of each dense layer, `[batch, outputs]`, and the gradients of it.
  var hidden: [Tensor]
  var hiddenGradients: [Tensor]
  private let isTraining: Bool

  /// Training asks for gradients, which costs memory.
  package init(
    plan: NetworkPlan, maximumBatch: Int, pool: ThreadPool, isTraining: Bool = true
  ) {
    precondition(maximumBatch > 0, "a batch of \(maximumBatch)")
    self.plan = plan
    self.maximumBatch = maximumBatch
    self.pool = pool
    self.isTraining = isTraining
    chain = LayerChain(plan)
    stack =
      chain.convolutions.isEmpty
      ? nil
      : ConvolutionChain(
        layers: chain.convolutions, maximumBatch: maximumBatch, isTraining: isTraining)
    flat = Tensor(shape: [maximumBatch, chain.flatCount ?? plan.window])
    flatGradient = isTraining && stack != nil ? Tensor(shape: flat.shape) : nil
    hidden = chain.dense.map { Tensor(shape: [maximumBatch, $0.outputs]) }
    hiddenGradients = isTraining ? hidden : []
  }

  /// Estimates in normalised units, `[count, outputs]`, from mains `[count, window]`; no dropout.
  package func outputs(of network: Network, inputs: [Float], count: Int) -> [Float] {
    check(network, inputs, count)
    var outputs: [Float] = []
    outputs.reserveCapacity(count * plan.outputs)
    var first = 0
    while first < count {
      let some = min(maximumBatch, count - first)
      if first == 0 && some == count {
        forward(network, inputs, count: some, dropoutSeed: nil)
      } else {
        let piece = Array(inputs[first * plan.window..<(first + some) * plan.window])
        forward(network, piece, count: some, dropoutSeed: nil)
      }
      outputs += lastOutput.prefix(some * plan.outputs)
      first += some
    }
    return outputs
  }

  /// The loss of a batch and its derivative by every parameter.
  package func gradients(
    of network: Network, _ batch: TrainingBatch, dropoutSeed: UInt64
  ) -> (loss: Double, gradients: [Tensor]) {
    let loss = forwardAndLoss(network, batch, dropoutSeed: dropoutSeed)
    var sink = CollectedGradients(network: network)
    backward(&sink, count: batch.count)
    return (loss, sink.gradients)
  }

  /// One step of Adam on a batch; a loss that is no number changes nothing.
  package func step(
    _ network: inout Network, _ adam: inout AdamState, _ batch: TrainingBatch,
    _ settings: StepSettings
  ) -> StepReport {
    let loss = forwardAndLoss(network, batch, dropoutSeed: settings.dropoutSeed)
    guard loss.isFinite else { return StepReport(loss: loss, largestGradient: .nan) }
    guard let clip = settings.gradientClip else {
      var sink = AppliedGradients(taking: &network, &adam, settings, pool)
      backward(&sink, count: batch.count)
      sink.giveBack(&network, &adam)
      return StepReport(loss: loss, largestGradient: sink.largest)
    }
    var sink = CollectedGradients(network: network, frozen: settings.frozen)
    backward(&sink, count: batch.count)
    let collected = sink.clipped(to: clip)
    adam.apply(collected.gradients, to: &network, settings, pool)
    return StepReport(
      loss: loss, largestGradient: collected.largest, gradientNorm: collected.norm)
  }

  /// What the last layer gave.
  private var lastOutput: Tensor { hidden.last ?? flat }

  private func check(_ network: Network, _ inputs: [Float], _ count: Int) {
    precondition(network.plan == plan, "a network of another plan: \(network.plan.architecture)")
    precondition(
      count > 0 && inputs.count == count * plan.window,
      "\(inputs.count) inputs for \(count) windows of \(plan.window)")
  }
}

// Forward.
extension NetworkEngine {
  /// Leaves the estimates in the last layer's tensor; a seed turns dropout on.
  private func forward(
    _ network: Network, _ inputs: [Float], count: Int, dropoutSeed: UInt64?
  ) {
    convolve(network, inputs, count, dropoutSeed)
    for (index, layer) in chain.dense.enumerated() {
      let input = index == 0 ? flat : hidden[index - 1]
      Dense.forward(
        input, count: count, weight: network.parameters[layer.parameter],
        bias: network.parameters[layer.parameter + 1], isRectified: layer.isRectified,
        into: &hidden[index], pool: pool)
      if let dropoutSeed, layer.dropoutRate > 0 {
        let mask = DropoutMask(seed: dropoutSeed, layer: layer.dropoutLayer)
        hidden[index].drop(mask, rate: layer.dropoutRate, count: count)
      }
    }
  }

  private func convolve(
    _ network: Network, _ inputs: [Float], _ count: Int, _ dropoutSeed: UInt64?
  ) {
    guard let stack else { return flat.replace(with: inputs, count: count * plan.window) }
    let places = chain.convolutions.indices
    let masks = dropoutSeed.map(chain.convolutionMasks)
    stack.forward(
      inputs, count: count, weights: places.map { network.parameters[2 * $0] },
      biases: places.map { network.parameters[2 * $0 + 1] }, masks: masks, into: &flat, pool: pool)
  }

  private func forwardAndLoss(
    _ network: Network, _ batch: TrainingBatch, dropoutSeed: UInt64
  ) -> Double {
    precondition(isTraining, "this engine was made for estimates alone")
    precondition(batch.count <= maximumBatch, "a batch of \(batch.count), \(maximumBatch) at most")
    check(network, batch.inputs, batch.count)
    forward(network, batch.inputs, count: batch.count, dropoutSeed: dropoutSeed)
    let values = batch.count * plan.outputs
    let (loss, gradient) = MeanSquaredError.lossAndGradient(
      outputs: lastOutput.prefix(values), targets: batch.targets, weights: batch.weights,
      width: plan.outputs)
    if hidden.isEmpty {
      flatGradient?.replace(with: gradient, count: values)
    } else {
      hiddenGradients[hidden.count - 1].replace(with: gradient, count: values)
    }
    return loss
  }
}

// Backward.
extension NetworkEngine {
  /// Walks from the last layer to the first; the sink sees a layer after its input's gradient has
  /// been computed, so that it may change the layer's weights.
  private func backward(_ sink: inout some GradientSink, count: Int) {
    let last = chain.dense.count - 1
    if last >= 0, chain.dense[last].isRectified {
      maskHidden(last, count)
    }
    for index in chain.dense.indices.reversed() {
      passBack(index, weight: sink.network.parameters[chain.dense[index].parameter], count, sink)
      sink.takeDense(
        chain.dense[index], gradient: hiddenGradients[index],
        input: index == 0 ? flat : hidden[index - 1], count: count, pool: pool)
    }
    guard let stack, let flatGradient, sink.wantsConvolutions(chain) else { return }
    var weights = chain.convolutions.indices.map { Tensor(shape: plan.parameters[2 * $0].shape) }
    var biases = chain.convolutions.indices.map {
      Tensor(shape: plan.parameters[2 * $0 + 1].shape)
    }
    stack.backward(
      output: flat, gradient: flatGradient, count: count, weights: &weights, biases: &biases,
      pool: pool)
    sink.takeConvolutions(weights: weights, biases: biases, pool: pool)
  }

  /// The gradient of what flows into a dense layer, where anything before it learns.
  private func passBack(
    _ index: Int, weight: Tensor, _ count: Int, _ sink: some GradientSink
  ) {
    if index > 0 {
      Dense.inputGradient(
        hiddenGradients[index], count: count, weight: weight,
        into: &hiddenGradients[index - 1], pool: pool)
      if chain.dense[index - 1].isRectified { maskHidden(index - 1, count) }
    } else if stack != nil, sink.wantsConvolutions(chain), var gradient = flatGradient {
      flatGradient = nil
      Dense.inputGradient(
        hiddenGradients[0], count: count, weight: weight, into: &gradient, pool: pool)
      flatGradient = gradient
    }
  }

  private func maskHidden(_ index: Int, _ count: Int) {
    hiddenGradients[index].mask(
      by: hidden[index], count: count, dropoutRate: chain.dense[index].dropoutRate)
  }
}
