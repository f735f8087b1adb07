import Files
import HDF5

/// How the tables of a file are compressed.
package enum TableCompression: Sendable, Hashable {
  /// Opened by any program that reads HDF5.
  case deflate(level: Int)
  /// What NILMTK itself writes, at level 9; h5py needs `hdf5plugin` for it.
  case blosc(level: Int)

  var filters: [HDF5FilterChoice] {
    switch self {
    case .deflate(let level): [.shuffle, .deflate(level: level)]
    case .blosc(let level): [.blosc(level: level)]
    }
  }
}

/// Writes a data set in NILMTK's HDF5 format, so that NILMTK, pandas and h5py read it.
///
/// Memory holds at most a chunk of each meter, and the same calls give the same bytes.
package struct NILMTKWriter: ~Copyable {
  private let file: HDF5File
  private let timezone: String
  private let filters: [HDF5FilterChoice]
  private var tables: [MeterKey: MeterTable] = [:]

  /// Creates the file; use `Publication` to give it its name once it is finished.
  ///
  /// `timezone` is the IANA name of the zone in which the index is shown.
  ///
  /// - Throws: 73 where the file cannot be created.
  package init(
    path: String, timezone: String, compression: TableCompression = .deflate(level: 4)
  ) throws(MeterDataError) {
    self.timezone = timezone
    filters = compression.filters
    do {
      file = try HDF5File(creating: path)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// Adds a meter without rows; the number of rows to come, even a guess, decides the chunk size.
  package mutating func createMeter(
    _ meter: Int, of building: Int, columns: [Quantity], expectedRows: Int = 0
  ) throws(MeterDataError) {
    precondition(!columns.isEmpty, "meter \(meter) has no column")
    let key = MeterKey(building: building, meter: meter)
    precondition(tables[key] == nil, "meter \(meter) of house \(building) is created twice")
    do {
      let group = try file.root().createGroup(key.path)
      tables[key] = try MeterTable(
        in: group, columns: columns, expectedRows: expectedRows, filters)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// Adds rows to a meter, in the order in which they shall stand.
  ///
  /// - Throws: 74 where the disk is full or fails.
  package mutating func append(
    _ rows: MeterRows, to meter: Int, of building: Int
  ) throws(MeterDataError) {
    guard let table = tables[MeterKey(building: building, meter: meter)] else {
      preconditionFailure("meter \(meter) of house \(building) was not created")
    }
    do {
      try table.append(rows)
    } catch {
      throw MeterDataError(error)
    }
  }

  /// Writes what is pending and the metadata, and closes the file.
  ///
  /// The data set describes the meters that were created: their locations, rows and time ranges are
  /// filled in here. `texts` are further members of the root's metadata, such as "description".
  ///
  /// - Throws: 74 where the disk is full or fails, 65 where metadata pass an attribute's 64 KiB.
  package consuming func finish(
    _ dataset: Dataset, texts: [(String, String)] = []
  ) throws(MeterDataError) -> [MeterSummary] {
    try finish(dataset, texts: texts, original: nil)
  }

  /// The same, keeping whatever else the data set's own files say.
  consuming func finish(
    _ dataset: Dataset, texts: [(String, String)], original: OriginalMetadata?
  ) throws(MeterDataError) -> [MeterSummary] {
    let keys = tables.keys.sorted()
    let spans = tables.compactMapValues(\.span)
    let description = try NILMTKDescription(
      dataset, spans: spans, created: Set(keys), texts: texts, original: original)
    let summaries = keys.map { key in
      MeterSummary(
        building: key.building, meter: key.meter, rows: tables[key]?.rows ?? 0,
        span: tables[key]?.span)
    }
    do {
      for key in keys {
        try tables[key]?.finish()
        let group = try file.group(key.path)
        try tables[key]?.describeFrame(group, timezone: timezone)
        // Closing writes cached chunks: in the order of the meters, not of a dictionary's hashes.
        tables[key] = nil
      }
      try describe(description, Set(keys.map(\.building)), keys)
      try file.close()
    } catch {
      throw MeterDataError(error)
    }
    return summaries
  }

  /// Every group is marked as PyTables' own; the root and the houses carry NILMTK's metadata.
  private borrowing func describe(
    _ description: NILMTKDescription, _ buildings: Set<Int>, _ keys: [MeterKey]
  ) throws(HDF5Error) {
    let root = try file.root()
    try mark(root)
    try root.setAttribute("PYTABLES_FORMAT_VERSION", "2.1")
    try root.setAttribute("metadata", bytes: description.root)
    for building in buildings.sorted() {
      let group = try file.group("building\(building)")
      try mark(group)
      if let metadata = description.buildings[building] {
        try group.setAttribute("metadata", bytes: metadata)
      }
      try mark(file.group("building\(building)/elec"))
    }
    for key in keys { try mark(file.group(key.path)) }
  }

  private func mark(_ group: borrowing HDF5Group) throws(HDF5Error) {
    try group.setAttribute("CLASS", "GROUP")
    try group.setAttribute("VERSION", "1.0")
    try group.setAttribute("TITLE", "")
  }
}

/// What was written of one meter.
package struct MeterSummary: Sendable {
  package let building: Int
  package let meter: Int
  package let rows: Int
  /// Nanoseconds UTC of the earliest and the latest row; nil without rows.
  package let span: ClosedRange<Int64>?
}

extension MeterKey: Comparable {
  /// Below the root, without a leading slash.
  var path: String { "building\(building)/elec/meter\(meter)" }

  static func < (a: MeterKey, b: MeterKey) -> Bool {
    (a.building, a.meter) < (b.building, b.meter)
  }
}
