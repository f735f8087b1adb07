package import Networks

// A series, window by window: the plain way, which whatever is faster is held against.
extension TrainedModel {
  /// Estimates each sample of a series in watts, from every window that holds no missing sample.
  ///
  /// A network that estimates one sample of its window gives each sample one estimate; of one that
  /// estimates all of them, a sample takes the average over the windows that it lies in. Estimates
  /// are not clamped.
  ///
  /// - Parameters:
  ///   - mains: Watts on the network's grid; NaN where missing.
  ///   - engine: Of the model's plan.
  /// - Returns: As many values; NaN where no whole window gives one.
  package func estimatesByWindows(of mains: [Float], _ engine: NetworkEngine) -> [Float] {
    var overlap = Overlap(count: mains.count, plan: network.plan)
    var starts: [Int] = []
    for start in WholeWindows(mains, window: network.plan.window) {
      starts.append(start)
      if starts.count == engine.maximumBatch {
        take(starts, of: mains, engine, into: &overlap)
        starts = []
      }
    }
    if !starts.isEmpty { take(starts, of: mains, engine, into: &overlap) }
    return overlap.averages
  }

  private func take(
    _ starts: [Int], of mains: [Float], _ engine: NetworkEngine, into overlap: inout Overlap
  ) {
    let window = network.plan.window
    let inputs = starts.flatMap { mains[$0..<($0 + window)] }
    let found = estimates(of: inputs, count: starts.count, engine)
    for (place, start) in starts.enumerated() {
      overlap.add(found[place * network.plan.outputs..<(place + 1) * network.plan.outputs], start)
    }
  }
}

/// The starts of the windows without a missing sample, in order.
private struct WholeWindows: Sequence, IteratorProtocol {
  private let mains: [Float]
  private let window: Int
  private var end = 0
  private var stretch = 0

  init(_ mains: [Float], window: Int) {
    self.mains = mains
    self.window = window
  }

  mutating func next() -> Int? {
    while end < mains.count {
      end += 1
      if mains[end - 1].isNaN {
        stretch = end
      } else if end - stretch >= window {
        return end - window
      }
    }
    return nil
  }
}

/// Estimates of windows that lie over each other.
private struct Overlap {
  private var sums: [Double]
  private var counts: [Int]
  /// Where in its window the first estimate belongs.
  private let first: Int

  init(count: Int, plan: NetworkPlan) {
    sums = [Double](repeating: 0, count: count)
    counts = [Int](repeating: 0, count: count)
    first = plan.isSequence ? 0 : plan.targetPosition.index(in: plan.window)
  }

  mutating func add(_ estimates: ArraySlice<Float>, _ start: Int) {
    for (place, estimate) in estimates.enumerated() {
      sums[start + first + place] += Double(estimate)
      counts[start + first + place] += 1
    }
  }

  var averages: [Float] {
    zip(sums, counts).map { $1 > 0 ? Float($0 / Double($1)) : .nan }
  }
}
