import Files
import MeterData
import Work

// When an appliance ran.
extension ShellSession {
  /// The longest list that is printed whole.
  private static let mostListed = 40

  func listActivations(_ words: [String]) throws -> String {
    let (names, times) = try ShellTimes(zone: zone).split(words)
    let channel = try channel(names)
    guard channel.isAppliance else {
      throw UsageError("\(channel.name) has no activations", remedy: "Name an appliance.")
    }
    var lines: [String] = []
    for meter in channel.meters {
      let found = try activations(of: channel, meter, within: times)
      lines.append(describe(found, of: channel, meter))
    }
    return lines.joined(separator: "\n")
  }

  private func describe(_ found: ShellActivations, of channel: ShellChannel, _ meter: Meter)
    -> String
  {
    let energy = found.list.reduce(0) { $0 + $1.activation.energy }
    let heading = joined([
      channel.name, "house \(channel.building), meter \(meter.id)",
      counted(found.list.count, "activation"), "\(DecimalText.fixed(energy / 1000, 2)) kWh",
      "above \(DecimalText.fixed(found.rule.threshold, 0)) W, grid \(found.period.spaced)",
    ])
    guard !found.list.isEmpty else { return heading }
    var table = TextTable(columns: [
      .left("from"), .left("to"), .right("lasts"), .right("energy"),
      .right("mean W", optional: true),
    ])
    for one in found.list.prefix(ShellSession.mostListed) {
      let seconds = Double(one.range.upperBound - one.range.lowerBound) / 1e9
      table.add([
        moment(one.range.lowerBound), ISOTime.clock(one.range.upperBound, in: zone),
        length(one.range.upperBound - one.range.lowerBound),
        "\(DecimalText.fixed(one.activation.energy, 0)) Wh",
        DecimalText.fixed(one.activation.energy * 3600 / seconds, 0),
      ])
    }
    let rest = found.list.count - ShellSession.mostListed
    return heading + "\n" + table.render(width: surroundings.tableColumns(), style: style)
      + (rest > 0 ? "\n  and \(DecimalText.grouped(rest)) more; name a shorter time" : "")
  }

  /// Resamples a meter as the preparation does, and applies its rule.
  func activations(
    of channel: ShellChannel, _ meter: Meter, within range: Range<Int64>?
  ) throws -> ShellActivations {
    let appliance = try building().resolve(appliance: channel.name).appliance
    let rule = ActivationRule.standard(for: appliance, asked: channel.name)
    let period = settings.period ?? usualPeriod(of: [meter])
    let list = try find(channel, meter, rule, period, within: range)
    return ShellActivations(rule: rule, period: period, list: list)
  }

  private func find(
    _ channel: ShellChannel, _ meter: Meter, _ rule: ActivationRule, _ period: TimeSpan,
    within range: Range<Int64>?
  ) throws -> [(activation: Activation, range: Range<Int64>)] {
    let source = try opened()
    // Where no meter has samples nothing ran, however long the range.
    let whole = try extent(nil, channel)
    let extent = (range ?? whole).clamped(to: whole)
    guard !extent.isEmpty else { return [] }
    let grid = Grid(
      period: period.nanoseconds,
      bins: Grid.touchedBins(in: extent, period: period.nanoseconds))
    let gap = settings.gap ?? GapRule.standardMaxGap(of: meter, period: period)
    var tracker = ActivationTracker(rule, period: period.seconds)
    var found: [(activation: Activation, range: Range<Int64>)] = []
    let keep = { (one: Activation) in
      found.append(
        (one, grid.time(at: one.samples.lowerBound)..<grid.time(at: one.samples.upperBound)))
    }
    try surroundings.work("read \(channel.name)", "samples") { supervision in
      let reader = try source.reader(
        building: channel.building, meter: meter.id, quantity: channel.quantity)
      let resampler = MeterResampler(
        OrderedReader(reader, place: "\(source.dataset.path), meter \(meter.id)"),
        period: grid.period, rule: GapRule(maxGap: gap, period: period, longGap: settings.plugGaps))
      for start in stride(from: grid.bins.lowerBound, to: grid.bins.upperBound, by: 65_536) {
        let bins = start..<min(start + 65_536, grid.bins.upperBound)
        var values = [Float](repeating: .nan, count: bins.count)
        try resampler.fill(&values, bins: bins)
        tracker.add(values.span, found: keep)
        try supervision.advance(to: bins.upperBound - grid.bins.lowerBound, of: grid.count)
      }
      tracker.finish(found: keep)
      return nil
    }
    return found
  }

  /// The longest sample period of the meters, in whole seconds; 6 s where none is declared.
  func usualPeriod(of meters: [Meter]) -> TimeSpan {
    TimeSpan(seconds: meters.compactMap(\.samplePeriod).max()?.rounded() ?? 6)
      ?? TimeSpan(nanoseconds: 6_000_000_000)
  }
}

/// When an appliance ran, and by what rule.
struct ShellActivations {
  let rule: ActivationRule
  let period: TimeSpan
  let list: [(activation: Activation, range: Range<Int64>)]
}
