import Work

/// A state machine that decides day by day when an appliance runs, and through which phases.
protocol LoadModel: Sendable {
  /// The runs that begin on the day; the last may end on the next.
  mutating func plan(_ day: HouseholdDay, _ random: inout RandomGenerator) -> [PowerRun]
}

/// An appliance of a simulated house: its model, its own random stream and what it still has to do.
struct SimulatedLoad: Sendable {
  private var model: any LoadModel
  private var random: RandomGenerator
  /// Runs that reach into the day being rendered, or beyond it.
  private var pending: [PowerRun] = []
  /// Watts drawn whenever the socket is on.
  private let standby: Double
  private var socket: SocketHabit?

  init(
    _ part: String, of house: Int, seed: UInt64, standby: Double = 0, socket: SocketHabit? = nil,
    _ make: (inout RandomGenerator) -> any LoadModel
  ) {
    var random = RandomGenerator(seed: seed, house: house, part: part)
    model = make(&random)
    self.random = random
    self.standby = standby
    self.socket = socket
  }

  /// Adds the day's power to the trace, from `first` on, and says when the socket was off.
  mutating func render(
    _ day: HouseholdDay, from first: Int64, voltage: [Float], into trace: inout PowerTrace
  ) -> [Range<Int64>] {
    pending += model.plan(day, &random)
    for run in pending { trace.add(run, from: first, voltage: voltage, &random) }
    let busy = pending.filter { $0.end > day.start }
    let off =
      socket?.offTimes(
        on: day, busy: busy.map(\.start).min().map { $0..<(busy.map(\.end).max() ?? $0) },
        &random) ?? []
    pending.removeAll { $0.end <= day.end }
    addStandby(from: first, except: off, voltage: voltage, into: &trace)
    return off
  }

  private mutating func addStandby(
    from first: Int64, except off: [Range<Int64>], voltage: [Float], into trace: inout PowerTrace
  ) {
    guard standby > 0 else { return }
    var start = first
    for gap in off + [trace.end..<trace.end] {
      let seconds = Int(gap.lowerBound - start)
      if seconds > 0 {
        let run = PowerRun(
          start: start, seconds: seconds, from: Float(standby), to: Float(standby),
          electrics: .electronics)
        trace.add(run, from: first, voltage: voltage, &random)
      }
      start = gap.upperBound
    }
  }
}

/// A plug that is switched off at the wall when nobody uses it: its meter then falls silent.
struct SocketHabit: Sendable {
  /// How often it is switched off in the evening.
  let probability: Double
  private var isOffOvernight = false

  init(probability: Double) { self.probability = probability }

  /// The day's times without power, around the time in which the appliance is busy.
  mutating func offTimes(
    on day: HouseholdDay, busy: Range<Int64>?, _ random: inout RandomGenerator
  ) -> [Range<Int64>] {
    var off: [Range<Int64>] = []
    if isOffOvernight {
      let lead = Int64(random.whole(40...400))
      let wanted = day.isAway ? day.end : day.moment(day.wake) + Int64(random.whole(600...7200))
      let until = min(busy.map { $0.lowerBound - lead } ?? wanted, day.end)
      if until > day.start { off.append(day.start..<until) }
      if until == day.end { return off }
    }
    let evening = max(
      day.moment(day.bed) + Int64(random.whole(-3000...600)),
      (busy?.upperBound ?? day.start) + Int64(random.whole(120...1500)),
      off.last?.upperBound ?? day.start)
    isOffOvernight = random.chance(probability) && evening < day.end - 60
    if isOffOvernight { off.append(evening..<day.end) }
    return off
  }
}
