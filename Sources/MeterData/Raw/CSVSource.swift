import Configuration
import Files

/// Tables of text as a data set: one file as it is, or several with a description in YAML.
package struct CSVSource: MeterSource {
  /// Where one column of one meter lies.
  struct Place: Sendable {
    let layout: CSVLayout
    let column: Int
  }

  /// A column's name in the data set.
  struct Key: Hashable, Sendable {
    let building: Int
    let meter: Int
    let quantity: Quantity
  }

  /// What the files say, with the times of each meter's first and last row.
  package let dataset: Dataset
  private let places: [Key: Place]
  private let zone: TimeZoneRules

  /// Describes one table, `timestamp,power[,…]`, as the house 1.
  ///
  /// Columns named for a quantity (power, active, apparent, reactive, voltage, mains, aggregate)
  /// are the mains; each other column is a plug with an appliance of its name. A column without a
  /// name is power.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - timezone: The zone of times that carry no offset.
  /// - Throws: `MeterDataError` (65) where the first lines are no such table.
  package init(path: String, timezone: String = "UTC") throws(MeterDataError) {
    let layout = try CSVLayout(path: path)
    var table = CSVTable(layout)
    for column in layout.columns.indices where column != layout.timeColumn {
      if layout.isNumeric(column) { table.take(column) }
    }
    guard !table.places.isEmpty else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: path,
        reason: "its first row has no column of numbers beside the times")
    }
    let zone = try CSVSource.zone(timezone)
    try self.init(
      path: path, name: nil, zone: zone, buildings: [table.building], places: table.places)
  }

  /// Describes the tables that a YAML file names.
  ///
  /// - Parameters:
  ///   - description: The YAML file.
  ///   - paths: Tables and folders from the command line, in which the named files are sought.
  /// - Throws: `MeterDataError` (65 or 66) with the line of the description.
  package init(description: String, paths: [String]) throws(MeterDataError) {
    let described = try CSVDescription(path: description, tables: paths)
    try self.init(
      path: paths.first ?? description, name: described.name, zone: described.zone,
      buildings: described.buildings, places: described.places)
  }

  private init(
    path: String, name: String?, zone: TimeZoneRules, buildings: [Building], places: [Key: Place]
  ) throws(MeterDataError) {
    var buildings = buildings
    for house in buildings.indices {
      for index in buildings[house].meters.indices {
        let meter = buildings[house].meters[index]
        guard let quantity = meter.columns.first,
          let place = places[
            Key(building: buildings[house].id, meter: meter.id, quantity: quantity)]
        else { continue }
        let rows = CSVRows(place.layout, column: place.column, zone: zone)
        if let span = try TextSpan.read(place.layout.path, rows) {
          buildings[house].meters[index].start = span.start
          buildings[house].meters[index].end = span.end
        }
      }
    }
    dataset = Dataset(
      path: path, format: .csv, name: name, timezone: zone.name, buildings: buildings)
    self.places = places
    self.zone = zone
  }

  /// True where the file's name says that it is a table of text.
  package static func recognises(_ path: String) -> Bool {
    [".csv", ".tsv", ".txt"].contains { path.lowercased().hasSuffix($0) }
  }

  /// Opens the file of one of a meter's columns.
  package func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    guard let place = places[Key(building: building, meter: meter, quantity: quantity)] else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: dataset.path,
        reason: "house \(building) has no meter \(meter) with \(quantity)")
    }
    return try TextSampleReader(
      path: place.layout.path, parser: CSVRows(place.layout, column: place.column, zone: zone))
  }

  static func zone(_ name: String) throws(MeterDataError) -> TimeZoneRules {
    do {
      return try TimeZoneRules(named: name)
    } catch {
      throw MeterDataError(error)
    }
  }
}

/// Decides what the columns of a table without a description are.
private struct CSVTable {
  private let layout: CSVLayout
  private var mains: Meter
  private var plugs: [Meter] = []
  private var appliances: [Appliance] = []
  private(set) var places: [CSVSource.Key: CSVSource.Place] = [:]

  init(_ layout: CSVLayout) {
    self.layout = layout
    mains = Meter(id: 1, isSiteMeter: true, location: layout.path)
  }

  var building: Building {
    Building(id: 1, meters: (mains.columns.isEmpty ? [] : [mains]) + plugs, appliances: appliances)
  }

  mutating func take(_ column: Int) {
    let name = Spelling.folded(layout.columns[column])
    if let quantity = CSVTable.quantity(of: name), !mains.columns.contains(quantity) {
      mains.columns.append(quantity)
      place(1, quantity, column)
    } else if !CSVTable.isRemark(name) {
      let id = plugs.count + 2
      plugs.append(
        Meter(
          id: id, submeterOf: mains.columns.isEmpty ? nil : 1, columns: [.activePower],
          location: layout.path))
      let type = RawLabels.type(of: layout.columns[column])
      appliances.append(
        Appliance(
          type: type, instance: appliances.count { $0.type == type } + 1, meters: [id],
          originalName: layout.columns[column]))
      place(id, .activePower, column)
    }
  }

  private mutating func place(_ meter: Int, _ quantity: Quantity, _ column: Int) {
    places[CSVSource.Key(building: 1, meter: meter, quantity: quantity)] =
      CSVSource.Place(layout: layout, column: column)
  }

  /// What a column of this name measures of the mains, or nil where it names something else.
  private static func quantity(of name: String) -> Quantity? {
    if let quantity = CSVQuantity.parse(name) { return quantity }
    let words = ["mains", "aggregate", "total", "house", "watts", "watt", "w", "value", "column 2"]
    return words.contains(name) ? .activePower : nil
  }

  /// Other times, on/off states and marks are not samples.
  private static func isRemark(_ name: String) -> Bool {
    name.isEmpty || name == "flag" || name.hasSuffix(" on")
      || ["issues", "unix", "time", "timestamp", "date", "datetime"].contains(name)
  }
}

/// Quantities as people write them: "power apparent", "power", "active", "VA", "voltage".
enum CSVQuantity {
  static func parse(_ text: String) -> Quantity? {
    switch Spelling.folded(text) {
    case "power", "power active", "active", "active power", "real power": .activePower
    case "power apparent", "apparent", "apparent power", "va": .apparentPower
    case "power reactive", "reactive", "reactive power", "var": Quantity("power", "reactive")
    case "voltage", "volts", "v": Quantity("voltage")
    case "current", "amps", "a": Quantity("current")
    case "frequency": Quantity("frequency")
    case "energy", "energy active", "active energy": Quantity("energy", "active")
    default: nil
    }
  }
}
