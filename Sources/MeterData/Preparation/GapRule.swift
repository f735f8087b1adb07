package import Files

/// What becomes of empty bins between two readings.
package struct GapRule: Sendable, Equatable {
  /// What a plug's long silence means.
  package enum LongGap: String, Sendable, CaseIterable {
    /// Nobody knows: the meter was unplugged, out of reach or broken.
    case missing
    /// The appliance was switched off at the socket: zero watts between the readings.
    case off
  }

  /// The longest run of empty bins through which the last value is carried.
  package let carriedBins: Int
  package let longGap: LongGap

  package init(carriedBins: Int, longGap: LongGap = .missing) {
    precondition(carriedBins >= 0, "\(carriedBins) bins cannot be carried")
    self.carriedBins = carriedBins
    self.longGap = longGap
  }

  /// ⌊max gap / period⌋ bins are carried.
  package init(maxGap: TimeSpan, period: TimeSpan, longGap: LongGap = .missing) {
    self.init(carriedBins: Int(maxGap.nanoseconds / period.nanoseconds), longGap: longGap)
  }

  /// The larger of the device's longest silence and five bins.
  package static func standardMaxGap(of meter: Meter, period: TimeSpan) -> TimeSpan {
    let bins = TimeSpan(nanoseconds: 5 * period.nanoseconds)
    guard let silence = meter.maxSamplePeriod.flatMap({ TimeSpan(seconds: $0) }) else {
      return bins
    }
    return max(silence, bins)
  }
}

/// How the bins of a channel came to their values.
package struct BinTally: Sendable, Equatable {
  /// Bins with readings of their own.
  package var measured = 0
  /// Bins that took the value before them.
  package var carried = 0
  /// Bins that count as zero because the plug was off at the socket.
  package var off = 0
  /// Bins without a value.
  package var missing = 0
  /// The first bin and the length of the longest run that was not carried.
  package var longestGap: (bin: Int, length: Int)?

  package init() {}

  package static func == (left: BinTally, right: BinTally) -> Bool {
    left.measured == right.measured && left.carried == right.carried && left.off == right.off
      && left.missing == right.missing && left.longestGap?.bin == right.longestGap?.bin
      && left.longestGap?.length == right.longestGap?.length
  }
}

/// Puts one meter's readings on a grid: means, carried values, gaps.
///
/// What a bin gets depends on the readings alone, not on where the grid begins or ends.
package final class MeterResampler {
  /// How the bins filled so far came to their values.
  package private(set) var tally = BinTally()
  /// The bin of the first row, known once anything was read.
  package var firstBin: Int? { firstTime.map { Grid.bin(of: $0, period: period) } }
  /// The bin of the last row, known at the end of the rows.
  package var lastBin: Int? {
    hasEnded ? lastTime.map { Grid.bin(of: $0, period: period) } : nil
  }
  /// Rows taken from the reader so far.
  package private(set) var rowsRead = 0
  /// What was read, and what of it was left out.
  package var readings: ReadingTally { binner.tally }

  private let reader: any SampleReader
  private let rule: GapRule
  private let period: Int64
  private var firstTime: Int64?
  private var lastTime: Int64?
  private var binner: Binner
  private var block = SampleBlock()
  private var binned = BinnedBlock()
  /// The next of `binned`.
  private var position = 0
  private var hasEnded = false
  private var previous: (bin: Int, mean: Float)?

  /// - Parameters:
  ///   - reader: The samples in order of time, each time once.
  ///   - period: Nanoseconds in a bin.
  ///   - rule: What becomes of empty bins.
  package init(_ reader: any SampleReader, period: Int64, rule: GapRule) {
    self.reader = reader
    self.rule = rule
    self.period = period
    binner = Binner(period: period)
  }

  /// Fills `values`, one for each of `bins`; calls must go forward in time.
  ///
  /// - Throws: `MeterDataError` where the meter cannot be read or its rows are too far out of order.
  package func fill(_ values: inout [Float], bins: Range<Int>) throws(MeterDataError) {
    precondition(values.count == bins.count, "\(values.count) values for \(bins.count) bins")
    var bin = bins.lowerBound
    while bin < bins.upperBound {
      guard try hasNext() else {
        return fill(&values, from: bin, to: bins.upperBound, of: bins, until: nil)
      }
      bin = fillFromBinned(&values, from: bin, of: bins)
    }
  }

  /// Reads on to the end of the samples, to learn where they end.
  package func drain() throws(MeterDataError) {
    while try hasNext() {
      previous = (binned.bins[binned.count - 1], binned.means[binned.count - 1])
      position = binned.count
    }
  }

  /// Makes sure that a bin waits to be placed; false once there is none.
  private func hasNext() throws(MeterDataError) -> Bool {
    while position == binned.count {
      if hasEnded { return false }
      binned.removeAll()
      position = 0
      if try reader.read(into: &block) {
        rowsRead += block.count
        firstTime = firstTime ?? block.times.first
        lastTime = block.times.last
        binner.add(block, to: &binned)
      } else {
        binner.finish(to: &binned)
        hasEnded = true
      }
    }
    return true
  }

  /// Places the bins that wait; returns the first bin that got no value yet.
  private func fillFromBinned(
    _ values: inout [Float], from start: Int, of bins: Range<Int>
  ) -> Int {
    var bin = start
    while position < binned.count, bin < bins.upperBound {
      let next = binned.bins[position]
      if next > bin {
        let end = min(next, bins.upperBound)
        fill(&values, from: bin, to: end, of: bins, until: next)
        bin = end
        continue
      }
      let mean = binned.means[position]
      // Bins before the grid only tell what is carried into it.
      if next == bin {
        values[bin - bins.lowerBound] = mean
        tally.measured += 1
        bin += 1
      }
      previous = (next, mean)
      position += 1
    }
    return bin
  }

  /// Fills empty bins between `previous` and `next`, which is nil after the last reading.
  private func fill(
    _ values: inout [Float], from start: Int, to end: Int, of bins: Range<Int>, until next: Int?
  ) {
    let (value, count) = (self.value(until: next), end - start)
    for bin in start..<end { values[bin - bins.lowerBound] = value.watts }
    switch value {
    case .carried: tally.carried += count
    case .off: tally.off += count
    case .missing: tally.missing += count
    }
    guard value.isLong, let previous else { return }
    let length = end - (previous.bin + 1)
    if length > tally.longestGap?.length ?? 0 { tally.longestGap = (previous.bin + 1, length) }
  }

  private enum Filling {
    case carried(Float)
    case off
    case missing

    var watts: Float {
      switch self {
      case .carried(let value): value
      case .off: 0
      case .missing: .nan
      }
    }

    var isLong: Bool { if case .carried = self { false } else { true } }
  }

  private func value(until next: Int?) -> Filling {
    guard let previous, let next else { return .missing }
    if next - previous.bin - 1 <= rule.carriedBins { return .carried(previous.mean) }
    return rule.longGap == .off ? .off : .missing
  }
}
