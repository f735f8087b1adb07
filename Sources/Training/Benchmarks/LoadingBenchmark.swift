import Disaggregation
import Files
import MeterData
package import Work

/// How fast windows alone are loaded, in an order drawn like a training epoch's.
package struct LoadingBenchmark: Sendable {
  /// How fast one measurement went.
  package struct Rate: Sendable, Equatable {
    package let windows: Int
    package let windowsPerSecond: Double
    /// Of a batch.
    package let medianMilliseconds: Double
    package let slowestMilliseconds: Double
    /// The share of the samples that lay in the system's cache at the start.
    package let cachedShare: Double
  }

  /// The figures of one run.
  package struct Report: Sendable {
    /// Of the series, missing ones included.
    package let samples: Int
    /// From which windows were drawn.
    package let windows: Int
    /// From the moment when the file had to be read from the disk on.
    package let cold: Rate
    /// Once it lay in the system's cache.
    package let warm: Rate
    /// With all pages of the file that the process held.
    package let peakMegabytes: Double
  }

  /// Samples in a window; the one in the middle is the target.
  package let window: Int
  /// Windows in a batch.
  package let batch: Int
  /// A prepared store; nil is a made-up series of `samples`.
  package let store: String?
  package let samples: Int
  /// How long the warm measurement lasts, at least.
  package let seconds: Double
  /// Windows of the cold measurement: a cache is cold no longer than the file takes to read.
  private static let coldWindows = 20_000
  /// After so many it is known that nothing has to be asked for.
  private static let batchesToWarm = 2 * PrefetchDecision.batchesBetweenProbes
  private static let seed: UInt64 = 1

  package init(window: Int, batch: Int, store: String?, samples: Int, seconds: Double) {
    precondition(batch > 0 && window > 0, "batches of \(batch) windows of \(window) samples")
    self.window = window
    self.batch = batch
    self.store = store
    self.samples = samples
    self.seconds = seconds
  }

  /// Loads with a cold cache, then with a warm one.
  ///
  /// - Throws: `TrainingError` where the store cannot be read or no window can be used, where the
  ///   made-up series cannot be written (73, 74), and after an interrupt (130).
  package func run(_ supervision: Supervision) throws(TrainingError) -> Report {
    guard let store else {
      let series = try SampleFile(samples: samples, seed: Self.seed, supervision)
      defer { series.remove() }
      return try run(try series.open(), of: series.path, threshold: 2000, supervision)
    }
    let opened = try TrainingError.wrapping { try PreparedStore(path: store) }
    guard let channel = opened.houses[0].channels.first(where: { $0.appliance != nil }) else {
      throw TrainingError(
        status: .badData, attempt: "load windows of", path: store, reason: "it has no appliance")
    }
    let houses = opened.houses.filter { $0[channel.name] != nil }
    let series = try HouseSeries.open(
      houses.map { HouseRange(house: $0.id, samples: 0..<$0.grid.count) }, of: opened,
      appliance: channel.name)
    return try run(series, of: store, threshold: channel.rule?.threshold ?? 10, supervision)
  }

  private func run(
    _ series: [HouseSeries], of path: String, threshold: Double, _ supervision: Supervision
  ) throws(TrainingError) -> Report {
    let windows = try WindowSet(
      series, shape: WindowShape(window: window, target: window / 2), threshold: threshold,
      role: .training)
    let normalisation = try RangeStatistics(series, threshold: threshold).normalisation()
    for house in series {
      house.mains.releasePages()
      house.target.releasePages()
    }
    try TrainingError.wrapping { try FileSystem.dropCache(of: path) }
    var sampler = try WindowSampler(windows, generator: RandomGenerator(seed: Self.seed))
    var rates: [Rate] = []
    for isCold in [true, false] {
      if !isCold { warm(&sampler, series, normalisation) }
      let rate = try rate(&sampler, normalisation, supervision) { loaded, elapsed in
        isCold ? loaded >= Self.coldWindows : elapsed >= seconds
      }
      rates.append(rate)
    }
    return Report(
      samples: windows.samples, windows: windows.count, cold: rates[0], warm: rates[1],
      peakMegabytes: ProcessMeasures.peakMegabytes)
  }

  /// Reads all samples in order, and some batches, so that nothing waits for the disk any more.
  private func warm(
    _ sampler: inout WindowSampler, _ series: [HouseSeries], _ normalisation: Normalisation
  ) {
    for house in series {
      house.expect(.ordered)
      var statistics = ChannelStatistics()
      house.mains.withValues { statistics.add($0) }
      house.target.withValues { statistics.add($0) }
    }
    var (inputs, targets) = ([Float](), [Float]())
    for _ in 0..<Self.batchesToWarm {
      guard let draw = sampler.next(batch) else { return sampler.beginEpoch() }
      sampler.windows.gather(draw.numbers, normalisation, inputs: &inputs, targets: &targets)
    }
  }

  private func rate(
    _ sampler: inout WindowSampler, _ normalisation: Normalisation, _ supervision: Supervision,
    until isOver: (_ windows: Int, _ seconds: Double) -> Bool
  ) throws(TrainingError) -> Rate {
    let cached = sampler.windows.cachedShare
    var (inputs, targets) = ([Float](), [Float]())
    var (loaded, elapsed) = (0, 0.0)
    var times: [Double] = []
    repeat {
      let start = ProcessMeasures.seconds
      guard let draw = sampler.next(batch) else {
        sampler.beginEpoch()
        continue
      }
      sampler.windows.gather(draw.numbers, normalisation, inputs: &inputs, targets: &targets)
      times.append(ProcessMeasures.seconds - start)
      loaded += draw.numbers.count
      elapsed += times[times.count - 1]
      try TrainingError.wrapping { try supervision.advance(to: loaded, of: nil) }
    } while !isOver(loaded, elapsed)
    times.sort()
    return Rate(
      windows: loaded, windowsPerSecond: Double(loaded) / elapsed,
      medianMilliseconds: 1000 * times[times.count / 2],
      slowestMilliseconds: 1000 * times[times.count - 1], cachedShare: cached)
  }
}

extension WindowSet {
  /// The share of the mains' samples that lie in the system's cache, from 0 to 1.
  fileprivate var cachedShare: Double {
    let cached = series.reduce(0) { $0 + $1.mains.cachedShare * Double($1.mains.count) }
    return cached / Double(samples)
  }
}
