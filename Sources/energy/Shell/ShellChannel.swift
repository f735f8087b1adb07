import Files
import MeterData
import Work

/// Something of a house that can be drawn: its mains, an appliance or a bare meter.
struct ShellChannel {
  /// "kettle".
  let name: String
  let building: Int
  /// Each is drawn on its own; an appliance on two plugs has two.
  let meters: [Meter]
  let quantity: Quantity
  /// What is unusual about it, without a full stop.
  let note: String?

  /// "W", "V", "A": what its values are counted in.
  var unit: String {
    switch quantity.physical {
    case "power": quantity.type == "reactive" ? "var" : quantity.type == "apparent" ? "VA" : "W"
    case "voltage": "V"
    case "current": "A"
    case "frequency": "Hz"
    case "energy": "kWh"
    default: ""
    }
  }

  /// True for the power of anything but the mains.
  var isAppliance: Bool { quantity.isPower && name != "mains" }

  /// How long a value holds until the next is missed, in nanoseconds.
  func hold(_ meter: Meter) -> Int64 {
    let seconds = meter.maxSamplePeriod ?? 5 * (meter.samplePeriod ?? 60)
    return Int64(min(max(seconds, 1), 86_400) * 1e9)
  }

  /// "kettle · house 2, meter 8 · power active".
  func title(_ style: TerminalStyle) -> String {
    let numbers = ApplianceNames.list(meters.map { String($0.id) })
    return [
      name, "house \(building), meter\(meters.count == 1 ? "" : "s") \(numbers)",
      quantity.description,
    ].joined(separator: " \(style.dot) ")
  }
}

extension ShellSession {
  /// Finds what the words name: "mains", an appliance, "meter 5", with a quantity behind it.
  ///
  /// - Throws: `MeterDataError` that names the nearest channel; `UsageError` for no words.
  func channel(_ words: [String]) throws -> ShellChannel {
    let building = try building()
    let (names, wanted) = quantityWord(words)
    let name = names.joined(separator: " ")
    guard !names.isEmpty else {
      throw UsageError("no channel is named", remedy: "Name mains, an appliance or \"meter 5\".")
    }
    if Spelling.folded(name) == "mains" { return try mainsChannel(building, wanted) }
    let found = try resolved(name, in: building)
    let meters = building.meters.filter { found.meters.contains($0.id) }
    let quantity = try pick(wanted, from: meters, named: name)
    return ShellChannel(
      name: found.type, building: building.id, meters: meters, quantity: quantity,
      note: found.note)
  }

  /// Adds "mains" to what a mistyped name may have meant.
  private func resolved(_ name: String, in building: Building) throws -> ResolvedAppliance {
    let nearest = Spelling.nearest(to: name, among: building.meteredTypes + ["mains"])
    if nearest == "mains" {
      throw UsageError(
        status: .badData, attempt: "", path: nil,
        reason: "no channel \"\(name)\" in house \(building.id)", remedy: "Did you mean mains?")
    }
    return try building.resolve(appliance: name, of: try opened().dataset.path)
  }

  private func mainsChannel(_ building: Building, _ wanted: String?) throws -> ShellChannel {
    let dataset = try opened().dataset
    if let wanted {
      let meters = building.meters.filter { meter in
        meter.isSiteMeter && meter.columns.contains { $0.type == wanted || $0.physical == wanted }
      }
      let quantity = try pick(wanted, from: meters, named: "mains")
      return ShellChannel(
        name: "mains", building: building.id, meters: Array(meters.prefix(1)), quantity: quantity,
        note: nil)
    }
    let mains = try dataset.resolveMains(
      in: [building.id], quantity: settings.mainsQuantity, meter: settings.mainsMeter)[0]
    return ShellChannel(
      name: "mains", building: building.id,
      meters: building.meters.filter { mains.meters.contains($0.id) }, quantity: mains.quantity,
      note: nil)
  }

  /// Takes a quantity off the end of the words: "mains voltage".
  private func quantityWord(_ words: [String]) -> (names: [String], quantity: String?) {
    let known = ["active", "apparent", "reactive", "voltage", "current", "frequency", "energy"]
    guard let last = words.last?.lowercased(), known.contains(last) else { return (words, nil) }
    return (Array(words.dropLast()), last)
  }

  private func pick(
    _ wanted: String?, from meters: [Meter], named name: String
  ) throws(UsageError) -> Quantity {
    let there = meters.flatMap(\.columns)
    guard let wanted else {
      if let quantity = meters.first?.powerQuantity ?? there.first { return quantity }
      throw UsageError("\(name) has no samples")
    }
    if let match = there.first(where: { $0.type == wanted || $0.physical == wanted }) {
      return match
    }
    let offered = Set(there.map(\.description)).sorted()
    throw UsageError(
      "\(name) does not measure \(wanted)",
      remedy: offered.isEmpty ? nil : "It measures \(ApplianceNames.list(offered)).")
  }

  /// Hands every block of the meter's samples to `body`, in the file's order, with progress.
  ///
  /// With a range, blocks outside of it may be left out: reading ends when two blocks in a row lie
  /// behind its end, the most by which rows may be out of order.
  func read(
    _ channel: ShellChannel, _ meter: Meter, within range: Range<Int64>?,
    _ body: (borrowing SampleBlock) -> Void
  ) throws {
    let source = try opened()
    let label = "read \(channel.name)"
    try surroundings.work(label, "rows") { supervision in
      let reader = try source.reader(
        building: channel.building, meter: meter.id, quantity: channel.quantity)
      var block = SampleBlock()
      var done = 0
      var behind = 0
      while behind < 2, try reader.read(into: &block) {
        body(block)
        done += block.count
        try supervision.advance(to: done, of: reader.rows)
        guard let end = range?.upperBound else { continue }
        behind = block.times.allSatisfy { $0 >= end } ? behind + 1 : 0
      }
      return nil
    }
  }

  /// What the words' times say, else the range that is set, else all of the meters' time.
  func extent(_ times: Range<Int64>?, _ channel: ShellChannel) throws -> Range<Int64> {
    if let times { return times }
    if let from = settings.from, let to = settings.to { return from..<to }
    let whole = try wholeExtent(of: channel).clamped(to: ShellTimes.plausible)
    let part = whole.clamped(to: settings.range ?? whole)
    guard !part.isEmpty else {
      throw UsageError("\(channel.name) has no samples in the range that is set")
    }
    return part
  }

  private func wholeExtent(of channel: ShellChannel) throws -> Range<Int64> {
    if let span = span(of: channel.meters) { return span.lowerBound..<span.upperBound + 1 }
    var first = Int64.max
    var last = Int64.min
    for meter in channel.meters {
      try read(channel, meter, within: nil) { block in
        for time in block.times {
          first = min(first, time)
          last = max(last, time)
        }
      }
    }
    guard first <= last else {
      throw UsageError(
        status: .badData, attempt: "", path: nil, reason: "\(channel.name) has no samples",
        remedy: nil)
    }
    return first..<last + 1
  }
}
