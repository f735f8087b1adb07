import Files
import MeterData
import Work

// What the settings make of the data.
extension ShellSession {
  func preview(_ words: [String]) throws -> String {
    let (before, times) = try ShellTimes(zone: zone).split(words)
    guard before.isEmpty else {
      throw UsageError(
        "unexpected \"\(before[0])\"", remedy: "Usage: \(ShellVerb.preview.usage).")
    }
    var chosen = self
    if let times {
      (chosen.settings.from, chosen.settings.to) = (times.lowerBound, times.upperBound)
    }
    let plan = try chosen.plan(output: nil)
    let source = try opened()
    var parts: [String] = []
    // A slice is drawn for the house that is looked at; counts are for all of them.
    for house in times == nil ? settings.houses : Array(settings.houses.prefix(1)) {
      var found: PreparationPreview?
      try surroundings.work("look at house \(house)", "rows") { supervision in
        found = try Preparation.preview(
          plan, building: house, source: source, supervision: supervision)
        return nil
      }
      guard let found else { continue }
      if parts.isEmpty { parts.append(grid(of: found)) }
      if times != nil { parts += found.channels.map { picture(of: $0, found) } }
      parts.append(counts(of: found))
    }
    return parts.joined(separator: "\n")
  }

  /// "grid 6 s · mains power active (house 2's meter 20) · gaps are bridged up to 30 s in mains, …".
  private func grid(of found: PreparationPreview) -> String {
    let channels = found.channels.map(\.summary)
    var spans: [TimeSpan] = []
    for channel in channels where !spans.contains(channel.maxGap) { spans.append(channel.maxGap) }
    let gaps = spans.map { span in
      let names = channels.filter { $0.maxGap == span }.map { $0.appliance ?? $0.name }
      return spans.count == 1 ? span.spaced : "\(span.spaced) in \(ApplianceNames.list(names))"
    }
    let meters = channels.first?.meters ?? []
    let place =
      "house \(found.house.building)'s meter\(meters.count == 1 ? "" : "s") "
      + ApplianceNames.list(meters.map(String.init))
    return "  "
      + joined([
        "grid \(TimeSpan(nanoseconds: found.house.grid.period).spaced)",
        "mains \(found.mainsQuantity) (\(place))",
        "gaps are bridged up to \(gaps.joined(separator: ", "))",
      ])
  }

  /// "house 2, 2013-02-17 → 2013-10-10: 3,372,000 bins, 91.2 % valid", and what each appliance loses.
  private func counts(of found: PreparationPreview) -> String {
    let house = found.house
    let range = house.grid.start..<house.grid.end
    var lines = [
      "  house \(house.building), \(stretch(range)): \(DecimalText.grouped(house.grid.count)) bins, "
        + "\(percent(house.validSamples, of: house.grid.count)) valid"
    ]
    for channel in found.channels {
      guard let usable = channel.usableWindows, let name = channel.summary.appliance else {
        continue
      }
      lines.append(
        "  \(name): \(DecimalText.grouped(usable)) of \(DecimalText.grouped(found.windows)) windows of "
          + "\(found.window) usable, \(percent(found.windows - usable, of: found.windows)) lost to gaps"
      )
    }
    let longest = found.channels.compactMap { channel in
      channel.summary.longestGap.map { (channel.summary.appliance ?? channel.summary.name, $0) }
    }.max { $0.1.span < $1.1.span }
    if let (name, gap) = longest {
      lines.append(
        "  longest gap: \(length(gap.span.nanoseconds)) from \(moment(gap.start)), in \(name)")
    }
    return (lines + house.notes.map { "  note: \($0)" }).joined(separator: "\n")
  }

  /// A channel as it lies in the file and as it will be on the grid.
  private func picture(
    of channel: PreparationPreview.Channel, _ found: PreparationPreview
  ) -> String {
    let grid = found.house.grid
    let name = channel.summary.appliance ?? channel.summary.name
    let range = grid.start..<grid.end
    // Readings are drawn as they came: what is bridged shows in the second line alone.
    let readings = TimeSpan(seconds: 1.5 * (samplePeriod(of: channel.summary) ?? 0))
    var before = Envelope(range: range, hold: max(readings?.nanoseconds ?? 0, grid.period))
    for (time, value) in zip(channel.readings.times, channel.readings.values) {
      before.add(time, value)
    }
    var after = Envelope(range: range, hold: grid.period)
    for (index, value) in channel.values.enumerated() { after.add(grid.time(at: index), value) }
    let chart = LineChart(
      series: [
        LineChart.Series("\(name) before", before, ink: .mains),
        LineChart.Series("after", after, ink: .appliance(0)),
      ], unit: "W", zone: zone, height: 5)
    let missing = grid.count - channel.summary.statistics.count
    let facts = [
      "\(DecimalText.grouped(channel.readings.count)) readings \(style.isUnicode ? "→" : "->") "
        + "\(DecimalText.grouped(grid.count)) bins",
      "\(DecimalText.grouped(channel.summary.carried)) carried",
      "\(DecimalText.grouped(missing)) lost to gaps",
    ]
    return chart.render(width: surroundings.columns(), style: style) + "\n  "
      + facts.joined(separator: ", ")
  }

  private func samplePeriod(of channel: PreparationReport.Channel) -> Double? {
    let house = source?.dataset.buildings.first { $0.id == settings.houses.first }
    return house?.meters.first { $0.id == channel.meters.first }?.samplePeriod
  }

  private func percent(_ part: Int, of whole: Int) -> String {
    "\(DecimalText.fixed(100 * Double(part) / Double(max(whole, 1)), 1)) %"
  }
}
