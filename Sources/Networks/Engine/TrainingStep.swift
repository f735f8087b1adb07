package import Kernels

/// Windows and what their network should say of them.
package struct TrainingBatch: Sendable {
  /// Normalised mains, window after window: `[count, window]`.
  package var inputs: [Float]
  /// Normalised targets: `[count, outputs]`.
  package var targets: [Float]
  /// How much each window counts; nil for once each.
  package var weights: [Float]?
  package var count: Int

  package init(inputs: [Float], targets: [Float], weights: [Float]? = nil, count: Int) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.count = count
  }
}

/// What one step of training is told.
package struct StepSettings: Sendable {
  package var learningRate: Double
  /// Decoupled; biases are not decayed.
  package var weightDecay: Double
  /// The largest norm of all gradients together.
  package var gradientClip: Double?
  /// Of each parameter; empty for none.
  package var frozen: [Bool]
  package var dropoutSeed: UInt64

  package init(
    learningRate: Double, weightDecay: Double = 0, gradientClip: Double? = nil,
    frozen: [Bool] = [], dropoutSeed: UInt64 = 0
  ) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.gradientClip = gradientClip
    self.frozen = frozen
    self.dropoutSeed = dropoutSeed
  }
}

/// What one step found.
package struct StepReport: Sendable {
  /// The weighted mean squared error of the batch, in normalised units, before the step.
  package var loss: Double
  /// The largest magnitude in any gradient; not a number where one is none.
  package var largestGradient: Float
  /// Of all gradients together, before clipping; nil where nothing is clipped.
  package var gradientNorm: Double?

  /// Whether loss and gradients are numbers; where the loss is none, no weight was changed.
  package var isFinite: Bool { loss.isFinite && largestGradient.isFinite }
}

/// The moments of Adam, and how many steps it has made.
package struct AdamState: Sendable {
  /// In the order of the network's parameters.
  package var first: [Tensor]
  package var second: [Tensor]
  package var step: Int

  /// Zeros, before the first step.
  package init(for network: Network) {
    first = network.parameters.map { Tensor(shape: $0.shape) }
    second = first
    step = 0
  }

  /// The state of an earlier run.
  package init(first: [Tensor], second: [Tensor], step: Int) {
    self.first = first
    self.second = second
    self.step = step
  }
}

/// The mean squared error, and its gradient.
package enum MeanSquaredError {
  /// Σ weight · (output − target)² / (count · width), and its derivative by each output.
  ///
  /// Outputs, targets and gradient are `[count, width]`; weights `[count]`, nil for ones.
  package static func lossAndGradient(
    outputs: [Float], targets: [Float], weights: [Float]?, width: Int
  ) -> (loss: Double, gradient: [Float]) {
    precondition(
      outputs.count == targets.count, "\(outputs.count) outputs, \(targets.count) targets")
    let scale = 1 / Double(max(outputs.count, 1))
    var loss = 0.0
    var gradient = [Float](repeating: 0, count: outputs.count)
    for index in outputs.indices {
      let weight = weights.map { Double($0[index / width]) } ?? 1
      let error = Double(outputs[index]) - Double(targets[index])
      loss += weight * error * error
      gradient[index] = Float(2 * weight * error * scale)
    }
    return (loss * scale, gradient)
  }
}
