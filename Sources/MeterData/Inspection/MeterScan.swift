/// What one pass over a meter's readings finds, whatever the order of its rows.
package struct MeterScan: Sendable {
  /// A stretch without readings, between two readings that are farther apart than the limit.
  package struct Gap: Equatable, Sendable {
    /// The last reading before it, nanoseconds UTC.
    package let start: Int64
    /// The first reading after it, nanoseconds UTC.
    package let end: Int64

    /// How long nothing was read.
    package var nanoseconds: Int64 { end - start }
  }

  /// A reading that stays exactly the same.
  package struct Run: Equatable, Sendable {
    /// The reading, in the column's unit.
    package var value: Float
    /// When it first stood, nanoseconds UTC.
    package var start: Int64
    /// When it last stood, nanoseconds UTC.
    package var end: Int64
    /// How often it was read.
    package var readings: Int

    /// How long it stood.
    package var nanoseconds: Int64 { end - start }
  }

  /// Rows on disk that have a time.
  package private(set) var rows = 0
  /// The earliest and latest time of all rows.
  package private(set) var start: Int64?
  package private(set) var end: Int64?
  /// Rows whose value is a finite number.
  package private(set) var readings = 0
  package private(set) var minimum = Float.infinity
  package private(set) var maximum = -Float.infinity
  /// Rows with the time of the row before.
  package private(set) var repeated = 0
  /// Rows that are earlier than a row before them.
  package private(set) var stepsBack = 0
  package private(set) var negative = 0
  /// Where the steps between readings exceed the limit, in order of time.
  package private(set) var gaps: [Gap] = []
  /// The longest stretch of one value above 10 units.
  package private(set) var longestRun: Run?

  private let limit: Int64
  private var sum = 0.0
  private var firstReading: Int64?
  private var lastReading: Int64?
  private var lastRow: Int64?
  private var run: Run?

  /// Starts a pass in which a step of more than `gapLimit` seconds is a gap.
  package init(gapLimit: Double) {
    limit = Int64(min(max(gapLimit, 0), 1e9) * 1e9)
  }

  /// Counts a block's rows.
  package mutating func add(_ block: borrowing SampleBlock) {
    for index in block.times.indices { add(block.times[index], block.values[index]) }
  }

  private mutating func add(_ time: Int64, _ value: Float) {
    rows += 1
    // A damaged time must not overflow the steps around it.
    guard time.magnitude <= IndexUnit.farthest.magnitude else { return }
    start = min(start ?? time, time)
    if let lastRow, time <= lastRow { countDisorder(time, after: lastRow) }
    end = max(end ?? time, time)
    lastRow = time
    guard value.isFinite else { return }
    readings += 1
    sum += Double(value)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    if value < 0 { negative += 1 }
    follow(time, value)
    place(time)
  }

  private mutating func countDisorder(_ time: Int64, after last: Int64) {
    if time == last { repeated += 1 } else { stepsBack += 1 }
  }

  /// Extends the present run of equal values, or begins the next.
  private mutating func follow(_ time: Int64, _ value: Float) {
    if var current = run, current.value == value, time >= current.end, time - current.end <= limit {
      current.end = time
      current.readings += 1
      run = current
      if value > 10, current.nanoseconds > longestRun?.nanoseconds ?? 0 { longestRun = current }
    } else {
      run = Run(value: value, start: time, end: time, readings: 1)
    }
  }

  /// Puts a reading among the others; one that comes late may split or shorten a gap.
  private mutating func place(_ time: Int64) {
    guard let first = firstReading, let last = lastReading else {
      firstReading = time
      lastReading = time
      return
    }
    if time >= last {
      appendGap(from: last, to: time)
      lastReading = time
    } else if time < first {
      if first - time > limit { gaps.insert(Gap(start: time, end: first), at: 0) }
      firstReading = time
    } else {
      split(at: time)
    }
  }

  private mutating func appendGap(from last: Int64, to time: Int64) {
    if time - last > limit { gaps.append(Gap(start: last, end: time)) }
  }

  private mutating func split(at time: Int64) {
    var low = 0
    var high = gaps.count
    while low < high {
      let middle = (low + high) / 2
      if gaps[middle].end <= time { low = middle + 1 } else { high = middle }
    }
    guard low < gaps.count, gaps[low].start < time else { return }
    let gap = gaps[low]
    let parts = [Gap(start: gap.start, end: time), Gap(start: time, end: gap.end)]
    gaps.replaceSubrange(low...low, with: parts.filter { $0.nanoseconds > limit })
  }
}

extension MeterScan {
  /// The mean of the finite readings; nil where there is none.
  package var mean: Double? { readings > 0 ? sum / Double(readings) : nil }

  /// The share of the span from first to last row that lies in gaps; nil for an empty meter.
  ///
  /// 1 − covered time ÷ span, where a step of at most the limit is covered.
  package var missingFraction: Double? {
    guard let start, let end, let firstReading, let lastReading else { return nil }
    guard end > start else { return 0 }
    let edges = (firstReading - start) + (end - lastReading)
    let missing = gaps.reduce(Double(edges)) { $0 + Double($1.nanoseconds) }
    return missing / Double(end - start)
  }

  /// How much of each of `count` equal parts of a span has readings, from 0 to 1.
  package func coverage(from begin: Int64, to finish: Int64, count: Int) -> [Double] {
    guard count > 0, finish > begin, let firstReading, let lastReading else {
      return [Double](repeating: 0, count: max(count, 0))
    }
    let width = Double(finish - begin) / Double(count)
    var covered = [Double](repeating: 0, count: count)
    func add(_ from: Int64, _ to: Int64, _ sign: Double) {
      let low = min(max(Double(from - begin) / width, 0), Double(count))
      let high = min(max(Double(to - begin) / width, 0), Double(count))
      var part = Int(low)
      while part < count, Double(part) < high {
        covered[part] += sign * (min(high, Double(part + 1)) - max(low, Double(part)))
        part += 1
      }
    }
    add(firstReading, lastReading, 1)
    for gap in gaps { add(gap.start, gap.end, -1) }
    return covered.map { min(max($0, 0), 1) }
  }
}
