package import Work

/// How windows are drawn.
package enum WindowSampling: Sendable, Equatable {
  /// Each window as often as the next.
  case uniform
  /// A fixed share from windows whose target is on, whatever share of all they are.
  case balanced(onShare: Double, importanceWeights: Bool)
  /// Runs of consecutive windows, which share most of their work.
  case runs(RunSampling)

  /// Whether steps are made of runs.
  var takesRuns: Bool {
    if case .runs = self { true } else { false }
  }

  /// Whether the draw after so many is one for on: of the first n, ⌊n · share⌋ are, however they
  /// are cut into batches.
  static func isOn(_ drawn: Int, share: Double) -> Bool {
    Int(Double(drawn + 1) * share) > Int(Double(drawn) * share)
  }
}

/// Windows for one step.
package struct WindowDraw: Sendable, Equatable {
  /// Their numbers in the window set.
  package let numbers: [Int]
  /// How much each counts in the loss; nil where all count the same.
  package let weights: [Float]?
}

/// Draws the windows of each step in an order that hangs on a generator and on nothing else.
///
/// Windows are walked through in the order of a permutation, and in a new one when it has come to
/// its end, so each is seen as often as the next. What was drawn is told by a few numbers (`place`).
package struct WindowSampler {
  /// What is drawn from.
  package let windows: WindowSet
  /// How it is drawn.
  package let sampling: WindowSampling
  /// Windows in an epoch.
  package let windowsPerEpoch: Int
  /// How far it has come.
  package private(set) var place: SamplerPlace
  private var orders: [Permutation]

  /// Begins the first epoch.
  ///
  /// - Parameters:
  ///   - windows: The training range's.
  ///   - sampling: Uniform or balanced.
  ///   - windowsPerEpoch: nil is as many as there are; another number goes on in the next epoch
  ///     where this one stopped.
  ///   - generator: Seeds the orders; it belongs to the sampler from now on.
  /// - Throws: `TrainingError` (78) where balanced sampling has nothing on, or nothing off, to draw.
  package init(
    _ windows: WindowSet, sampling: WindowSampling = .uniform, windowsPerEpoch: Int? = nil,
    generator: RandomGenerator
  ) throws(TrainingError) {
    var generator = generator
    let counts = try WindowSampler.counts(windows, sampling)
    let walks = counts.map {
      SamplerPlace.Walk(count: $0, seed: generator.next(), position: 0)
    }
    self.init(
      windows, sampling, windowsPerEpoch, SamplerPlace(generator: generator.state, walks: walks))
  }

  /// Goes on from a place that a sampler of the same windows told.
  ///
  /// - Throws: `TrainingError`: 78 as above, 65 where the place belongs to other windows.
  package init(
    _ windows: WindowSet, sampling: WindowSampling = .uniform, windowsPerEpoch: Int? = nil,
    resuming place: SamplerPlace
  ) throws(TrainingError) {
    try place.require(try WindowSampler.counts(windows, sampling), "windows")
    self.init(windows, sampling, windowsPerEpoch, place)
  }

  private init(
    _ windows: WindowSet, _ sampling: WindowSampling, _ windowsPerEpoch: Int?,
    _ place: SamplerPlace
  ) {
    precondition((windowsPerEpoch ?? 1) > 0, "\(windowsPerEpoch ?? 0) windows per epoch")
    self.windows = windows
    self.sampling = sampling
    self.windowsPerEpoch = windowsPerEpoch ?? windows.count
    self.place = place
    orders = place.walks.map { Permutation(count: $0.count, seed: $0.seed) }
  }

  /// The next windows of the epoch, fewer at its end; nil once it is over.
  package mutating func next(_ wanted: Int) -> WindowDraw? {
    precondition(wanted > 0, "a batch of \(wanted)")
    let count = min(wanted, windowsPerEpoch - place.drawnInEpoch)
    guard count > 0 else { return nil }
    var numbers: [Int] = []
    var weights: [Float] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      let (number, weight) = draw()
      numbers.append(number)
      if let weight { weights.append(weight) }
      place.drawn += 1
    }
    place.drawnInEpoch += count
    place.drawnInStep = count
    return WindowDraw(numbers: numbers, weights: weights.isEmpty ? nil : weights)
  }

  /// Begins the next epoch.
  package mutating func beginEpoch() { place.beginEpoch() }

  private mutating func draw() -> (number: Int, weight: Float?) {
    guard case .balanced(let share, let isWeighted) = sampling else { return (step(0), nil) }
    let isOn = WindowSampling.isOn(place.drawn, share: share)
    let number = isOn ? windows.onWindow(step(0)) : windows.offWindow(step(1))
    guard isWeighted else { return (number, nil) }
    let weight = isOn ? windows.onShare / share : (1 - windows.onShare) / (1 - share)
    return (number, Float(weight))
  }

  /// The next number of a walk, which begins anew in another order at its end.
  private mutating func step(_ walk: Int) -> Int {
    if place.renewSeed(ofWalk: walk) {
      orders[walk] = Permutation(
        count: place.walks[walk].count, seed: place.walks[walk].seed)
    }
    return orders[walk][place.walks[walk].advance()]
  }

  /// How many windows each walk goes through.
  private static func counts(
    _ windows: WindowSet, _ sampling: WindowSampling
  ) throws(TrainingError) -> [Int] {
    switch sampling {
    case .uniform: return [windows.count]
    case .balanced(let share, _):
      precondition(share > 0 && share < 1, "a share of \(share) on windows")
      return try windows.balancedCounts(
        for: "sampling: balanced", insteadOfIt: "sampling: uniform")
    case .runs: preconditionFailure("a RunSampler draws runs")
    }
  }
}

extension WindowSet {
  /// The share of windows whose target is on.
  package var onShare: Double { Double(onCount) / Double(count) }

  /// Windows that are on, and the others, for the key that asks for a share of both.
  ///
  /// - Throws: `TrainingError` (78) where there are none of either.
  func balancedCounts(
    for key: String, insteadOfIt remedy: String
  ) throws(TrainingError) -> [Int] {
    guard onCount > 0, onCount < count else {
      throw TrainingError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "the appliance is \(onCount == 0 ? "on" : "off") in no window of the training "
          + "range, so \(key) has nothing to balance",
        remedy: "Choose a longer training range, or \(remedy).")
    }
    return [onCount, count - onCount]
  }
}

/// How far what is drawn strays from what is there.
package struct SamplingBias: Sendable, Equatable {
  /// The share of on windows in the training range.
  package let present: Double
  /// Their share of what is drawn.
  package let drawn: Double
}

extension WindowSampler {
  /// How far the loss strays from the training range's; nil where it does not.
  package var bias: SamplingBias? {
    guard case .balanced(let share, importanceWeights: false) = sampling else { return nil }
    return SamplingBias(present: windows.onShare, drawn: share)
  }
}
