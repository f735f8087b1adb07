import Work

/// A house: its people, its appliances, its voltage and its meters, advanced one day at a time.
struct SimulatedHouse: Sendable {
  /// An appliance on a plug of its own.
  private struct MeteredLoad: Sendable {
    var load: SimulatedLoad
    var meter: SimulatedMeter
    var trace: PowerTrace

    /// Renders the day, from `first` on, and reads the plug wherever its socket is on.
    mutating func live(
      _ day: HouseholdDay, from first: Int64, keeping history: Int, voltage: [Float],
      silent: [Range<Int64>]
    ) -> MeterRows {
      trace.advance(to: day.end, keeping: history)
      let off = load.render(day, from: first, voltage: voltage, into: &trace)
      return meter.read(trace, voltage: voltage, silent: silent + off)
    }
  }

  private let plan: SimulationPlan
  private var household: Household
  private var voltage: MainsVoltage
  private var logger: RandomGenerator
  private var plugs: [MeteredLoad]
  private var others: [SimulatedLoad]
  private var mainsMeters: [SimulatedMeter]
  private var mains: PowerTrace
  /// Of the same seconds as the traces: the square of the voltage relative to 240 V.
  private var squaredVoltage: [Float] = []
  private var date: Int

  init(_ id: Int, of plan: SimulationPlan) {
    self.plan = plan
    household = Household(seed: plan.seed, house: id)
    voltage = MainsVoltage(seed: plan.seed, house: id)
    logger = RandomGenerator(seed: plan.seed, house: id, part: "logger")
    date = plan.firstDay
    let inventory = Inventory(of: id, seed: plan.seed, busyness: household.busyness)
    let meter = { (number: Int, kind: MeterKind, period: Double) in
      SimulatedMeter(
        id: number, kind: kind, period: period, house: id, start: plan.start, plan.seed)
    }
    let empty = PowerTrace(start: plan.start, seconds: 0)
    plugs = inventory.metered.enumerated().map { index, item in
      MeteredLoad(load: item.load, meter: meter(index + 2, .plug, plan.period), trace: empty)
    }
    others = inventory.unmetered.map(\.load)
    mains = empty
    mainsMeters = [meter(1, .wholeHouse, plan.period)]
    if plan.oneSecondMains.contains(id) {
      mainsMeters.append(meter(plugs.count + 2, .soundCard, 1))
    }
  }

  /// Lives through the next day and hands over each meter's readings.
  mutating func advance<E: Error>(
    _ deliver: (_ meter: Int, _ rows: MeterRows) throws(E) -> Void
  ) throws(E) {
    let day = household.nextDay(date: date, zone: plan.zone)
    date += 1
    let first = mains.end
    let history = Int(plan.period) + 8
    squaredVoltage =
      squaredVoltage.suffix(history) + voltage.nextDay(Int(day.end - first))
    mains.advance(to: day.end, keeping: history)
    let silent = loggerOutages(on: day)
    for index in others.indices {
      _ = others[index].render(day, from: first, voltage: squaredVoltage, into: &mains)
    }
    for index in plugs.indices {
      let rows = plugs[index].live(
        day, from: first, keeping: history, voltage: squaredVoltage, silent: silent)
      mains.add(plugs[index].trace, from: first)
      try deliver(plugs[index].meter.id, rows)
    }
    for index in mainsMeters.indices {
      let rows = mainsMeters[index].read(mains, voltage: squaredVoltage, silent: silent)
      try deliver(mainsMeters[index].id, rows)
    }
  }

  /// The logger itself fails now and then, and with it every meter of the house.
  private mutating func loggerOutages(on day: HouseholdDay) -> [Range<Int64>] {
    let fails = logger.chance(0.05)
    let begin = day.start + Int64(logger.uniform(0...80_000))
    let seconds = Int64(logger.uniform(900...10_800))
    return fails ? [begin..<(begin + seconds)] : []
  }
}
