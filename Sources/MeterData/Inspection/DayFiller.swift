/// Walks through one meter's readings day by day and averages them on a grid.
///
/// Readings that step back into a day that is done are left out: this is for judging, not training.
final class DayFiller {
  /// No home draws more; NaN is no reading either.
  private static let mostWatts: Float = 100_000

  private let reader: any SampleReader
  private var block = SampleBlock()
  private var position = 0
  private var sums: [Float] = []
  private var counts: [Int32] = []

  init(_ reader: any SampleReader) { self.reader = reader }

  /// The means of `count` bins of `period` nanoseconds from `start` on; NaN where there is none.
  func means(
    from start: Int64, period: Int64, count: Int, into values: inout [Float]
  ) throws(MeterDataError) {
    sums.replaceAll(with: 0, count: count)
    counts.replaceAll(with: 0, count: count)
    let end = start + Int64(count) * period
    while try refill(), block.times[position] < end {
      let time = block.times[position]
      let value = block.values[position]
      position += 1
      guard time >= start, abs(value) <= Self.mostWatts else { continue }
      let bin = Int((time - start) / period)
      sums[bin] += value
      counts[bin] += 1
    }
    values.replaceAll(with: .nan, count: count)
    for bin in 0..<count where counts[bin] > 0 { values[bin] = sums[bin] / Float(counts[bin]) }
  }

  /// The time of the next reading; nil at the end.
  func nextTime() throws(MeterDataError) -> Int64? {
    try refill() ? block.times[position] : nil
  }

  /// False at the end of the meter.
  private func refill() throws(MeterDataError) -> Bool {
    guard position >= block.count else { return true }
    position = 0
    return try reader.read(into: &block)
  }
}

extension Array {
  /// Fills the array with one value, without giving its memory back.
  fileprivate mutating func replaceAll(with value: Element, count: Int) {
    removeAll(keepingCapacity: true)
    append(contentsOf: repeatElement(value, count: count))
  }
}
