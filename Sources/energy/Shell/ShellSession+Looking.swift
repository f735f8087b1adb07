import Files
import MeterData

// Opening a data set, and what its description says without its samples.
extension ShellSession {
  mutating func open(_ words: [String]) throws -> String {
    guard let path = words.first, words.count == 1 else {
      throw UsageError(
        words.isEmpty ? "no file is named" : "open takes one file",
        remedy: "Usage: \(ShellVerb.open.usage). Quote a name with spaces.")
    }
    let opened = try surroundings.open(path)
    zone = try TimeZoneRules(named: opened.dataset.timezone)
    source = opened
    settings = ShellSettings()
    output = nil
    let buildings = opened.dataset.buildings
    if buildings.count == 1 { settings.houses = [buildings[0].id] }
    var lines = [title(of: opened.dataset)]
    if buildings.count == 1 { lines.append(summary(of: buildings[0])) }
    return lines.joined(separator: "\n")
  }

  private func title(of dataset: Dataset) -> String {
    let meters = dataset.buildings.reduce(0) { $0 + $1.meters.count }
    let parts = [
      FileSystem.name(of: dataset.path), dataset.name, dataset.timezone,
      "\(counted(dataset.buildings.count, "house")), \(counted(meters, "meter"))",
      dataset.compression,
    ]
    return joined(parts.compactMap(\.self))
  }

  func listHouses(_ line: ShellLine) throws -> String {
    try refuseWords(line)
    var table = TextTable(
      columns: [
        .left(""), .right("house"), .right("meters"), .right("appliances"), .left("from"),
        .left("to"),
      ], indent: 0)
    for building in try opened().dataset.buildings {
      let span = span(of: building.meters)
      table.add([
        settings.houses.contains(building.id) ? "*" : " ", String(building.id),
        String(building.meters.count), String(building.appliances.count),
        span.map { ISOTime.date($0.lowerBound, in: zone) } ?? "",
        span.map { ISOTime.date($0.upperBound, in: zone) } ?? "",
      ])
    }
    return table.render(width: surroundings.tableColumns(), style: style)
  }

  mutating func chooseHouses(_ words: [String]) throws -> String {
    let dataset = try opened().dataset
    guard !words.isEmpty else { return summary(of: try building()) }
    var houses: [Int] = []
    for word in words.flatMap({ $0.split(separator: ",") }) {
      guard let number = Int(word) else {
        throw UsageError("\"\(word)\" is no number of a house", remedy: "Type houses for the list.")
      }
      let id = try dataset.building(number).id
      if !houses.contains(id) { houses.append(id) }
    }
    settings.houses = houses
    var chosen: [String] = []
    for house in houses { chosen.append(summary(of: try dataset.building(house))) }
    return chosen.joined(separator: "\n")
  }

  /// "house 2 · 20 meters · 2013-02-17 → 2013-10-10".
  private func summary(of building: Building) -> String {
    let span = span(of: building.meters)
    let dates = span.map { span in
      [span.lowerBound, span.upperBound].map { ISOTime.date($0, in: zone) }
        .joined(separator: " \(style.arrow) ")
    }
    return joined(
      ["house \(building.id)", counted(building.meters.count, "meter"), dates].compactMap(\.self))
  }

  func listMeters(_ line: ShellLine) throws -> String {
    try refuseWords(line)
    let building = try building()
    var table = TextTable(columns: [
      .right("meter"), .left("", shrinksTo: 10), .right("rows"), .right("period", optional: true),
      .left("measures", shrinksTo: 8, optional: true), .left("from", optional: true),
      .left("to", optional: true),
    ])
    for meter in building.meters {
      table.add([
        String(meter.id), name(of: meter, in: building), meter.rows.map(DecimalText.grouped) ?? "",
        meter.samplePeriod.flatMap(TimeSpan.init(seconds:))?.spaced ?? "",
        meter.columns.map { $0.type.isEmpty ? $0.physical : $0.type }.joined(separator: ", "),
        meter.start.map { ISOTime.date($0, in: zone) } ?? "",
        meter.end.map { ISOTime.date($0, in: zone) } ?? "",
      ])
    }
    return table.render(width: surroundings.tableColumns(), style: style)
  }

  func listAppliances(_ line: ShellLine) throws -> String {
    try refuseWords(line)
    let building = try building()
    var table = TextTable(columns: [
      .left("appliance", shrinksTo: 12), .right(""), .left("meters"),
      .left("room", shrinksTo: 6, optional: true), .left("called", shrinksTo: 6, optional: true),
    ])
    for appliance in building.appliances.sorted(by: {
      ($0.type, $0.instance) < ($1.type, $1.instance)
    }) {
      let meters = appliance.submeters.map(String.init).joined(separator: ", ")
      table.add([
        appliance.type, appliance.instance > 1 ? String(appliance.instance) : "",
        meters.isEmpty ? "not metered" : meters, appliance.room ?? "",
        appliance.originalName == appliance.type ? "" : appliance.originalName ?? "",
      ])
    }
    guard !building.appliances.isEmpty else {
      return "House \(building.id) names no appliances; its meters can be named: \"meter 5\"."
    }
    return table.render(width: surroundings.tableColumns(), style: style)
  }

  /// "mains", the appliances on the meter, or what the source calls it.
  func name(of meter: Meter, in building: Building) -> String {
    let types = building.appliances.filter { $0.submeters.contains(meter.id) }.map(\.type)
    var parts: [String] = []
    if meter.isSiteMeter { parts.append("mains") }
    for type in types where !parts.contains(type) { parts.append(type) }
    if parts.isEmpty, let label = meter.label { parts.append(label) }
    return parts.joined(separator: ", ") + (meter.isDisabled ? " (disabled)" : "")
  }

  /// From the first to the last row of all the meters, where known.
  func span(of meters: [Meter]) -> Range<Int64>? {
    let starts = meters.compactMap(\.start)
    let ends = meters.compactMap(\.end)
    guard let start = starts.min(), let end = ends.max(), start < end else { return nil }
    return start..<end
  }

  /// "1 house", "2 houses".
  func counted(_ count: Int, _ noun: String) -> String {
    "\(DecimalText.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
