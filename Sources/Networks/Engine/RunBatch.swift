/// Runs of consecutive windows, each of which begins a sample after the one before it.
///
/// Run `r` holds `length` windows over `length + window − 1` samples; its window `i` begins at its
/// sample `i`. Networks with one output alone are trained on runs.
package struct RunBatch: Sendable {
  /// Normalised mains, run after run: `[runs, length + window − 1]`; missing ones are held.
  package var inputs: [Float]
  /// Normalised targets: `[runs, length]`.
  package var targets: [Float]
  /// How much each window counts, `[runs, length]`; 0 is not at all.
  package var weights: [Float]
  package var runs: Int
  /// Windows in a run.
  package var length: Int

  package init(inputs: [Float], targets: [Float], weights: [Float], runs: Int, length: Int) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.runs = runs
    self.length = length
  }

  /// Windows that count.
  package var counted: Int { weights.reduce(0) { $1 != 0 ? $0 + 1 : $0 } }

  /// The windows that count, one by one, in the order of runs and time.
  package func windows(of plan: NetworkPlan) -> TrainingBatch {
    check(against: plan)
    var batch = TrainingBatch(inputs: [], targets: [], weights: [], count: 0)
    let places = weights.indices.filter { weights[$0] != 0 }
    batch.count = places.count
    batch.targets = places.map { targets[$0] }
    batch.weights = places.map { weights[$0] }
    batch.inputs.reserveCapacity(places.count * plan.window)
    for place in places {
      let start = place / length * (length + plan.window - 1) + place % length
      batch.inputs += inputs[start..<(start + plan.window)]
    }
    return batch
  }

  /// Traps where the values do not have the shapes that the counts say.
  func check(against plan: NetworkPlan) {
    precondition(runs > 0 && length > 0, "\(runs) runs of \(length) windows")
    precondition(plan.outputs == 1, "runs for a network of \(plan.outputs) outputs")
    precondition(
      targets.count == runs * length && weights.count == runs * length,
      "\(targets.count) targets, \(weights.count) weights for \(runs) runs of \(length)")
    precondition(
      inputs.count == runs * (length + plan.window - 1),
      "\(inputs.count) inputs for \(runs) runs of \(length) windows of \(plan.window)")
  }
}
