import Configuration
import Files

/// UK-DALE as it is distributed: `house_<N>/channel_<M>.dat` with labels and perhaps metadata.
package struct UKDALERawSource: MeterSource {
  /// What the files say, with the times of each meter's first and last row.
  package let dataset: Dataset
  /// For each house, by its number.
  private let houses: [Int: RawHouse]
  /// All that the metadata say, where there are any.
  let original: OriginalMetadata?

  /// What to name instead of a folder without houses, by what lies in it.
  private static func remedy(for folder: String) -> String {
    // A folder that cannot be listed has no better advice to give.
    let names = ((try? FileSystem.list(folder)) ?? []).sorted()
    let files = { (endings: [String]) in
      names.filter { name in endings.contains { name.lowercased().hasSuffix($0) } }
    }
    if !files([".h5", ".hdf5"]).isEmpty {
      let all = files([".h5", ".hdf5", ".csv"]).map { FileSystem.joined(folder, $0) }
      let more = all.count > 4 ? " and \(all.count - 4) more" : ""
      return "Name one of its files: \(all.prefix(4).joined(separator: ", "))\(more)."
    }
    if let table = files([".csv"]).first {
      return "Name its tables, \(FileSystem.joined(folder, table)) for one, or describe them in a "
        + "file for energy convert --meters."
    }
    return "Name the folder into which ukdale.zip was unpacked."
  }

  /// Describes the folder; no file is kept open.
  ///
  /// - Parameter folder: The folder that holds `house_1`, or one such house itself.
  /// - Throws: `MeterDataError` (65) where the folder holds no house.
  package init(folder: String) throws(MeterDataError) {
    let houses = try UKDALERawSource.houses(in: folder)
    guard !houses.isEmpty else {
      throw MeterDataError(
        status: .badData, attempt: "read the raw data in", path: folder,
        reason: "it holds no house_1/channel_1.dat or the like",
        remedy: UKDALERawSource.remedy(for: folder))
    }
    let metadata = try UKDALERawSource.metadata(beside: folder)
    let timezone = metadata?.dataset.timezone ?? "Europe/London"
    let zone = try UKDALERawSource.zone(timezone)
    var buildings: [Building] = []
    var known: [Int: RawHouse] = [:]
    var nodes: [Int: YAMLNode] = [:]
    for var house in houses {
      let node = try metadata?.building(house.id)
      let described = node.flatMap { metadata?.building(house.id, $0, zone: zone) }
      nodes[house.id] = node
      let soundCard = described?.meters.first { $0.location.hasSuffix("/mains.dat") }
      if let soundCard { house.soundCardMeter = soundCard.id }
      buildings.append(try RawBuilding(house, described).building())
      known[house.id] = house
    }
    dataset = Dataset(
      path: folder, format: .ukdaleRaw, name: metadata?.dataset.name ?? "UK-DALE",
      timezone: timezone, buildings: buildings)
    self.houses = known
    original = metadata.map { OriginalMetadata(root: $0.root, buildings: nodes) }
  }

  /// Opens the file of one of a meter's columns.
  package func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    let entry = dataset.buildings.first { $0.id == building }?.meters.first { $0.id == meter }
    guard let house = houses[building], let entry,
      let column = entry.columns.firstIndex(of: quantity)
    else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: dataset.path,
        reason: "house \(building) has no meter \(meter) with \(quantity)")
    }
    return try TextSampleReader(
      path: house.path(ofMeter: meter), parser: DatRows(column: column))
  }

  /// True where a folder looks like the raw distribution.
  package static func recognises(_ folder: String) -> Bool {
    // A folder that cannot be listed is not recognised; opening it says why.
    (try? houses(in: folder))?.isEmpty == false
  }

  private static func houses(in folder: String) throws(MeterDataError) -> [RawHouse] {
    let names: [String]
    do {
      names = try FileSystem.list(folder)
    } catch {
      throw MeterDataError(error)
    }
    var houses: [RawHouse] = []
    for name in names {
      let path = FileSystem.joined(folder, name)
      guard let id = number(of: name), FileSystem.isDirectory(path) else { continue }
      if let house = try RawHouse(id, folder: path) { houses.append(house) }
    }
    if houses.isEmpty, names.contains(where: { $0.hasPrefix("channel_") }) {
      let own = number(of: FileSystem.name(of: FileSystem.resolved(folder))) ?? 1
      if let house = try RawHouse(own, folder: folder) { houses.append(house) }
    }
    return houses.sorted { $0.id < $1.id }
  }

  /// 2 for "house_2".
  private static func number(of name: String) -> Int? {
    guard name.hasPrefix("house_") else { return nil }
    return Int(name.dropFirst(6)).flatMap { $0 > 0 ? $0 : nil }
  }

  /// The folder `metadata` in the data's folder, or beside the single house.
  private static func metadata(beside folder: String) throws(MeterDataError) -> RawMetadata? {
    let places = [folder, FileSystem.parent(of: FileSystem.resolved(folder))]
    for place in places {
      let path = FileSystem.joined(place, "metadata")
      if let metadata = try RawMetadata(folder: path) { return metadata }
    }
    return nil
  }

  private static func zone(_ name: String) throws(MeterDataError) -> TimeZoneRules {
    do {
      return try TimeZoneRules(named: name)
    } catch {
      throw MeterDataError(error)
    }
  }
}

/// A house's description, from its metadata where there are any, else from its labels.
private struct RawBuilding {
  private let house: RawHouse
  private let described: Building?

  init(_ house: RawHouse, _ described: Building?) {
    self.house = house
    self.described = described
  }

  func building() throws(MeterDataError) -> Building {
    var building = described ?? Building(id: house.id, originalName: "house_\(house.id)")
    var meters: [Meter] = []
    for id in house.meters { meters.append(try meter(id)) }
    if described == nil { building.appliances = appliances(of: meters) }
    building.meters = meters
    return building
  }

  private func meter(_ id: Int) throws(MeterDataError) -> Meter {
    let path = house.path(ofMeter: id)
    var meter = described?.meters.first { $0.id == id } ?? standard(id)
    meter.location = path
    if isSoundCard(id) {
      meter.columns = RawHouse.soundCardColumns
    } else if meter.columns.count != 1 {
      meter.columns = [id == 1 ? .apparentPower : .activePower]
    }
    do {
      let span = try TextSpan.read(path, DatRows(column: 0))
      (meter.start, meter.end) = (span?.start, span?.end)
      if span == nil { meter.rows = 0 }
    } catch  where error.status == .badData {
      // One bad channel does not hide the others; whoever reads it gets the error itself.
      meter.notes.append("some rows cannot be read: \(error.path ?? path): \(error.reason)")
    }
    return meter
  }

  private func isSoundCard(_ id: Int) -> Bool { house.hasSoundCard && id == house.soundCardMeter }

  /// A meter of a house without metadata, by the rules of the distribution.
  private func standard(_ id: Int) -> Meter {
    if isSoundCard(id) {
      return Meter(
        id: id, isSiteMeter: true, device: "SoundCardPowerMeter", samplePeriod: 1,
        maxSamplePeriod: 3, location: "")
    }
    let above = house.hasSoundCard ? house.soundCardMeter : 1
    return Meter(
      id: id, isSiteMeter: id == 1, isDisabled: id == 1 && house.hasSoundCard,
      submeterOf: id == 1 ? (house.hasSoundCard ? above : nil) : above,
      device: id == 1 ? "EcoManagerWholeHouseTx" : "EcoManagerTxPlug", samplePeriod: 6,
      maxSamplePeriod: 120, location: "")
  }

  /// An appliance for each labelled plug.
  private func appliances(of meters: [Meter]) -> [Appliance] {
    var instances: [String: Int] = [:]
    return meters.compactMap { meter in
      guard !meter.isSiteMeter, let label = house.labels[meter.id] else { return nil }
      let type = RawLabels.type(of: label)
      instances[type, default: 0] += 1
      return Appliance(
        type: type, instance: instances[type] ?? 1, meters: [meter.id], originalName: label)
    }
  }
}

extension RawLabels {
  /// The vocabulary's word for a label: "dish washer" for "dishwasher" and "dish_washer".
  static func type(of label: String) -> String {
    let known = [
      "kettle", "microwave", "fridge", "fridge freezer", "freezer", "dish washer",
      "washing machine", "washer dryer", "boiler", "toaster", "oven", "television",
    ]
    let key = ApplianceNames.key(label)
    return known.first { ApplianceNames.key($0) == key } ?? ApplianceNames.canonical(label)
  }
}
