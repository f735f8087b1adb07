import Disaggregation
import Files
import MeterData

/// Mains and truth of one house, on the grid of the evaluation.
///
/// The mains reach beyond the range, as far as the windows of its samples do.
struct EvaluatedSamples {
  let house: Int
  /// Of the first sample in range, nanoseconds UTC.
  let start: Int64
  /// Nanoseconds.
  let period: Int64
  /// Watts; those in range are at `range`.
  let mains: any WattSeries
  /// Samples in range, as indices of `mains`.
  let range: Range<Int>
  /// Watts, as long as the range.
  let truth: [Float]

  var count: Int { range.count }

  /// The mains in range.
  var mainsInRange: [Float] {
    mains.withValues { values in range.map { values[$0] } }
  }

  /// Of each sample in range, whether all mains around it are there.
  func hasMains(around context: WindowContext) -> [Bool] {
    mains.withValues { values in
      // How many are missing before each place.
      var missing = [0]
      for index in values.indices {
        missing.append(missing[index] + (values[index].isFinite ? 0 : 1))
      }
      return range.map { place in
        let (first, end) = (place - context.before, place + context.after + 1)
        return first >= 0 && end <= values.count && missing[end] == missing[first]
      }
    }
  }
}

/// Reads samples from a store, and brings them to another period where that is wanted.
struct SampleReading {
  let store: PreparedStore
  /// Of the evaluation, nanoseconds.
  let period: Int64
  /// Samples of `period` that windows may reach beyond the range, on either side.
  let reach: Int

  /// - Throws: `EvaluationError` where the store is gone or damaged.
  func read(_ house: EvaluatedHouse) throws(EvaluationError) -> EvaluatedSamples {
    let grid = house.house.grid
    let context = Int64(reach) * period
    let wide = (house.times.lowerBound - context..<house.times.upperBound + context)
      .clamped(to: grid.start..<grid.end)
    let bins = Grid.wholeBins(in: wide, period: period)
    let before = Int(house.times.lowerBound / period) - bins.lowerBound
    let count = Int((house.times.upperBound - house.times.lowerBound) / period)
    let mains = house.house.channels[0]
    return EvaluatedSamples(
      house: house.id, start: house.times.lowerBound, period: period,
      mains: try values(of: mains, bins, grid), range: before..<before + count,
      truth: try floats(
        of: house.channel, bins.lowerBound + before..<bins.lowerBound + before + count, grid))
  }

  private func values(
    of channel: PreparedStore.Channel, _ bins: Range<Int>, _ grid: Grid
  ) throws(EvaluationError) -> any WattSeries {
    guard grid.period == period else { return try floats(of: channel, bins, grid) }
    return try mapped(channel, bins, grid)
  }

  private func floats(
    of channel: PreparedStore.Channel, _ bins: Range<Int>, _ grid: Grid
  ) throws(EvaluationError) -> [Float] {
    if grid.period == period {
      let values = try mapped(channel, bins, grid)
      return values.copy(0..<values.count)
    }
    let touched = Grid.touchedBins(
      in: Int64(bins.lowerBound) * period..<Int64(bins.upperBound) * period, period: grid.period
    ).clamped(to: grid.bins)
    let values = try mapped(channel, touched, grid)
    return values.withValues { values in
      Resampling(from: grid.period, to: period)
        .resampled(values, from: touched.lowerBound, to: bins)
    }
  }

  private func mapped(
    _ channel: PreparedStore.Channel, _ bins: Range<Int>, _ grid: Grid
  ) throws(EvaluationError) -> MappedFloats {
    let first = grid.bins.lowerBound
    return try EvaluationError.wrapping {
      try store.values(of: channel, in: bins.lowerBound - first..<bins.upperBound - first)
    }
  }
}

/// Brings samples from one period to another; both grids are aligned to the Unix epoch.
struct Resampling {
  /// Nanoseconds.
  let source: Int64
  let target: Int64

  init(from source: Int64, to target: Int64) {
    self.source = source
    self.target = target
  }

  /// Means of bins where the target is coarser, held values where it is finer.
  ///
  /// A bin less than half of which has values is missing.
  ///
  /// - Parameters:
  ///   - values: Watts, NaN where missing.
  ///   - first: The source's bin of the first value, counted from the epoch.
  ///   - bins: Of the target, counted from the epoch.
  /// - Returns: A value for each bin.
  func resampled(_ values: Span<Float>, from first: Int, to bins: Range<Int>) -> [Float] {
    bins.map { bin in
      let start = Int64(bin) * target
      guard target > source else {
        let held = Grid.bin(of: start, period: source) - first
        return values.indices.contains(held) ? values[held] : .nan
      }
      // The values whose own bin begins in this one.
      let own = Grid.wholeBins(in: start..<start + target + source - 1, period: source)
      return mean(values, own.lowerBound - first..<own.upperBound - first)
    }
  }

  private func mean(_ values: Span<Float>, _ range: Range<Int>) -> Float {
    var (sum, present) = (0.0, 0)
    for index in range.clamped(to: 0..<values.count) where values[index].isFinite {
      sum += Double(values[index])
      present += 1
    }
    return 2 * present < range.count || present == 0 ? .nan : Float(sum / Double(present))
  }
}
