import Work

/// How a part of an appliance draws its power.
struct Electrics: Sendable {
  /// Reactive (and distortion) volt-amperes per watt.
  var reactive: Float
  /// The standard deviation of the power from second to second, as a fraction.
  var ripple: Float
  /// A bare resistance, whose power follows the square of the voltage.
  var isResistive: Bool

  static let heater = Electrics(reactive: 0, ripple: 0.002, isResistive: true)
  static let compressor = Electrics(reactive: 0.8, ripple: 0.008, isResistive: false)
  static let motor = Electrics(reactive: 0.65, ripple: 0.06, isResistive: false)
  static let pump = Electrics(reactive: 0.5, ripple: 0.02, isResistive: false)
  static let magnetron = Electrics(reactive: 0.38, ripple: 0.012, isResistive: false)
  static let electronics = Electrics(reactive: 0.55, ripple: 0.03, isResistive: false)
  static let lamp = Electrics(reactive: 0.3, ripple: 0.002, isResistive: false)
}

/// A stretch of time in which an appliance draws constant or evenly changing power.
struct PowerRun: Sendable {
  /// Seconds since 1970-01-01 UTC.
  var start: Int64
  var seconds: Int
  /// Watts at the nominal 240 V when the run begins and when it ends.
  var from: Float
  var to: Float
  var electrics: Electrics

  var end: Int64 { start + Int64(seconds) }
}

/// Lays one phase of an appliance's cycle after the other.
struct Cycle {
  private(set) var clock: Int64
  private(set) var runs: [PowerRun] = []

  init(at start: Int64) { clock = start }

  /// Draws `watts` (rising or falling to `final`) for a while.
  mutating func draw(
    _ watts: Double, to final: Double? = nil, for seconds: Double, _ electrics: Electrics
  ) {
    let whole = max(1, Int(seconds))
    runs.append(
      PowerRun(
        start: clock, seconds: whole, from: Float(watts), to: Float(final ?? watts),
        electrics: electrics))
    clock += Int64(whole)
  }

  /// Draws in addition to what follows: the clock stays.
  mutating func also(_ watts: Double, for seconds: Double, _ electrics: Electrics) {
    let before = clock
    draw(watts, for: seconds, electrics)
    clock = before
  }

  /// Draws nothing for a while.
  mutating func pause(_ seconds: Double) { clock += Int64(max(0, seconds)) }
}

/// A day's true power, second by second, with some seconds of the day before for averages.
struct PowerTrace {
  /// Seconds since 1970-01-01 UTC of the first element.
  private(set) var start: Int64
  private(set) var active: [Float]
  /// Volt-amperes reactive.
  private(set) var reactive: [Float]

  init(start: Int64, seconds: Int) {
    self.start = start
    active = Array(repeating: 0, count: seconds)
    reactive = Array(repeating: 0, count: seconds)
  }

  var end: Int64 { start + Int64(active.count) }

  /// Begins a new day, keeping the last `history` seconds.
  mutating func advance(to end: Int64, keeping history: Int) {
    let seconds = Int(end - self.end)
    active = Array(active.suffix(history)) + Array(repeating: 0, count: seconds)
    reactive = Array(reactive.suffix(history)) + Array(repeating: 0, count: seconds)
    start = end - Int64(active.count)
  }

  /// Adds the part of a run that lies at or after `first`.
  ///
  /// `voltage` holds the squared relative voltage of each second of the trace.
  mutating func add(
    _ run: PowerRun, from first: Int64, voltage: [Float], _ random: inout RandomGenerator
  ) {
    let lower = max(run.start, first)
    let upper = min(run.end, end)
    guard lower < upper else { return }
    let slope = (run.to - run.from) / Float(run.seconds)
    var watts = run.from + slope * Float(lower - run.start)
    for index in Int(lower - start)..<Int(upper - start) {
      let noise = 1 + run.electrics.ripple * Float(random.normal())
      let power = watts * noise * (run.electrics.isResistive ? voltage[index] : 1)
      active[index] += power
      reactive[index] += power * run.electrics.reactive
      watts += slope
    }
  }

  /// Adds another trace of the same seconds, from `first` on.
  mutating func add(_ other: PowerTrace, from first: Int64) {
    precondition(start == other.start && active.count == other.active.count, "unequal traces")
    for index in Int(max(first, start) - start)..<active.count {
      active[index] += other.active[index]
      reactive[index] += other.reactive[index]
    }
  }
}
