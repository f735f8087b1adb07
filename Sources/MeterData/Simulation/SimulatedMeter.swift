import Work

/// What a simulated meter measures of the true power.
struct MeterKind: Sendable {
  let device: String
  let columns: [Quantity]
  /// Digits after the point that it reports, as a factor: 1 for whole watts, 100 for hundredths.
  let resolution: Float
  /// Its noise: watts, and a fraction of the reading.
  let noise: (watts: Float, fraction: Float)
  /// How far the calibration may be off, as a fraction.
  let calibration: Double
  /// The share of readings that never arrive.
  let loss: ClosedRange<Double>

  /// UK-DALE's clamp around the house's cable: apparent power, whole volt-amperes.
  static let wholeHouse = MeterKind(
    device: "EcoManagerWholeHouseTx", columns: [.apparentPower], resolution: 1,
    noise: (2.5, 0.004), calibration: 0.012, loss: 0.002...0.012)
  /// UK-DALE's plug: active power, whole watts.
  static let plug = MeterKind(
    device: "EcoManagerTxPlug", columns: [.activePower], resolution: 1, noise: (0.25, 0.002),
    calibration: 0.008, loss: 0.002...0.02)
  /// UK-DALE's sound card meter of the whole house.
  static let soundCard = MeterKind(
    device: "SoundCardPowerMeter", columns: [.activePower, .apparentPower, Quantity("voltage")],
    resolution: 100, noise: (0.2, 0.0008), calibration: 0.004, loss: 0.0002...0.001)
}

/// Rows as a meter reports them: times in nanoseconds UTC, values row by row.
package struct MeterRows: Sendable {
  package var times: [Int64] = []
  package var values: [Float] = []

  package init() {}
}

/// A meter with a clock, a radio and faults of its own.
struct SimulatedMeter: Sendable {
  let id: Int
  let kind: MeterKind
  private var random: RandomGenerator
  /// Seconds between readings: close to, but not quite, what the device promises.
  private let period: Double
  /// How long a reading is on its way before it gets its time, in seconds.
  private let lag: Double
  private let jitter: Double
  private let loss: Double
  private let gain: Float
  /// Seconds that a reading is the mean of.
  private let window: Int
  /// Nanoseconds to which times are cut.
  private let tick: Int64
  private var next: Double
  private var last = Int64.min

  init(
    id: Int, kind: MeterKind, period: Double, house: Int, start: Int64, _ seed: UInt64
  ) {
    self.id = id
    self.kind = kind
    random = RandomGenerator(seed: seed, house: house, part: "meter \(id)")
    let isFast = kind.resolution > 1
    self.period = period * (isFast ? 1.00001 : 1 + random.uniform(0.003...0.02))
    lag = random.uniform(0...(isFast ? 1.0 : 3.5))
    jitter = isFast ? 0.01 : min(0.12, 0.02 * period)
    loss = random.uniform(kind.loss)
    gain = Float(1 + kind.calibration * random.normal() / 2)
    window = isFast ? 1 : period > 10 ? Int(period.rounded()) : min(2, Int(period))
    tick = isFast ? 100_000_000 : 1_000_000_000
    next = Double(start) + random.uniform(0...period)
  }

  /// The day's readings of the power in `trace`, except in the times given.
  mutating func read(
    _ trace: PowerTrace, voltage: [Float], silent: [Range<Int64>]
  ) -> MeterRows {
    var rows = MeterRows()
    let silent = (silent + outages(of: trace)).sorted { $0.lowerBound < $1.lowerBound }
    var quiet = silent[...]
    while next < Double(trace.end) {
      let moment = next + jitter * random.uniform(-1...1)
      let isLost = random.chance(loss)
      next += period
      while let gap = quiet.first, Double(gap.upperBound) <= moment { quiet.removeFirst() }
      if isLost || quiet.contains(where: { $0.contains(Int64(moment)) }) { continue }
      let time = Int64((moment * (1e9 / Double(tick))).rounded(.down)) * tick
      guard time > last else { continue }
      last = time
      rows.times.append(time)
      append(at: moment - lag, of: trace, voltage: voltage, to: &rows.values)
    }
    return rows
  }

  /// When the radio link fails: short and often, long and rarely.
  private mutating func outages(of trace: PowerTrace) -> [Range<Int64>] {
    let wired = kind.resolution > 1
    var outages = (0..<random.count(mean: wired ? 0.05 : 0.5)).map { _ in
      outage(lasting: 25...420, before: trace.end)
    }
    if random.chance(wired ? 0.03 : 0.12) {
      outages.append(outage(lasting: 600...5400, before: trace.end))
    }
    return outages
  }

  private mutating func outage(
    lasting seconds: ClosedRange<Double>, before end: Int64
  ) -> Range<Int64> {
    let begin = end - Int64(random.uniform(0...86_400))
    return begin..<(begin + Int64(random.uniform(seconds)))
  }

  private mutating func append(
    at moment: Double, of trace: PowerTrace, voltage: [Float], to values: inout [Float]
  ) {
    let final = min(max(Int(moment.rounded(.down)) - Int(trace.start), 0), trace.active.count - 1)
    let first = max(0, final - window + 1)
    var active: Float = 0
    var apparent: Float = 0
    for second in first...final {
      let watts = trace.active[second]
      let reactive = trace.reactive[second]
      active += watts
      apparent += (watts * watts + reactive * reactive).squareRoot()
    }
    let count = Float(final - first + 1)
    let error = gain * (1 + kind.noise.fraction * Float(random.normal()))
    let offset = kind.noise.watts * Float(random.normal())
    for column in kind.columns {
      let value =
        switch column {
        case .activePower: max(0, active / count * error + offset)
        case .apparentPower: max(0, apparent / count * error + offset)
        default: 240 * voltage[final].squareRoot()
        }
      values.append((value * kind.resolution).rounded() / kind.resolution)
    }
  }
}
