import HDF5

/// Reads how a frame lies in pandas' "fixed" format: an axis of times and a matrix for each type.
struct FixedFrameReader {
  private let location: String

  init(_ location: String) { self.location = location }

  func storage(of group: borrowing HDF5Group) throws -> MeterStorage {
    let axis = try group.dataset("axis1")
    let description = try axis.description()
    let kind = try axis.attributeString("kind") ?? ""
    guard description.shape.count == 1, let field = description.layout.fields.first,
      field.kind == .int64, let unit = IndexUnit(kind: kind)
    else {
      throw MeterDataError(
        status: .badData, attempt: "read the index of", path: axis.location,
        reason: "it is of kind \"\(kind)\", not a time",
        remedy: "A meter's frame needs a DatetimeIndex.")
    }
    var columns: [MeterStorage.Column] = []
    let blocks = Int(try group.attributeInteger("nblocks") ?? 1)
    for block in 0..<min(max(blocks, 0), 64) {
      columns += try self.columns(of: block, in: group, rows: description.rows)
    }
    return MeterStorage(
      index: MeterStorage.Column(
        quantity: Quantity("time"), dataset: location + "/axis1", field: field, element: 0),
      unit: unit, columns: columns, rows: description.rows, compression: description.compression,
      timezone: try Self.zone(of: axis), notes: [])
  }

  /// The zone is plain text; "N." is a pickled None.
  private static func zone(of axis: borrowing HDF5Dataset) throws -> String? {
    let text = try axis.attributeString("tz")
    return text?.contains(".") == true || text?.isEmpty == true ? nil : text
  }

  private func columns(
    of block: Int, in group: borrowing HDF5Group, rows: Int
  ) throws -> [MeterStorage.Column] {
    let labels = try labels(named: "block\(block)_items", in: group)
    let values = try group.dataset("block\(block)_values")
    let description = try values.description()
    guard description.shape == [rows, labels.count], let field = description.layout.fields.first,
      field.kind.isNumeric
    else {
      throw MeterDataError(
        status: .badData, attempt: "read", path: values.location,
        reason: "it is no matrix of \(rows) rows and \(labels.count) columns",
        remedy: "Save the frame with format=\"table\", as NILMTK does.")
    }
    return labels.enumerated().map { element, label in
      MeterStorage.Column(
        quantity: label, dataset: "\(location)/block\(block)_values", field: field, element: element
      )
    }
  }

  /// Labels of one level, or of several as distinct texts and codes into them.
  private func labels(named name: String, in group: borrowing HDF5Group) throws -> [Quantity] {
    if try group.kind(of: name) == .dataset {
      return try texts(of: name, in: group).map { Quantity($0) }
    }
    var levels: [[String]] = []
    for level in 0..<2 {
      let texts = try texts(of: "\(name)_level\(level)", in: group)
      let rows = try group.dataset("\(name)_label\(level)").readAll()
      guard let field = rows.layout.fields.first, field.kind.isNumeric else { return [] }
      var codes: [Int64] = []
      rows.append(field, to: &codes)
      // A code of -1 is a missing label.
      levels.append(codes.map { texts.indices.contains(Int($0)) ? texts[Int($0)] : "" })
    }
    return zip(levels[0], levels[1]).map { Quantity($0, $1) }
  }

  /// The strings of an axis; numbers stand as their digits.
  private func texts(of name: String, in group: borrowing HDF5Group) throws -> [String] {
    let rows = try group.dataset(name).readAll()
    guard let field = rows.layout.fields.first else { return [] }
    guard field.kind.isNumeric else { return (0..<rows.count).map { rows.text(field, row: $0) } }
    var numbers: [Int64] = []
    rows.append(field, to: &numbers)
    return numbers.map { String($0) }
  }
}
