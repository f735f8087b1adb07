import Work

/// Where finished blocks of channels go.
protocol GridSink: AnyObject {
  /// Takes one channel's values from an index of the grid on; channel 0 comes first in each block.
  func write(_ values: [Float], channel: Int, from first: Int) throws(MeterDataError)
}

/// Streams one house onto its grid: every meter once, block by block, several at a time.
///
/// In each round the meters fill the next block while the block before is written; then each channel
/// sums its meters. Nothing grows with the length of the readings but the list of valid stretches.
final class HouseRun {
  /// Bins in a round: 512 KiB a channel.
  static let blockBins = 1 << 17

  /// A meter and its values on the present block.
  final class MeterRun {
    let choice: PreparationSelection.MeterChoice
    let ordered: OrderedReader
    /// What was read between two moments, for a preview.
    let recorder: RecordingReader?
    let resampler: MeterResampler
    var values: [Float] = []
    var failure: MeterDataError?

    init(
      _ choice: PreparationSelection.MeterChoice, _ ordered: OrderedReader, period: Int64,
      recorder: RecordingReader? = nil
    ) {
      self.choice = choice
      self.ordered = ordered
      self.recorder = recorder
      resampler = MeterResampler(recorder ?? ordered, period: period, rule: choice.rule)
    }

    func fill(_ bins: Range<Int>) {
      if values.count != bins.count { values = [Float](repeating: 0, count: bins.count) }
      do throws(MeterDataError) {
        try resampler.fill(&values, bins: bins)
      } catch {
        failure = error
      }
    }
  }

  let grid: Grid
  let channels: [ChannelRun]
  private(set) var valid = ValidStretches()
  private(set) var noise = NoiseShare()
  let meters: [MeterRun]
  private let reference: ChannelRun?
  private let writer: (any GridSink)?

  init(
    grid: Grid, meters: [MeterRun], channels: [ChannelRun], reference: ChannelRun?,
    writer: (any GridSink)?
  ) {
    self.grid = grid
    self.meters = meters
    self.channels = channels
    self.reference = reference
    self.writer = writer
  }

  /// Rows read so far by all meters.
  var rowsRead: Int { meters.reduce(0) { $0 + $1.resampler.rowsRead } }

  /// Goes through the whole grid.
  func run(
    _ pool: ThreadPool, afterRound: (_ rowsRead: Int) throws(MeterDataError) -> Void
  ) throws(MeterDataError) {
    var finished: Range<Int> = 0..<0
    var start = 0
    while start < grid.count {
      let next = start..<min(start + HouseRun.blockBins, grid.count)
      try round(pool, next, finished)
      finished = next
      start = next.upperBound
      try afterRound(rowsRead)
    }
    try publish(finished)
    for channel in channels { channel.finish() }
    valid.finish(at: grid.count)
  }

  /// Fills `next` while `finished` is written, both in indices of the grid.
  private func round(
    _ pool: ThreadPool, _ next: Range<Int>, _ finished: Range<Int>
  ) throws(MeterDataError) {
    let first = grid.bins.lowerBound
    let bins = (first + next.lowerBound)..<(first + next.upperBound)
    var failure: MeterDataError?
    pool.perform(parts: meters.count + 1) { part in
      if part > 0 { return meters[part - 1].fill(bins) }
      do throws(MeterDataError) {
        try publish(finished)
      } catch {
        failure = error
      }
    }
    if let failure = failure ?? meters.lazy.compactMap(\.failure).first { throw failure }
    let all = channels + (reference.map { [$0] } ?? [])
    pool.perform(parts: all.count) { all[$0].take(bins, from: meters) }
    if let reference { noise.add(measured: reference.values, sum: channels[0].values) }
  }

  private func publish(_ range: Range<Int>) throws(MeterDataError) {
    guard !range.isEmpty else { return }
    valid.add(channels.map(\.values), from: range.lowerBound)
    for (index, channel) in channels.enumerated() {
      try writer?.write(channel.values, channel: index, from: range.lowerBound)
    }
  }
}

/// One channel on the present block: the sum of its meters, without what is excluded.
final class ChannelRun {
  let selection: PreparationSelection.Channel
  /// Its meters, as indices into the house's.
  let meters: [Int]
  /// Bins counted from the epoch.
  let excluded: [Range<Int>]
  private(set) var values: [Float] = []
  private(set) var statistics = ChannelStatistics()
  private(set) var activations: ActivationTracker?
  private(set) var excludedBins = 0

  init(
    _ selection: PreparationSelection.Channel, meters: [Int], excluded: [Range<Int>],
    period: Double
  ) {
    self.selection = selection
    self.meters = meters
    self.excluded = excluded
    activations = selection.rule.map { ActivationTracker($0, period: period) }
  }

  /// Sums the meters' values; a bin that one of them lacks is missing.
  func take(_ bins: Range<Int>, from all: [HouseRun.MeterRun]) {
    values = all[meters[0]].values
    for meter in meters.dropFirst() {
      let addend = all[meter].values
      for index in values.indices { values[index] += addend[index] }
    }
    for range in excluded {
      let lost = range.clamped(to: bins)
      excludedBins += lost.count
      for bin in lost { values[bin - bins.lowerBound] = .nan }
    }
    let present = values
    statistics.add(present.span)
    activations?.add(present.span)
  }

  func finish() { activations?.finish() }
}

/// How much of the measured mains the sum of the plugs leaves unexplained.
///
/// Σ |mains − sum| / Σ mains over the samples that have both (Makonin and Popowich's noise measure,
/// 2015).
struct NoiseShare {
  private var distance = 0.0
  private var total = 0.0

  mutating func add(measured: [Float], sum: [Float]) {
    for index in measured.indices {
      let (mains, plugs) = (Double(measured[index]), Double(sum[index]))
      let gap = abs(mains - plugs)
      if gap.isNaN { continue }
      distance += gap
      total += mains
    }
  }

  /// Nil where no sample has both, or no power was used.
  var share: Double? { total > 0 ? distance / total : nil }
}
