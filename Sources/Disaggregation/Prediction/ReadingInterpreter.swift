import Files
import MeterData

/// A stretch of constant power.
struct PowerStretch: Sendable, Equatable {
  /// Nanoseconds UTC; equal to the end for the last reading, which holds for its bin.
  var start: Int64
  var end: Int64
  var watts: Float
}

/// What rows say, in watts.
struct InterpretedRows: Sendable {
  /// The moment for which each row speaks, nanoseconds UTC.
  var moments: [Int64] = []
  /// Watts of each row; NaN where missing.
  var watts: [Float] = []
  /// Whether a row's reading is no power that a house can have.
  var isImpossible: [Bool] = []
  /// Readings of single moments, each time once.
  var samples = SampleBlock()
  /// Readings that last.
  var stretches: [PowerStretch] = []
  /// The moment from which on rows to come may speak: that of the last row, or of what still holds.
  var open = Int64.min
}

/// Counts of what was unusual in the readings.
package struct ReadingCounts: Sendable, Equatable {
  /// Rows with the time of the row above them, which do not count.
  package var repeated = 0
  /// Rows without a reading.
  package var empty = 0
  /// Below zero: missing.
  package var negative = 0
  /// Above 100 kW: missing.
  package var absurd = 0
  /// Steps down of a register.
  package var resets = 0
  /// The largest power that was read, watts.
  package var largest: Float = 0
}

/// Turns rows into watts, by what their readings mean.
struct ReadingInterpreter: Sendable {
  private(set) var counts = ReadingCounts()
  private let semantics: ReadingSemantics
  private let scale: Double
  private let hold: Int64
  private var lastTime = Int64.min
  /// What holds, or the last state of a register.
  private var previous: (time: Int64, value: Double)?

  init(_ settings: PredictionSettings) {
    semantics = settings.semantics
    scale = settings.unit.scale
    hold = (settings.maximumHold ?? PredictionSettings.standardHold).nanoseconds
  }

  /// Goes on with the next rows.
  mutating func rows(_ block: ReadingBlock) -> InterpretedRows {
    var rows = InterpretedRows()
    rows.moments.reserveCapacity(block.count)
    rows.watts.reserveCapacity(block.count)
    rows.isImpossible.reserveCapacity(block.count)
    for index in block.times.indices {
      let (time, value) = (block.times[index], block.values[index] * scale)
      let isRepeated = time == lastTime
      if isRepeated { counts.repeated += 1 }
      if value.isNaN { counts.empty += 1 }
      lastTime = time
      switch semantics {
      case .sample: sample(time, value, isRepeated, &rows)
      case .hold: held(time, value, isRepeated, &rows)
      case .counter: counted(time, value, isRepeated, &rows)
      }
    }
    rows.open = previous?.time ?? lastTime
    return rows
  }

  /// What the last reading says of the time after it.
  mutating func finish() -> InterpretedRows {
    var rows = InterpretedRows()
    if semantics == .hold, let previous {
      rows.stretches.append(
        PowerStretch(start: previous.time, end: previous.time, watts: Float(previous.value)))
    }
    previous = nil
    return rows
  }

  private mutating func sample(
    _ time: Int64, _ value: Double, _ isRepeated: Bool, _ rows: inout InterpretedRows
  ) {
    let watts = Float(value)
    if !isRepeated {
      rows.samples.times.append(time)
      rows.samples.values.append(watts)
    }
    append(time, watts, &rows)
  }

  private mutating func held(
    _ time: Int64, _ value: Double, _ isRepeated: Bool, _ rows: inout InterpretedRows
  ) {
    let isUsable = append(time, Float(value), &rows)
    guard !isRepeated else { return }
    if let previous {
      rows.stretches.append(
        PowerStretch(
          start: previous.time, end: min(time, previous.time.addingClamped(hold)),
          watts: Float(previous.value)))
    }
    previous = isUsable ? (time, value) : nil
  }

  /// A row of a register speaks of the time since the row before: its moment lies in there.
  private mutating func counted(
    _ time: Int64, _ value: Double, _ isRepeated: Bool, _ rows: inout InterpretedRows
  ) {
    var watts = Float.nan
    if !isRepeated, !value.isNaN {
      if let previous, value < previous.value {
        counts.resets += 1
      } else if let previous {
        let hours = Double(time - previous.time) / 3600e9
        watts = Float((value - previous.value) / hours)
        if watts <= ReadingTally.largestPower {
          rows.stretches.append(PowerStretch(start: previous.time, end: time, watts: watts))
        }
      }
      previous = (time, value)
    }
    append(time - 1, watts, &rows)
  }

  /// Adds a row; false where its reading is missing or impossible.
  @discardableResult
  private mutating func append(
    _ moment: Int64, _ watts: Float, _ rows: inout InterpretedRows
  ) -> Bool {
    let isUsable = watts >= 0 && watts <= ReadingTally.largestPower
    rows.moments.append(moment)
    rows.watts.append(isUsable ? watts : .nan)
    rows.isImpossible.append(!isUsable && !watts.isNaN)
    if isUsable {
      counts.largest = max(counts.largest, watts)
    } else if watts < 0 {
      counts.negative += 1
    } else if !watts.isNaN {
      counts.absurd += 1
    }
    return isUsable
  }
}

extension Int64 {
  /// The sum, or the largest number there is.
  fileprivate func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}

/// Time-weighted means of the stretches of each bin, from stretches in order.
struct StretchBinner: Sendable {
  private let period: Int64
  private var bin = Int.min
  private var energy = 0.0
  private var weight: Int64 = 0

  /// - Parameter period: Nanoseconds in a bin.
  init(period: Int64) { self.period = period }

  /// Adds a stretch, and hands out the bins that it completes.
  mutating func add(_ stretch: PowerStretch, _ found: (_ bin: Int, _ mean: Float) -> Void) {
    var start = stretch.start
    enter(Grid.bin(of: start, period: period), found)
    let end = stretch.end > start ? stretch.end : (Int64(bin) + 1) * period
    while true {
      let edge = min(end, (Int64(bin) + 1) * period)
      energy += Double(stretch.watts) * Double(edge - start)
      weight += edge - start
      if edge == end { return }
      start = edge
      enter(bin + 1, found)
    }
  }

  /// The bin that waits for more stretches; nil where it has none.
  var waiting: Int? { weight > 0 ? bin : nil }

  /// Hands out the bin that waits.
  mutating func finish(_ found: (_ bin: Int, _ mean: Float) -> Void) {
    if weight > 0 { found(bin, Float(energy / Double(weight))) }
    energy = 0
    weight = 0
  }

  private mutating func enter(_ next: Int, _ found: (Int, Float) -> Void) {
    guard next != bin else { return }
    finish(found)
    bin = next
  }
}
