package import Kernels
package import Work

/// Computes gradients and steps of Adam over runs of consecutive windows.
///
/// The loss is Σ weight · error² / n over the n windows whose weight is not 0, and 0 where there is
/// none. Without dropout it is that of the same windows one by one. Results are the same bit for
/// bit on any number of threads.
package final class RunsEngine {
  package let plan: NetworkPlan
  /// The most runs of one step.
  package let runs: Int
  /// Windows in a run.
  package let length: Int
  private let pool: ThreadPool
  private let engine: NetworkEngine
  /// The most windows at once, which bounds the memory.
  private static let windowsAtOnce = 512

  /// - Parameters:
  ///   - plan: A network with valid padding and one output.
  ///   - runs: The most runs of one step.
  ///   - length: Windows in a run.
  ///   - pool: The threads that compute.
  package init(plan: NetworkPlan, runs: Int, length: Int, pool: ThreadPool) {
    precondition(runs > 0 && length > 0, "\(runs) runs of \(length) windows")
    precondition(
      plan.outputs == 1 && plan.padding == .valid,
      "runs for \(plan.outputs) outputs and padding \(plan.padding)")
    self.plan = plan
    self.runs = runs
    self.length = length
    self.pool = pool
    engine = NetworkEngine(
      plan: plan, maximumBatch: min(runs * length, RunsEngine.windowsAtOnce), pool: pool)
  }

  /// The loss of a batch and its derivative by every parameter.
  package func gradients(
    of network: Network, _ batch: RunBatch, dropoutSeed: UInt64
  ) -> (loss: Double, gradients: [Tensor]) {
    precondition(
      batch.runs <= runs && batch.length == length,
      "\(batch.runs) runs of \(batch.length) windows for an engine of \(runs) of \(length)")
    let windows = batch.windows(of: plan)
    var loss = 0.0
    var gradients = network.parameters.map { Tensor(shape: $0.shape) }
    for first in stride(from: 0, to: windows.count, by: engine.maximumBatch) {
      let piece = windows.piece(first, atMost: engine.maximumBatch, plan.window)
      let found = engine.gradients(of: network, piece, dropoutSeed: dropoutSeed &+ UInt64(first))
      let share = Double(piece.count) / Double(windows.count)
      loss += share * found.loss
      for (index, gradient) in found.gradients.enumerated() {
        gradients[index].add(gradient, times: Float(share))
      }
    }
    return (loss, gradients)
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
    var (loss, gradients) = gradients(of: network, batch, dropoutSeed: settings.dropoutSeed)
    guard loss.isFinite else { return StepReport(loss: loss, largestGradient: .nan) }
    let free = gradients.indices.filter(settings.isFree)
    let largest = free.map { gradients[$0].largestMagnitude }.largestMagnitude
    var norm: Double?
    if let limit = settings.gradientClip {
      let length = free.reduce(0) { $0 + gradients[$1].squareSum }.squareRoot()
      if length > limit { for index in free { gradients[index].scale(by: limit / length) } }
      norm = length
    }
    adam.apply(gradients, to: &network, settings, pool)
    return StepReport(loss: loss, largestGradient: largest, gradientNorm: norm)
  }
}

extension TrainingBatch {
  /// Some of its windows, from one on.
  fileprivate func piece(_ first: Int, atMost most: Int, _ window: Int) -> TrainingBatch {
    let places = first..<min(first + most, count)
    return TrainingBatch(
      inputs: Array(inputs[places.lowerBound * window..<places.upperBound * window]),
      targets: Array(targets[places]), weights: weights.map { Array($0[places]) },
      count: places.count)
  }
}

extension Tensor {
  /// Adds a multiple of another of the same shape.
  fileprivate mutating func add(_ other: Tensor, times factor: Float) {
    withMutableValues { values in
      other.withValues { added in
        for index in values.indices { values[index] += factor * added[index] }
      }
    }
  }
}
