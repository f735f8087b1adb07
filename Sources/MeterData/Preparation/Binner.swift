/// The bins of a channel that have readings, in order.
package struct BinnedBlock: Sendable, Equatable {
  /// Bin numbers counted from the epoch, increasing.
  package var bins: [Int] = []
  /// Watts.
  package var means: [Float] = []

  package init() {}

  /// How many bins have readings.
  package var count: Int { bins.count }

  /// Makes room for the next bins.
  package mutating func removeAll() {
    bins.removeAll(keepingCapacity: true)
    means.removeAll(keepingCapacity: true)
  }

  /// Adds a bin behind all others.
  mutating func append(_ bin: Int, _ mean: Float) {
    bins.append(bin)
    means.append(mean)
  }
}

/// What was read of one meter, and what of it is no power that a house can have.
package struct ReadingTally: Sendable, Equatable {
  /// The largest power that is believed: no home's connection carries more.
  package static let largestPower: Float = 100_000

  /// All readings, each time once.
  package var readings = 0
  /// NaN and infinities: the file's way to say that nothing was measured.
  package var notFinite = 0
  /// Below zero, which is left out as if it had not been measured.
  package var negative = 0
  /// Above 100 kW, which is left out as if it had not been measured.
  package var absurd = 0

  package init() {}

  /// Readings that are left out because no meter of a house can have measured them.
  package var impossible: Int { negative + absurd }

  package static func + (left: ReadingTally, right: ReadingTally) -> ReadingTally {
    var sum = left
    sum.readings += right.readings
    sum.notFinite += right.notFinite
    sum.negative += right.negative
    sum.absurd += right.absurd
    return sum
  }

  /// Counts a reading that no bin takes.
  package mutating func leaveOut(_ value: Float) {
    if !value.isFinite {
      notFinite += 1
    } else if value < 0 {
      negative += 1
    } else {
      absurd += 1
    }
  }
}

/// Means of the samples of each bin, from blocks in order of time.
package struct Binner: Sendable {
  package private(set) var tally = ReadingTally()
  private let period: Int64
  private var bin = 0
  /// The moment at which the present bin ends; before the first sample, before all times.
  private var binEnd = Int64.min
  private var sum = 0.0
  private var count = 0

  /// - Parameter period: Nanoseconds in a bin.
  package init(period: Int64) {
    precondition(period > 0, "a bin lasts \(period) ns")
    self.period = period
  }

  /// Adds the bins that a block completes; the last one waits for what follows.
  package mutating func add(_ block: SampleBlock, to binned: inout BinnedBlock) {
    let (times, values) = (block.times.span, block.values.span)
    tally.readings += times.count
    for index in times.indices {
      let time = times[index]
      if time >= binEnd {
        finish(to: &binned)
        open(at: time)
      }
      let value = values[index]
      // NaN fails both comparisons.
      if value >= 0 && value <= ReadingTally.largestPower {
        sum += Double(value)
        count += 1
      } else {
        tally.leaveOut(value)
      }
    }
  }

  /// The bin that waits for more readings; nil where it has none.
  package var waiting: Int? { count > 0 ? bin : nil }

  /// Adds the bin that waits, where it has a reading.
  package mutating func finish(to binned: inout BinnedBlock) {
    guard count > 0 else { return }
    binned.append(bin, Float(count == 1 ? sum : sum / Double(count)))
    sum = 0
    count = 0
  }

  private mutating func open(at time: Int64) {
    // Readings mostly follow each other from bin to bin, which spares the division.
    if binEnd != .min, time < binEnd + period {
      bin += 1
    } else {
      bin = Grid.bin(of: time, period: period)
    }
    binEnd = (Int64(bin) + 1) * period
  }
}
