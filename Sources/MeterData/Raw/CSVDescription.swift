import Configuration
import Files

/// What a YAML file says about tables: houses, their meters, files, columns and appliances.
struct CSVDescription {
  var name: String?
  var zone = TimeZoneRules.utc
  var buildings: [Building] = []
  var places: [CSVSource.Key: CSVSource.Place] = [:]
  private let finder: CSVFinder
  private var layouts: [String: CSVLayout] = [:]

  init(path: String, tables: [String]) throws(MeterDataError) {
    finder = CSVFinder(description: path, tables: tables)
    do {
      let root = try YAMLDocument.read(path)
      var reader = try ConfigurationReader(root)
      try read(&reader)
    } catch let error as ConfigurationError {
      throw MeterDataError(error)
    } catch let error as MeterDataError {
      throw error
    } catch {
      throw MeterDataError(
        status: .internalFault, attempt: "read", path: path, reason: "\(error)")
    }
  }

  private mutating func read(_ reader: inout ConfigurationReader) throws {
    name = try reader.text("name")
    if let timezone = try reader.text("timezone") {
      do {
        zone = try TimeZoneRules(named: timezone)
      } catch {
        throw reader.fault("timezone", "is unknown: \(error.reason)", remedy: error.remedy)
      }
    }
    var houses = try reader.sections("buildings")
    // One house needs no list: its meters may stand at the top.
    if houses.isEmpty, reader.keys.contains("meters") {
      try readBuilding(&reader, number: 1)
    }
    for index in houses.indices {
      let number = try houses[index].integer("id", in: 1...Int.max) ?? index + 1
      try readBuilding(&houses[index], number: number)
      try houses[index].finish()
    }
    try reader.finish()
    guard !buildings.isEmpty else {
      throw reader.node.place.fault("it names no meters", remedy: "Add a list under meters:.")
    }
  }

  private mutating func readBuilding(
    _ reader: inout ConfigurationReader, number: Int
  ) throws {
    guard !buildings.contains(where: { $0.id == number }) else {
      throw reader.node.place.fault("house \(number) is described twice")
    }
    var building = Building(id: number)
    var entries = try reader.sections("meters")
    for index in entries.indices {
      try readMeter(&entries[index], into: &building, number: index + 1)
      try entries[index].finish()
    }
    guard !building.meters.isEmpty else {
      throw reader.node.place.fault("house \(number) has no meters")
    }
    var appliances = try reader.sections("appliances")
    for index in appliances.indices {
      try readAppliance(&appliances[index], into: &building)
      try appliances[index].finish()
    }
    building.meters.sort { $0.id < $1.id }
    buildings.append(building)
  }

  private mutating func readMeter(
    _ reader: inout ConfigurationReader, into building: inout Building, number: Int
  ) throws {
    let id = try reader.integer("id", in: 1...Int.max) ?? number
    guard !building.meters.contains(where: { $0.id == id }) else {
      throw reader.node.place.fault("meter \(id) of house \(building.id) is described twice")
    }
    let layout = try layout(&reader)
    var meter = Meter(
      id: id, isSiteMeter: try reader.boolean("mains") ?? false,
      submeterOf: try reader.integer("submeter_of", in: 0...Int.max),
      device: try reader.text("device"), samplePeriod: try reader.span("period")?.seconds,
      maxSamplePeriod: try reader.span("max_period")?.seconds, location: layout.path)
    if !meter.isSiteMeter, meter.submeterOf == nil { meter.submeterOf = 0 }
    for (quantity, column) in try columns(&reader, layout) {
      guard !meter.columns.contains(quantity) else {
        throw reader.node.place.fault("meter \(id) has two columns of \(quantity)")
      }
      meter.columns.append(quantity)
      places[CSVSource.Key(building: building.id, meter: id, quantity: quantity)] =
        CSVSource.Place(layout: layout, column: column)
    }
    for type in try reader.texts("appliance") ?? [] {
      building.add(Appliance(type: ApplianceNames.canonical(type), meters: [id]))
    }
    building.meters.append(meter)
  }

  private mutating func readAppliance(
    _ reader: inout ConfigurationReader, into building: inout Building
  ) throws {
    let type = try reader.require(reader.text("type"), "type")
    let meters = try reader.require(reader.integers("meters", in: 0...Int.max), "meters")
    if let unknown = meters.first(where: { meter in
      meter > 0 && !building.meters.contains { $0.id == meter }
    }) {
      throw reader.fault("meters", "names meter \(unknown), which is not described")
    }
    var appliance = Appliance(type: ApplianceNames.canonical(type), meters: meters)
    appliance.room = try reader.text("room")
    appliance.originalName = try reader.text("original_name")
    appliance.isDominant = try reader.boolean("dominant") ?? false
    appliance.onPowerThreshold = try reader.number("on_power_threshold", in: 0...1e6)
    appliance.maxPower = try reader.number("max_power", in: 0...1e6)
    appliance.minOnDuration = try reader.span("min_on")?.seconds
    appliance.minOffDuration = try reader.span("min_off")?.seconds
    building.add(appliance)
  }

  private mutating func layout(_ reader: inout ConfigurationReader) throws -> CSVLayout {
    let name = try reader.text("file")
    let path: String
    do throws(MeterDataError) {
      path = try finder.path(of: name)
    } catch {
      throw reader.fault("file", error.reason, remedy: error.remedy)
    }
    if let known = layouts[path] { return known }
    let layout = try CSVLayout(path: path)
    layouts[path] = layout
    return layout
  }

  /// The columns under `columns: {name: quantity}`, else the one under `column` and `quantity`.
  private func columns(
    _ reader: inout ConfigurationReader, _ layout: CSVLayout
  ) throws -> [(Quantity, Int)] {
    let quantity = try reader.value("quantity", CSVDescription.quantities, CSVDescription.quantity)
    let single = try reader.text("column")
    guard var several = try reader.section("columns") else {
      let column = try single.map { name in
        try index(of: name, layout) { reason in reader.fault("column", reason) }
      }
      let standard = layout.columns.indices.first { $0 != layout.timeColumn } ?? 1
      return [(quantity ?? .activePower, column ?? standard)]
    }
    var columns: [(Quantity, Int)] = []
    for name in several.keys {
      let quantity = try several.value(name, CSVDescription.quantities, CSVDescription.quantity)
      let column = try index(of: name, layout) { reason in several.fault(name, reason) }
      columns.append((try several.require(quantity, name), column))
    }
    return columns.sorted { $0.1 < $1.1 }
  }

  private func index(
    of name: String, _ layout: CSVLayout, _ fault: (String) -> ConfigurationError
  ) throws -> Int {
    if let column = layout.column(named: name), column != layout.timeColumn { return column }
    let names = layout.columns.enumerated().filter { $0.offset != layout.timeColumn }
    throw fault(
      "is no column of \(layout.path); it has \(names.map(\.element).joined(separator: ", "))")
  }

  private static let quantities =
    "a quantity such as power active, power apparent, power reactive or voltage"

  private static func quantity(_ node: YAMLNode) -> Quantity? {
    node.text.flatMap(CSVQuantity.parse)
  }
}

extension Building {
  /// Adds an appliance as the next instance of its type.
  fileprivate mutating func add(_ appliance: Appliance) {
    var appliance = appliance
    appliance.instance = appliances.count { $0.type == appliance.type } + 1
    appliances.append(appliance)
  }
}

/// Finds the tables that a description names.
private struct CSVFinder {
  let description: String
  let tables: [String]

  /// The table itself where only one was given, else the one of that name: given on the command
  /// line, in a folder given there, or beside the description.
  func path(of name: String?) throws(MeterDataError) -> String {
    guard let name else {
      if tables.count == 1, FileSystem.isRegularFile(tables[0]) { return tables[0] }
      throw fault("is missing, and not one table was given", "Add file: NAME.csv to the meter.")
    }
    let wanted = FileSystem.name(of: name)
    if let given = tables.first(where: { FileSystem.name(of: $0) == wanted }) { return given }
    let folders = tables.filter { FileSystem.isDirectory($0) }
    for folder in folders + [FileSystem.parent(of: description)] {
      let path = FileSystem.joined(folder, name)
      if FileSystem.isRegularFile(path) { return path }
    }
    throw fault("names \(name), which is not there", "Give its folder on the command line.")
  }

  private func fault(_ reason: String, _ remedy: String) -> MeterDataError {
    MeterDataError(
      status: .badConfiguration, attempt: "", path: nil, reason: reason, remedy: remedy)
  }
}
