package import Work

/// Runs for one step.
package struct RunDraw: Sendable, Equatable {
  package let runs: [WindowRun]
  /// Windows that count, in all runs together.
  package let count: Int
}

/// Draws the runs of consecutive windows of each step, in an order that hangs on a generator and on
/// nothing else.
///
/// Evenly, the range is cut into runs, which are walked through in the order of a permutation; at
/// its end it is cut anew, at another phase. Balanced, each run is drawn for a window, its anchor: a
/// share of them for one whose target is on. It lies at any place of the run, and the walks go
/// through all on windows and all off windows. What was drawn is told by a few numbers (`place`).
///
/// The steps of an epoch are about equally large, so that none hangs on a few runs.
package struct RunSampler {
  /// What is drawn from; of stride 1.
  package let windows: WindowSet
  package let shape: RunShape
  /// The share of runs with an anchor that is on; nil where runs are drawn evenly.
  package let onShare: Double?
  /// Windows that count in an epoch, which ends with the run that reaches them.
  package let windowsPerEpoch: Int
  /// What windows weigh where runs have anchors.
  let importance: RunImportance?
  /// How far it has come.
  package private(set) var place: SamplerPlace
  private var orders: [Permutation]
  /// The runs of the walk that is going on; none where runs have anchors.
  private var cut: [WindowRun]

  /// Where the first epoch begins.
  ///
  /// - Parameters:
  ///   - windows: The training range's, of stride 1.
  ///   - shape: How many runs a step has, and how many windows a run has.
  ///   - onShare: nil draws evenly.
  ///   - generator: Seeds the orders; it belongs to the sampler from now on.
  /// - Returns: The place.
  /// - Throws: `TrainingError` (78) where there is a share and nothing on, or nothing off, to draw.
  package static func beginning(
    of windows: WindowSet, shape: RunShape, onShare: Double? = nil, generator: RandomGenerator
  ) throws(TrainingError) -> SamplerPlace {
    var generator = generator
    let counts = onShare == nil ? [0] : try RunSampler.anchors(windows)
    var walks = counts.map { SamplerPlace.Walk(count: $0, seed: generator.next(), position: 0) }
    if onShare == nil {
      walks[0].count = RunCut(windows, length: shape.length, seed: walks[0].seed).runs.count
    }
    return SamplerPlace(generator: generator.state, walks: walks)
  }

  /// Goes on from a place that a sampler of the same windows and shape told, or its beginning.
  ///
  /// - Parameters:
  ///   - windows: The training range's, of stride 1.
  ///   - shape: How many runs a step has, and how many windows a run has.
  ///   - onShare: nil draws evenly.
  ///   - windowsPerEpoch: nil is as many as there are; another number goes on in the next epoch
  ///     where this one stopped.
  ///   - place: Where it stands.
  /// - Throws: `TrainingError`: 78 as above, 65 where the place belongs to others.
  package init(
    _ windows: WindowSet, shape: RunShape, onShare: Double? = nil, windowsPerEpoch: Int? = nil,
    from place: SamplerPlace
  ) throws(TrainingError) {
    precondition((windowsPerEpoch ?? 1) > 0, "\(windowsPerEpoch ?? 0) windows per epoch")
    precondition(
      windows.shape.stride == 1 && !windows.shape.isSequence, "runs of \(windows.shape)")
    self.windows = windows
    self.shape = shape
    self.onShare = onShare
    self.windowsPerEpoch = windowsPerEpoch ?? windows.count
    self.place = place
    orders = place.walks.map { Permutation(count: $0.count, seed: $0.seed) }
    if let onShare {
      try place.require(try RunSampler.anchors(windows), "windows")
      importance = RunImportance(windows, length: shape.length, share: onShare)
      cut = []
    } else {
      importance = nil
      cut = RunCut(windows, length: shape.length, seed: place.walks[0].seed).runs
      try place.require([cut.count], "runs")
    }
  }

  /// Windows that are on and those that are off: runs are drawn for either.
  private static func anchors(_ windows: WindowSet) throws(TrainingError) -> [Int] {
    try windows.balancedCounts(for: "on_share", insteadOfIt: "leave it out")
  }

  /// The runs of the epoch's next step, fewer at its end; nil once it is over.
  package mutating func next() -> RunDraw? {
    guard place.drawnInEpoch < windowsPerEpoch else { return nil }
    let runsLeft = runsLeft()
    let steps = (runsLeft + shape.runs - 1) / shape.runs
    let wanted = steps == 1 ? shape.runs : (runsLeft + steps - 1) / steps
    var runs: [WindowRun] = []
    var count = 0
    while runs.count < wanted, place.drawnInEpoch + count < windowsPerEpoch {
      let run = draw()
      runs.append(run)
      count += windows.numbers(of: run).count
      place.drawn += 1
    }
    place.drawnInEpoch += count
    place.drawnInStep = count
    return RunDraw(runs: runs, count: count)
  }

  /// Begins the next epoch.
  package mutating func beginEpoch() { place.beginEpoch() }

  /// Runs that the epoch still lacks: just so many where it is one walk, else rather too many, for
  /// a step too few would leave another of hardly any runs.
  private mutating func runsLeft() -> Int {
    let windowsLeft = windowsPerEpoch - place.drawnInEpoch
    if onShare == nil {
      renew(0)
      if windowsPerEpoch == windows.count { return cut.count - place.walks[0].position }
    }
    let windowsPerRun = importance?.windowsPerRun ?? Double(windows.count) / Double(cut.count)
    return Int((1.05 * Double(windowsLeft) / windowsPerRun).rounded(.up))
  }

  private mutating func draw() -> WindowRun {
    guard let onShare else {
      renew(0)
      return cut[orders[0][place.walks[0].advance()]]
    }
    let isOn = WindowSampling.isOn(place.drawn, share: onShare)
    let walk = isOn ? 0 : 1
    renew(walk)
    let position = place.walks[walk].advance()
    let window = orders[walk][position]
    return run(
      around: isOn ? windows.onWindow(window) : windows.offWindow(window),
      before: offset(place.walks[walk].seed, position))
  }

  /// The run whose anchor has some windows before it; what would lie outside the house is cut off.
  private func run(around number: Int, before: Int) -> WindowRun {
    let (house, start) = windows.place(of: number)
    let starts = (start - before)..<(start - before + shape.length)
    return WindowRun(
      house: house, starts: starts.clamped(to: 0..<windows.candidates(ofHouse: house)))
  }

  /// Windows of a run before its anchor, each number as likely as the next.
  private func offset(_ seed: UInt64, _ position: Int) -> Int {
    var mixer = ~seed &+ UInt64(position)
    return Int(RandomGenerator.mixed(&mixer) % UInt64(shape.length))
  }

  /// Begins a walk anew that has come to its end, over runs of another phase where they are cut.
  private mutating func renew(_ walk: Int) {
    guard place.renewSeed(ofWalk: walk) else { return }
    let seed = place.walks[walk].seed
    if onShare == nil {
      cut = RunCut(windows, length: shape.length, seed: seed).runs
      place.walks[walk].count = cut.count
    }
    orders[walk] = Permutation(count: place.walks[walk].count, seed: seed)
  }
}
