import Files
import MeterData
import Work

// Pictures and figures that need the samples themselves.
extension ShellSession {
  func show(_ words: [String]) throws -> String {
    let (names, times) = try ShellTimes(zone: zone).split(words)
    let channel = try channel(names)
    let range = try extent(times, channel)
    var series: [LineChart.Series] = []
    var samples = 0
    for (index, meter) in channel.meters.enumerated() {
      var envelope = Envelope(range: range, hold: channel.hold(meter))
      try read(channel, meter, within: range) { block in
        for index in block.times.indices where range.contains(block.times[index]) {
          envelope.add(block.times[index], block.values[index])
          samples += 1
        }
      }
      let name = channel.meters.count == 1 ? channel.name : "\(channel.name), meter \(meter.id)"
      let ink = channel.name == "mains" && index == 0 ? Ink.mains : .appliance(index)
      series.append(LineChart.Series(name, envelope, ink: ink))
    }
    let heading = joined([channel.title(style), stretch(range), counted(samples, "sample")])
    guard samples > 0 else {
      return "\(heading); type coverage \(channel.name) to see where it has some"
    }
    let chart = LineChart(series: series, unit: channel.unit, zone: zone)
    var lines = [heading, chart.render(width: surroundings.columns(), style: style)]
    if let use = try use(of: channel, within: range) { lines.append(use) }
    if let note = channel.note { lines.append("Note: \(note)") }
    return lines.joined(separator: "\n")
  }

  /// "3 activations, 0.29 kWh" for an appliance and up to a month.
  private func use(of channel: ShellChannel, within range: Range<Int64>) throws -> String? {
    let isShort = range.upperBound - range.lowerBound <= 31 * 86_400 * ISOTime.second
    guard isShort, channel.isAppliance, channel.meters.count == 1 else { return nil }
    let found = try activations(of: channel, channel.meters[0], within: range)
    let energy = found.list.reduce(0) { $0 + $1.activation.energy }
    return "  \(counted(found.list.count, "activation")), "
      + "\(DecimalText.fixed(energy / 1000, 2)) kWh"
  }

  func showCoverage(_ words: [String]) throws -> String {
    let (names, times) = try ShellTimes(zone: zone).split(words)
    var house = try building()
    if !names.isEmpty { house.meters = try channel(names).meters }
    let found = try scan(house)
    let starts = found.compactMap(\.scan.start)
    let ends = found.compactMap(\.scan.end)
    guard let first = starts.min(), let last = ends.max() else {
      throw UsageError(
        status: .badData, attempt: "", path: nil, reason: "the meters have no samples", remedy: nil)
    }
    let whole = (first..<last + 1).clamped(to: ShellTimes.plausible)
    let range = times ?? whole.clamped(to: settings.range ?? whole)
    guard !range.isEmpty else { throw UsageError("the meters have no samples in the range") }
    return coverageTable(found, house, range)
  }

  private func coverageTable(
    _ found: [MeterInspection], _ house: Building, _ range: Range<Int64>
  ) -> String {
    let width = max(10, min(60, surroundings.columns() - 52))
    let ends = [range.lowerBound, range.upperBound].map { ISOTime.date($0, in: zone) }
    let heading = CoverageStrip.heading(ends[0], ends[1], width: width, style: style)
    var table = TextTable(columns: [
      .right("meter"), .left("", shrinksTo: 8), .right("coverage"), .left(heading),
      .right("gaps", optional: true), .right("longest", optional: true),
    ])
    for one in found {
      let meter = house.meters.first { $0.id == one.meter }
      let parts = one.scan.coverage(from: range.lowerBound, to: range.upperBound, count: width)
      let share = parts.reduce(0, +) / Double(parts.count)
      let gaps = one.scan.gaps.filter { range.contains($0.start) || range.contains($0.end - 1) }
      table.add([
        String(one.meter), meter.map { name(of: $0, in: house) } ?? "",
        "\(DecimalText.fixed(share * 100, 1)) %",
        CoverageStrip.render(fractions: parts, width: width, style: style),
        DecimalText.grouped(gaps.count),
        gaps.map(\.nanoseconds).max().map(length) ?? "",
      ])
    }
    return table.render(width: surroundings.tableColumns(), style: style)
  }

  /// Reads the meters of a house once, several at a time.
  private func scan(_ house: Building) throws -> [MeterInspection] {
    let source = try opened()
    var results: [Result<MeterInspection, MeterDataError>] = []
    try surroundings.work("read house \(house.id)", "rows") { supervision in
      results = try Inspection.scan(
        source, [house], pool: ThreadPool(), supervision: supervision)
      return nil
    }
    return try results.map { try $0.get() }
  }

  func printStatistics(_ words: [String]) throws -> String {
    let (names, times) = try ShellTimes(zone: zone).split(words)
    let channel = try channel(names)
    let range = times ?? settings.range
    var lines: [String] = []
    for meter in channel.meters {
      var scan = MeterScan(gapLimit: Double(channel.hold(meter)) / 1e9)
      var statistics = ChannelStatistics()
      try read(channel, meter, within: range) { block in
        let chosen = block.restricted(to: range)
        scan.add(chosen)
        statistics.add(chosen.values.span)
      }
      lines.append(describe(scan, statistics, channel, meter))
    }
    return lines.joined(separator: "\n")
  }

  private func describe(
    _ scan: MeterScan, _ statistics: ChannelStatistics, _ channel: ShellChannel, _ meter: Meter
  ) -> String {
    let title = joined([
      channel.name, "house \(channel.building), meter \(meter.id)", channel.quantity.description,
    ])
    guard let start = scan.start, let end = scan.end, let mean = scan.mean else {
      return title + ": no samples"
    }
    let missing = scan.missingFraction ?? 0
    let covered = Double(end - start) * (1 - missing) / 3.6e12
    let figure = { (value: Double) in "\(DecimalText.fixed(value, 1)) \(channel.unit)" }
    var rows = [
      ["samples", DecimalText.grouped(scan.rows)],
      ["from, to", stretch(start..<end)],
      ["coverage", "\(DecimalText.fixed((1 - missing) * 100, 1)) %"],
      ["gaps", gaps(of: scan)],
      ["mean", figure(mean)],
      ["deviation", figure(statistics.standardDeviation)],
      ["least", figure(Double(scan.minimum))],
      ["greatest", figure(Double(scan.maximum))],
    ]
    if channel.quantity.isPower {
      rows.append(["energy", "\(DecimalText.fixed(mean * covered / 1000, 2)) k\(channel.unit)h"])
    }
    let table = TextTable(columns: [.left(""), .left("")], rows: rows)
    return title + "\n" + table.render(width: surroundings.tableColumns(), style: style)
  }

  private func gaps(of scan: MeterScan) -> String {
    guard let longest = scan.gaps.max(by: { $0.nanoseconds < $1.nanoseconds }) else {
      return "none"
    }
    return "\(DecimalText.grouped(scan.gaps.count)), the longest \(length(longest.nanoseconds)) "
      + "from \(moment(longest.start))"
  }

  /// "16.9 days", "2.5 h", "90 s".
  func length(_ nanoseconds: Int64) -> String {
    let seconds = Double(nanoseconds) / 1e9
    for (unit, size) in [("days", 86_400.0), ("h", 3600), ("min", 60)] where seconds >= 2 * size {
      return "\(DecimalText.fixed(seconds / size, 1)) \(unit)"
    }
    return "\(DecimalText.fixed(seconds, 0)) s"
  }
}

extension SampleBlock {
  /// The samples within the range; all of them without one.
  func restricted(to range: Range<Int64>?) -> SampleBlock {
    guard let range else { return self }
    let chosen = times.indices.filter { range.contains(times[$0]) }
    return SampleBlock(times: chosen.map { times[$0] }, values: chosen.map { values[$0] })
  }
}
