import Files
import MeterData
import Work

// What the settings make of the data.
extension ShellSession {
  /// The window whose usable places are counted: that of the published networks.
  private static let window = 599

  func preview(_ words: [String]) throws -> String {
    let plan = try plan(output: nil)
    let (before, times) = try ShellTimes(zone: zone).split(words)
    guard before.isEmpty else {
      throw UsageError("unexpected \"\(before[0])\"", remedy: "Usage: \(ShellVerb.preview.usage).")
    }
    let source = try opened()
    var found: PreparationPreview?
    try surroundings.work("look", "rows") { supervision in
      found = try Preparation.preview(plan, of: source, supervision: supervision)
      return nil
    }
    guard let found else { return "" }
    var parts = [heading(found)]
    if let times { parts.append(try slice(times, found)) }
    return (parts + found.houses.map(describe)).joined(separator: "\n")
  }

  /// "grid 6 s · mains power active (house 2's meter 20) · gaps up to 30s in mains, 2min in kettle".
  private func heading(_ found: PreparationPreview) -> String {
    let channels = found.houses.first?.report.channels ?? []
    var spans: [TimeSpan] = []
    for channel in channels where !spans.contains(channel.maxGap) { spans.append(channel.maxGap) }
    let gaps = spans.map { span in
      let names = channels.filter { $0.maxGap == span }.map { $0.appliance ?? $0.name }
      return spans.count == 1 ? "\(span)" : "\(span) in \(ApplianceNames.list(names))"
    }
    let places = found.houses.compactMap { house in
      house.report.channels.first.map { mains in
        let numbers = ApplianceNames.list(mains.meters.map(String.init))
        return
          "house \(house.report.building)'s meter\(mains.meters.count == 1 ? "" : "s") \(numbers)"
      }
    }
    return "  "
      + joined([
        "grid \(TimeSpan(nanoseconds: found.period))",
        "mains \(found.mainsQuantity) (\(places.joined(separator: ", ")))",
        "gaps are bridged up to \(gaps.joined(separator: ", "))",
      ])
  }

  private func describe(_ house: PreparationPreview.House) -> String {
    let count = house.report.grid.count
    let share = { (part: Int, whole: Int) in
      DecimalText.fixed(100 * Double(part) / Double(max(whole, 1)), 1)
    }
    let places = max(0, count - ShellSession.window + 1)
    let windows = house.windows(of: ShellSession.window)
    let range = house.report.grid.start..<house.report.grid.end
    var text =
      "  house \(house.report.building), \(stretch(range)): \(DecimalText.grouped(count)) bins, "
      + "\(share(house.report.validSamples, count)) % valid; windows of \(ShellSession.window): "
      + "\(DecimalText.grouped(windows)) usable, "
      + "\(share(places - windows, places)) % lost to gaps"
    if let gap = house.longestGap {
      text += " (largest: \(moment(gap.lowerBound)), \(length(gap.upperBound - gap.lowerBound)))"
    }
    return text + house.report.notes.map { "\n  note: \($0)" }.joined()
  }

  /// Each channel of the first house as it lies in the file and as it will be on the grid.
  private func slice(_ range: Range<Int64>, _ found: PreparationPreview) throws -> String {
    let building = try building()
    guard let house = found.houses.first(where: { $0.report.building == building.id }) else {
      return ""
    }
    var pictures: [String] = []
    for channel in house.report.channels {
      for id in channel.meters {
        guard let meter = building.meters.first(where: { $0.id == id }) else { continue }
        let shown = try self.channel(
          channel.appliance == nil && settings.mains != .sum ? ["mains"] : ["meter", String(id)])
        let name = channel.appliance ?? channel.name
        pictures.append(
          try picture(of: shown, meter, named: name, on: found.period, channel.maxGap, range))
      }
    }
    return pictures.joined(separator: "\n")
  }

  private func picture(
    of channel: ShellChannel, _ meter: Meter, named name: String, on period: Int64,
    _ maxGap: TimeSpan, _ range: Range<Int64>
  ) throws -> String {
    var before = Envelope(range: range, hold: channel.hold(meter))
    var after = Envelope(range: range, hold: period)
    var tally = BinTally()
    let source = try opened()
    let rule = GapRule(
      maxGap: maxGap, period: TimeSpan(nanoseconds: period),
      longGap: name == "mains" ? .missing : settings.plugGaps)
    try read(channel, meter, within: range) { block in
      for index in block.times.indices { before.add(block.times[index], block.values[index]) }
    }
    try surroundings.work("resample \(name)", "rows") { supervision in
      let reader = try source.reader(
        building: channel.building, meter: meter.id, quantity: channel.quantity)
      let resampler = MeterResampler(
        OrderedReader(reader, place: "\(source.dataset.path), meter \(meter.id)"),
        period: period, rule: rule)
      let bins = Grid.touchedBins(in: range, period: period)
      for start in stride(from: bins.lowerBound, to: bins.upperBound, by: 65_536) {
        let part = start..<min(start + 65_536, bins.upperBound)
        var values = [Float](repeating: .nan, count: part.count)
        try resampler.fill(&values, bins: part)
        for (bin, value) in zip(part, values) { after.add(Int64(bin) * period, value) }
        try supervision.advance(to: part.upperBound - bins.lowerBound, of: bins.count)
      }
      tally = resampler.tally
      return nil
    }
    let chart = LineChart(
      series: [
        .init("\(name) before", before, ink: .mains), .init("after", after, ink: .appliance(0)),
      ],
      unit: channel.unit, zone: zone, height: 5)
    return chart.render(width: surroundings.columns(), style: style) + "\n" + describe(tally)
  }

  private func describe(_ tally: BinTally) -> String {
    let parts = [
      (tally.measured, "measured"), (tally.carried, "carried"), (tally.off, "off at the socket"),
      (tally.missing, "lost to gaps"),
    ]
    return "  bins: "
      + parts.filter { $0.0 > 0 || $0.1 == "lost to gaps" }
      .map { "\(DecimalText.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
  }
}
