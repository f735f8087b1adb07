package import Work

/// Estimates a series window by window, which whatever is faster is held against.
package struct WindowsEstimator: SeriesEstimator {
  private let engine: NetworkEngine
  private let cancellation: Cancellation

  /// - Parameters:
  ///   - engine: Of the network's plan; it takes as many windows at once as it can.
  ///   - cancellation: Ends an estimate after the batch that is going on.
  package init(_ engine: NetworkEngine, cancellation: Cancellation = Cancellation()) {
    self.engine = engine
    self.cancellation = cancellation
  }

  /// With an engine of its own for networks of a plan.
  package init(
    plan: NetworkPlan, pool: ThreadPool, cancellation: Cancellation = Cancellation()
  ) {
    self.init(
      NetworkEngine(
        plan: plan, maximumBatch: WindowsEstimator.windowsAtOnce, pool: pool, isTraining: false),
      cancellation: cancellation)
  }

  private static let windowsAtOnce = 64

  package func estimate(
    _ network: Network, _ source: some SampleSource, runs: [Range<Int>],
    emit: (_ first: Int, _ values: [Float]) -> Void
  ) {
    let plan = engine.plan
    precondition(
      !plan.isSequence || plan.outputs == plan.window,
      "\(plan.outputs) estimates of \(plan.window) samples")
    var means = MeansOfWindows(window: plan.window)
    var batches = WindowBatches(runs, limit: engine.maximumBatch)
    while !cancellation.isCancelled, let batch = batches.next() {
      let count = batch.reduce(0) { $0 + $1.count }
      let outputs = engine.outputs(
        of: network, inputs: inputs(of: batch, source), count: count)
      var row = 0
      for run in batch {
        let values = outputs[row * plan.outputs..<(row + run.count) * plan.outputs]
        if plan.isSequence {
          means.add(values, starts: run, emit: emit)
        } else {
          emit(run.lowerBound, Array(values))
        }
        row += run.count
      }
    }
    if !cancellation.isCancelled { means.close(emit: emit) }
  }

  /// The windows that begin in the runs, one behind the other.
  private func inputs(of runs: [Range<Int>], _ source: some SampleSource) -> [Float] {
    let window = engine.plan.window
    var inputs: [Float] = []
    inputs.reserveCapacity(engine.maximumBatch * window)
    for run in runs {
      let samples = source.samples(run.lowerBound..<run.upperBound + window - 1)
      for place in 0..<run.count { inputs += samples[place..<place + window] }
    }
    return inputs
  }
}

/// Cuts runs into batches: parts of runs with so many windows in all, the last with fewer.
private struct WindowBatches {
  private let runs: [Range<Int>]
  private let limit: Int
  /// The next window: the place of its run, and how many of that run are taken already.
  private var run = 0
  private var taken = 0

  init(_ runs: [Range<Int>], limit: Int) {
    self.runs = runs
    self.limit = limit
  }

  mutating func next() -> [Range<Int>]? {
    var batch: [Range<Int>] = []
    var room = limit
    while room > 0, run < runs.count {
      let start = runs[run].lowerBound + taken
      let end = min(start + room, runs[run].upperBound)
      if end > start { batch.append(start..<end) }
      room -= end - start
      taken += end - start
      if end == runs[run].upperBound { (run, taken) = (run + 1, 0) }
    }
    return batch.isEmpty ? nil : batch
  }
}

/// Sums up the estimates of windows that lie over each other, and hands out their means.
private struct MeansOfWindows {
  private let window: Int
  /// The place of the first sum that has not been handed out.
  private var first = 0
  private var sums: [Double] = []
  private var counts: [Int] = []

  init(window: Int) { self.window = window }

  /// Adds windows that begin at consecutive places, none before one that was added earlier.
  mutating func add(
    _ values: ArraySlice<Float>, starts: Range<Int>, emit: (Int, [Float]) -> Void
  ) {
    // No window to come covers what lies before this one.
    handOut(to: min(starts.lowerBound, first + sums.count), emit)
    if sums.isEmpty { first = starts.lowerBound }
    let missing = starts.upperBound - 1 + window - (first + sums.count)
    sums += [Double](repeating: 0, count: max(missing, 0))
    counts += [Int](repeating: 0, count: max(missing, 0))
    for (row, start) in starts.enumerated() {
      let base = values.startIndex + row * window
      for place in 0..<window {
        sums[start - first + place] += Double(values[base + place])
        counts[start - first + place] += 1
      }
    }
  }

  /// Hands out what is left.
  mutating func close(emit: (Int, [Float]) -> Void) { handOut(to: first + sums.count, emit) }

  private mutating func handOut(to end: Int, _ emit: (Int, [Float]) -> Void) {
    guard end > first else { return }
    let ready = end - first
    emit(first, (0..<ready).map { Float(sums[$0] / Double(counts[$0])) })
    sums.removeFirst(ready)
    counts.removeFirst(ready)
    first = end
  }
}
