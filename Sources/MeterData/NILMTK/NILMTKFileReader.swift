import Files
import HDF5

/// Goes through a file once and collects what its groups and attributes say.
struct NILMTKFileReader {
  /// What a file holds.
  struct Contents {
    var dataset: Dataset
    var storages: [MeterKey: Result<MeterStorage, MeterDataError>]
  }

  private let path: String
  private var storages: [MeterKey: Result<MeterStorage, MeterDataError>] = [:]
  private var compressions: [String: Int] = [:]
  private var indexZone: String?

  /// Reads the file at `path`.
  static func contents(of path: String) throws -> Contents {
    var reader = NILMTKFileReader(path: path)
    return try reader.contents()
  }

  private init(path: String) { self.path = path }

  private mutating func contents() throws -> Contents {
    let file = try HDF5File(reading: path)
    let root = try file.root()
    let metadata = NILMTKMetadata(root: try Self.metadata(of: root))
    let zone = try zone(metadata.timezone ?? "UTC")
    var buildings: [Building] = []
    for number in Self.numbers(after: "building", in: try root.children()) {
      let group = try root.group("building\(number)")
      var building = metadata.building(number, try Self.metadata(of: group)) {
        ISOTime.parse($0, in: zone)
      }
      try addMeters(to: &building, from: group, below: root)
      buildings.append(building)
    }
    if buildings.isEmpty { buildings = [try looseFrames(in: root)] }
    let dataset = Dataset(
      path: path, format: .nilmtkHDF5, name: metadata.name,
      timezone: metadata.timezone ?? indexZone ?? "UTC",
      compression: compressions.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key,
      buildings: buildings)
    return Contents(dataset: dataset, storages: storages)
  }

  private func zone(_ name: String) throws -> TimeZoneRules {
    do throws(FilesError) {
      return try TimeZoneRules(named: name)
    } catch {
      throw MeterDataError(
        status: error.status, attempt: "read the metadata of", path: path, reason: error.reason,
        remedy: error.remedy)
    }
  }

  /// NILMTK's dict on the root or a house; a meter's attribute of that name is pandas' own.
  private static func metadata(of group: borrowing HDF5Group) throws -> PickleValue? {
    guard let bytes = try group.attributeBytes("metadata") else { return nil }
    let place = "\(group.location)@metadata"
    let value = try PickleParser.parse(bytes, at: place)
    guard value.entries != nil, !value.isCyclic else {
      let reason = value.isCyclic ? "it contains itself" : "it is no dict"
      throw MeterDataError(
        status: .badData, attempt: "read the metadata", path: place, reason: reason,
        remedy: "The file is damaged, or it was not written by NILMTK.")
    }
    return value
  }

  /// The numbers of children such as "meter10", in order of the number.
  private static func numbers(
    after prefix: String, in children: [(name: String, kind: HDF5ChildKind)]
  ) -> [Int] {
    children.compactMap { child in
      let digits = child.name.dropFirst(prefix.count)
      guard child.kind == .group, child.name.hasPrefix(prefix), !digits.hasPrefix("0"),
        digits.utf8.allSatisfy({ (48...57).contains($0) })
      else { return nil }
      return Int(digits)
    }.sorted()
  }
}

extension NILMTKFileReader {
  /// Adds what the tables say to the meters that the metadata name, and meters they leave out.
  private mutating func addMeters(
    to building: inout Building, from group: borrowing HDF5Group, below root: borrowing HDF5Group
  ) throws {
    let known = Set(building.meters.map(\.id))
    if try group.kind(of: "elec") == .group {
      let elec = try group.group("elec")
      for id in Self.numbers(after: "meter", in: try elec.children()) where !known.contains(id) {
        let location = NILMTKMetadata.location(nil, building.id, id)
        building.meters.append(Meter(id: id, location: location))
      }
    }
    building.meters.sort { $0.id < $1.id }
    for index in building.meters.indices {
      try describe(&building.meters[index], of: building.id, below: root)
    }
  }

  /// Fills in columns, rows, first and last time; a meter that cannot be read keeps a note.
  private mutating func describe(
    _ meter: inout Meter, of building: Int, below root: borrowing HDF5Group
  ) throws {
    meter.columns = []
    if try root.kind(of: meter.location) != .group {
      meter.location = NILMTKMetadata.location(nil, building, meter.id)
    }
    guard try root.kind(of: meter.location) != nil else {
      meter.rows = 0
      meter.notes.append("the file holds no samples of it")
      return
    }
    let key = MeterKey(building: building, meter: meter.id)
    do {
      let group = try root.group(meter.location)
      let storage = try FrameLayoutReader(location: meter.location).storage(of: group)
      storages[key] = .success(storage)
      try fill(&meter, from: storage)
    } catch let failure as any Failure {
      let error = MeterDataError(failure)
      storages[key] = .failure(error)
      meter.refusal = error
      meter.notes.append("it cannot be read: \(error.reason)")
    }
  }

  private mutating func fill(_ meter: inout Meter, from storage: MeterStorage) throws {
    meter.columns = storage.columns.map(\.quantity)
    meter.rows = storage.rows
    meter.notes += storage.notes
    compressions[storage.compression ?? "uncompressed", default: 0] += 1
    indexZone = indexZone ?? storage.timezone
    let bounds = try ColumnReader.bounds(path: path, storage: storage)
    meter.start = bounds?.start
    meter.end = bounds?.end
  }
}

extension NILMTKFileReader {
  /// Pandas tables outside NILMTK's groups, as the meters of a house 1, named by their place.
  private mutating func looseFrames(in root: borrowing HDF5Group) throws -> Building {
    var building = Building(id: 1)
    for location in try Self.frames(in: root, at: "", depth: 0) {
      var meter = Meter(
        id: building.meters.count + 1, label: String(location.dropFirst()), location: location)
      if try root.kind(of: location) == .group {
        try describe(&meter, of: 1, below: root)
      } else {
        try describeBareTable(&meter, below: root)
      }
      building.meters.append(meter)
    }
    guard building.meters.isEmpty else { return building }
    throw MeterDataError(
      status: .badData, attempt: "read", path: path,
      reason: "it holds neither NILMTK's groups (/building1/elec/meter1) nor tables of pandas",
      remedy: "See energy convert --help for other formats.")
  }

  private mutating func describeBareTable(
    _ meter: inout Meter, below root: borrowing HDF5Group
  ) throws {
    let key = MeterKey(building: 1, meter: meter.id)
    do {
      let table = try root.dataset(meter.location)
      let layout = FrameLayoutReader(location: meter.location)
      let storage = try layout.storage(of: table, at: meter.location)
      storages[key] = .success(storage)
      try fill(&meter, from: storage)
    } catch let failure as any Failure {
      let error = MeterDataError(failure)
      storages[key] = .failure(error)
      meter.refusal = error
      meter.notes.append("it cannot be read: \(error.reason)")
    }
  }

  /// Groups that hold a frame, and tables that stand alone, down to a bounded depth.
  private static func frames(
    in group: borrowing HDF5Group, at place: String, depth: Int
  ) throws -> [String] {
    var found: [String] = []
    for child in try group.children() where !child.name.hasPrefix("_") && found.count < 10_000 {
      let location = "\(place)/\(child.name)"
      switch child.kind {
      case .group:
        let inner = try group.group(child.name)
        let isFrame =
          try inner.kind(of: "table") == .dataset || inner.kind(of: "axis1") == .dataset
        if isFrame {
          found.append(location)
        } else if depth < 6 {
          found += try frames(in: inner, at: location, depth: depth + 1)
        }
      case .dataset:
        let layout = try group.dataset(child.name).description().layout
        if layout["index"]?.kind == .int64 { found.append(location) }
      case .other: continue
      }
    }
    return found
  }
}
