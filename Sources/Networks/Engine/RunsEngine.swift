package import Kernels
package import Work

/// Computes gradients and steps of Adam over runs of consecutive windows.
///
/// The loss is Σ weight · error² / n over the n windows whose weight is not 0, and 0 where there is
/// none. Without dropout, loss and gradients are those of the same windows one by one, to the
/// rounding of float32; with it, windows share what is dropped between the convolutions. Results are
/// the same bit for bit on any number of threads.
package final class RunsEngine {
  package let plan: NetworkPlan
  /// The most runs of one step.
  package let runs: Int
  /// Windows in a run.
  package let length: Int
  private let pool: ThreadPool
  private let layers: SharedLayers
  private let dense: LayerChain.DenseLayer
  private let last: LayerChain.DenseLayer?
  private let stack: ConvolutionChain?
  private let sliding: SlidingTraining
  /// What flows into the dense layer, `[runs, channels · features]`, and the gradient of it.
  private var features: Tensor
  private var featureGradient: Tensor
  /// Outputs that are treated together: their weights' spectra stay in the cache while they are
  /// few, and with many runs wider products pay more.
  private static func tile(runs: Int) -> Int { runs > 16 ? 256 : 128 }

  /// Whether networks of a plan can be trained over runs: windows must be padded nowhere and have
  /// one estimate, and layers to share.
  package static func supports(_ plan: NetworkPlan) -> Bool {
    guard plan.padding == .valid, let layers = SharedLayers(plan) else { return false }
    if case .point = layers.head { return true }
    return false
  }

  /// - Parameters:
  ///   - plan: One that is supported.
  ///   - runs: The most runs of one step.
  ///   - length: Windows in a run.
  ///   - pool: The threads that compute.
  package init(plan: NetworkPlan, runs: Int, length: Int, pool: ThreadPool) {
    precondition(runs > 0 && length > 0, "\(runs) runs of \(length) windows")
    guard RunsEngine.supports(plan), let layers = SharedLayers(plan),
      case .point(let dense, let last) = layers.head
    else { preconditionFailure("runs for \(plan.architecture), padding \(plan.padding)") }
    self.plan = plan
    self.runs = runs
    self.length = length
    self.pool = pool
    self.layers = layers
    self.dense = dense
    self.last = last
    let count = length + layers.shared.count - 1
    stack =
      layers.convolutions.isEmpty
      ? nil
      : ConvolutionChain(
        layers: layers.layers(pieceLength: count, drops: true), maximumBatch: runs,
        isTraining: true)
    sliding = SlidingTraining(
      RunsEngine.shape(layers, outputs: dense.outputs, runs: runs, length: length))
    features = Tensor(shape: [runs, layers.channels * count])
    featureGradient = features
  }

  private static func shape(
    _ layers: SharedLayers, outputs: Int, runs: Int, length: Int
  ) -> SlidingShape {
    let size = FourierPlan.size(atLeast: length + layers.shared.count - 1)
    return SlidingShape(
      channels: layers.channels, length: layers.shared.count, outputs: outputs, size: size,
      step: length, blocks: runs, tile: min(tile(runs: runs), SlidingShape.wholeGroups(outputs)))
  }

  /// The loss of a batch and its derivative by every parameter.
  package func gradients(
    of network: Network, _ batch: RunBatch, dropoutSeed: UInt64
  ) -> (loss: Double, gradients: [Tensor]) {
    let (loss, upstream) = forward(network, batch, dropoutSeed)
    var sink = CollectedGradients(network: network)
    backward(&sink, upstream, runs: batch.runs, dropoutSeed)
    return (loss, sink.gradients)
  }

  /// One step of Adam on a batch.
  ///
  /// A loss that is no number changes nothing; where no window counts, the step is counted and
  /// nothing else changes.
  package func step(
    _ network: inout Network, _ adam: inout AdamState, _ batch: RunBatch,
    _ settings: StepSettings
  ) -> StepReport {
    guard batch.counted > 0 else {
      adam.step += 1
      return StepReport(
        loss: 0, largestGradient: 0, gradientNorm: settings.gradientClip.map { _ in 0 })
    }
    let (loss, upstream) = forward(network, batch, settings.dropoutSeed)
    guard loss.isFinite else { return StepReport(loss: loss, largestGradient: .nan) }
    guard let limit = settings.gradientClip else {
      var sink = AppliedGradients(taking: &network, &adam, settings, pool)
      backward(&sink, upstream, runs: batch.runs, settings.dropoutSeed)
      sink.giveBack(&network, &adam)
      return StepReport(loss: loss, largestGradient: sink.largest)
    }
    var sink = CollectedGradients(network: network, frozen: settings.frozen)
    backward(&sink, upstream, runs: batch.runs, settings.dropoutSeed)
    let clipped = sink.clipped(to: limit)
    adam.apply(clipped.gradients, to: &network, settings, pool)
    return StepReport(loss: loss, largestGradient: clipped.largest, gradientNorm: clipped.norm)
  }
}

extension RunsEngine {
  /// The loss, and its derivative by each estimate.
  private func forward(
    _ network: Network, _ batch: RunBatch, _ dropoutSeed: UInt64
  ) -> (loss: Double, upstream: [Float]) {
    precondition(network.plan == plan, "a network of another plan: \(network.plan.architecture)")
    precondition(
      batch.runs <= runs && batch.length == length,
      "\(batch.runs) runs of \(batch.length) windows for an engine of \(runs) of \(length)")
    batch.check(against: plan)
    if let stack {
      let places = layers.convolutions.indices
      stack.forward(
        batch.inputs, count: batch.runs, weights: places.map { network.parameters[2 * $0] },
        biases: places.map { network.parameters[2 * $0 + 1] },
        masks: layers.chain.convolutionMasks(seed: dropoutSeed), into: &features, pool: pool)
    } else {
      features.replace(with: batch.inputs, count: batch.inputs.count)
    }
    let estimates = sliding.forward(
      features, runs: batch.runs, weight: network.parameters[dense.parameter],
      layer(network, dropoutSeed), last(network), pool: pool)
    return RunsEngine.lossAndGradient(estimates, batch)
  }

  private static func lossAndGradient(
    _ estimates: [Float], _ batch: RunBatch
  ) -> (loss: Double, upstream: [Float]) {
    let scale = 1 / Double(max(batch.counted, 1))
    var loss = 0.0
    var upstream = [Float](repeating: 0, count: estimates.count)
    for (index, weight) in batch.weights.enumerated() where weight != 0 {
      let error = Double(estimates[index]) - Double(batch.targets[index])
      loss += Double(weight) * error * error
      upstream[index] = Float(2 * Double(weight) * error * scale)
    }
    return (loss * scale, upstream)
  }

  private func layer(_ network: Network, _ dropoutSeed: UInt64) -> SlidingTraining.Layer {
    SlidingTraining.Layer(
      bias: network.parameters[dense.parameter + 1], isRectified: dense.isRectified,
      dropoutRate: dense.dropoutRate,
      mask: dense.dropoutRate > 0
        ? DropoutMask(seed: dropoutSeed, layer: dense.dropoutLayer) : nil)
  }

  /// Without a last layer the dense layer's one output is the estimate.
  private func last(_ network: Network) -> SlidingTraining.Last {
    guard let last else {
      return SlidingTraining.Last(weight: Tensor(shape: [1], values: [1]), bias: 0)
    }
    return SlidingTraining.Last(
      weight: network.parameters[last.parameter], bias: network.parameters[last.parameter + 1][0])
  }

  private func backward(
    _ sink: inout some GradientSink, _ upstream: [Float], runs: Int, _ dropoutSeed: UInt64
  ) {
    let wantsFeatures = stack != nil && sink.wantsConvolutions(layers.chain)
    let pass = SlidingPass(
      sliding: sliding, upstream: upstream, runs: runs, layer: layer(sink.network, dropoutSeed),
      last: last(sink.network), wantsFeatures: wantsFeatures)
    let lastWeight = sink.takeSliding(dense, pass, features: &featureGradient, pool: pool)
    if let last {
      sink.take(lastWeight, of: last.parameter, pool: pool)
      let sum = upstream.reduce(0) { $0 + Double($1) }
      sink.take(Tensor(shape: [1], values: [Float(sum)]), of: last.parameter + 1, pool: pool)
    }
    guard wantsFeatures, let stack else { return }
    let places = layers.convolutions.indices
    var weights = places.map { Tensor(shape: plan.parameters[2 * $0].shape) }
    var biases = places.map { Tensor(shape: plan.parameters[2 * $0 + 1].shape) }
    stack.backward(
      output: features, gradient: featureGradient, count: runs, weights: &weights, biases: &biases,
      pool: pool)
    sink.takeConvolutions(weights: weights, biases: biases, pool: pool)
  }
}
