import Files
import MeterData
import Work

/// What `energy preprocess` prints when it is done.
struct PreprocessPage {
  private let report: PreparationReport

  init(_ report: PreparationReport) { self.report = report }

  /// Everything unusual, each sentence once.
  var notes: [String] {
    var notes: [String] = []
    for note in report.houses.flatMap(\.notes) where !notes.contains(note) { notes.append(note) }
    return notes
  }

  /// The summary for people; with a width, tables are cut to it.
  func text(style: TerminalStyle, width: Int?) -> String {
    let houses = report.houses.map { house($0, style, width) }
    return ([headline] + houses).joined(separator: "\n\n")
  }

  private var headline: String {
    let megabytes = DecimalText.fixed(ProcessMeasures.peakMegabytes, 0)
    return "\(report.store)   grid \(report.period.spaced) · mains \(report.mainsQuantity) · "
      + "\(DecimalText.grouped(report.rows)) rows read in "
      + "\(DecimalText.fixed(report.seconds, 2)) s, \(megabytes) MB at most"
  }

  private func house(
    _ house: PreparationReport.House, _ style: TerminalStyle, _ width: Int?
  ) -> String {
    let share = 100 * Double(house.validSamples) / Double(max(house.grid.count, 1))
    let (start, end) = (day(house.grid.start), day(house.grid.end - 1))
    var lines = [
      "House \(house.building)   \(start) → \(end)   \(DecimalText.grouped(house.validSamples)) of "
        + "\(DecimalText.grouped(house.grid.count)) samples valid "
        + "(\(DecimalText.fixed(share, 1)) %) in \(DecimalText.grouped(house.validStretches)) "
        + (house.validStretches == 1 ? "stretch" : "stretches")
    ]
    if let noise = house.noiseShare {
      lines.append(
        "  noise share \(DecimalText.fixed(100 * noise, 1)) %: what the sum of the plugs leaves of "
          + "the measured mains")
    } else if report.plan.mains == .sum {
      lines.append("  noise share unknown: the house has no measured mains")
    }
    lines.append(table(of: house).render(width: width, style: style))
    return lines.joined(separator: "\n")
  }

  private func table(of house: PreparationReport.House) -> TextTable {
    var table = TextTable(columns: [
      .left("channel"), .left("meters", optional: true), .left("kind", optional: true),
      .right("mean W"), .right("std W", optional: true), .right("max W"), .right("kWh"),
      .right("missing"), .right("carried", optional: true), .right("max gap", optional: true),
      .right("activations"), .right("their kWh", optional: true),
    ])
    for channel in house.channels { table.add(cells(channel, of: house)) }
    return table
  }

  private func cells(
    _ channel: PreparationReport.Channel, of house: PreparationReport.House
  ) -> [String] {
    let samples = Double(max(house.grid.count, 1))
    let missing = Double(house.grid.count - channel.statistics.count)
    return [
      channel.appliance ?? channel.name, channel.meters.map(String.init).joined(separator: "+"),
      channel.quantity.split(separator: " ").last.map(String.init) ?? "",
      DecimalText.fixed(channel.statistics.mean, 1),
      DecimalText.fixed(channel.statistics.standardDeviation, 1),
      DecimalText.grouped(Double(channel.statistics.maximum)),
      DecimalText.fixed(channel.energy, 1), "\(DecimalText.fixed(100 * missing / samples, 1)) %",
      "\(DecimalText.fixed(100 * Double(channel.carried) / samples, 1)) %",
      channel.maxGap.spaced, channel.activations.map(DecimalText.grouped) ?? "",
      channel.activationEnergy.map { DecimalText.fixed($0 / 1000, 1) } ?? "",
    ]
  }

  /// The day in the data set's zone; the report was made with that zone, so it exists.
  private func day(_ time: Int64) -> String {
    ISOTime.date(time, in: zone)
  }

  private var zone: TimeZoneRules { report.zone }

  /// The document that CLI.md promises, and more.
  var json: JSON {
    [
      "store": .string(report.store), "period_s": JSON(report.period.seconds),
      "timezone": .string(report.zone.name), "mains_quantity": .string(report.mainsQuantity),
      "houses": .array(report.houses.map(house)), "notes": .array(notes.map(JSON.string)),
      "rows": .integer(report.rows), "seconds": JSON(report.seconds),
      "peak_memory_mb": JSON(ProcessMeasures.peakMegabytes),
    ]
  }

  private func house(_ house: PreparationReport.House) -> JSON {
    [
      "building": .integer(house.building),
      "start": .string(ISOTime.format(house.grid.start, in: zone)),
      "end": .string(ISOTime.format(house.grid.end, in: zone)),
      "samples": .integer(house.grid.count), "valid_samples": .integer(house.validSamples),
      "valid_stretches": .integer(house.validStretches), "noise_share": JSON(house.noiseShare),
      "channels": .object(
        house.channels.map { JSON.Member(key: $0.name, value: channel($0)) }),
    ]
  }

  private func channel(_ channel: PreparationReport.Channel) -> JSON {
    [
      "appliance": JSON(channel.appliance), "meters": .array(channel.meters.map(JSON.integer)),
      "quantity": .string(channel.quantity), "mean_w": JSON(channel.statistics.mean),
      "std_w": JSON(channel.statistics.standardDeviation),
      "max_w": JSON(channel.statistics.maximum), "energy_kwh": JSON(channel.energy),
      "samples": .integer(channel.statistics.count), "carried": .integer(channel.carried),
      "max_gap_s": JSON(channel.maxGap.seconds),
      "longest_gap_s": JSON(channel.longestGap?.span.seconds),
      "activations": JSON(channel.activations),
      "activation_energy_wh": JSON(channel.activationEnergy),
      "readings": .integer(channel.readings.readings),
      "left_out": .integer(channel.readings.impossible + channel.readings.notFinite),
    ]
  }
}
