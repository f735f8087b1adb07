import Files
import HDF5

/// Finds out how pandas laid a frame into a group: as a table, or in its "fixed" format.
struct FrameLayoutReader {
  /// The group's path in the file.
  let location: String

  /// The layout of the frame in the group.
  func storage(of group: borrowing HDF5Group) throws -> MeterStorage {
    if try group.kind(of: "table") != nil { return try table(in: group) }
    if try group.kind(of: "axis1") != nil {
      return try FixedFrameReader(location).storage(of: group)
    }
    throw MeterDataError(
      status: .badData, attempt: "read", path: group.location,
      reason: "it holds neither a table nor a fixed frame of pandas")
  }

  private func table(in group: borrowing HDF5Group) throws -> MeterStorage {
    let table = try group.dataset("table")
    let place = group.location
    let order = try group.attributeBytes("non_index_axes").flatMap {
      try ColumnLabels.parseAxes($0, at: "\(place)@non_index_axes")
    }
    let timezone = try group.attributeBytes("info").flatMap {
      try FrameTimeZone.parse($0, at: "\(place)@info")
    }
    return try storage(
      of: table, at: location + "/table", order: order ?? [], timezone: timezone)
  }

  /// The layout of a table that may stand alone, without a group that describes it.
  func storage(
    of table: borrowing HDF5Dataset, at path: String, order: [Quantity] = [],
    timezone: String? = nil
  ) throws -> MeterStorage {
    let description = try table.description()
    guard description.shape.count == 1, let index = description.layout["index"],
      index.kind == .int64, index.shape.isEmpty
    else { throw foreign(table.location, description) }
    let unit = try indexUnit(of: table)
    var columns: [MeterStorage.Column] = []
    for field in description.layout.fields where field.name != "index" {
      guard field.kind.isNumeric else { continue }
      let labels = try labels(of: field, in: table)
      for (element, label) in labels.enumerated() {
        columns.append(
          MeterStorage.Column(quantity: label, dataset: path, field: field, element: element))
      }
    }
    let unreadable = description.unreadableFields.map { "its column \($0) is of an unknown type" }
    return MeterStorage(
      index: MeterStorage.Column(
        quantity: Quantity("time"), dataset: path, field: index, element: 0),
      unit: unit, columns: Self.ordered(columns, by: order), rows: description.rows,
      compression: description.compression, timezone: timezone, notes: unreadable)
  }

  /// Blocks are numbered by type, so the frame's own order stands elsewhere.
  private static func ordered(
    _ columns: [MeterStorage.Column], by order: [Quantity]
  ) -> [MeterStorage.Column] {
    let places = columns.map { order.firstIndex(of: $0.quantity) ?? Int.max }
    return columns.indices.sorted { (places[$0], $0) < (places[$1], $1) }.map { columns[$0] }
  }

  /// The labels of a block or data column; a table without them names its columns by their fields.
  private func labels(
    of field: HDF5Field, in table: borrowing HDF5Dataset
  ) throws -> [Quantity] {
    guard let bytes = try table.attributeBytes("\(field.name)_kind") else {
      guard field.count != 1 else { return [Quantity(field.name)] }
      return (0..<field.count).map { Quantity("\(field.name)[\($0)]") }
    }
    let place = "\(table.location)@\(field.name)_kind"
    let labels = try ColumnLabels.parse(bytes, at: place)
    guard labels.count == field.count else {
      throw MeterDataError(
        status: .badData, attempt: "read the column labels", path: place,
        reason: "there are \(labels.count) labels for \(field.count) columns",
        remedy: "The file is damaged, or it was not written by pandas.")
    }
    return labels
  }

  private func indexUnit(of table: borrowing HDF5Dataset) throws -> IndexUnit {
    let kind = try table.attributeString("index_kind") ?? "datetime64"
    if let unit = IndexUnit(kind: kind) { return unit }
    throw MeterDataError(
      status: .badData, attempt: "read the index of", path: table.location,
      reason: "it is of kind \"\(kind)\", not a time",
      remedy: "A meter's table needs a DatetimeIndex.")
  }

  private func foreign(_ place: String, _ description: HDF5Description) -> MeterDataError {
    let names = description.layout.fields.map { $0.name.isEmpty ? "(unnamed)" : $0.name }
    let found = (names + description.unreadableFields).joined(separator: ", ")
    return MeterDataError(
      status: .badData, attempt: "read", path: place,
      reason: "it is no table of pandas with an int64 field \"index\"; its fields are: \(found)",
      remedy: "Only files in NILMTK's layout can be read; energy convert makes them from CSV.")
  }
}

extension HDF5ElementKind {
  var isNumeric: Bool {
    if case .text = self { false } else { true }
  }
}
