import CHDF5

/// Reads a dataset's type: which columns a row has, where they lie, which of them are readable.
struct FileRowReader {
  let attempt: String
  let place: Place

  /// Rows wider than this are no table of ours.
  private static let largestRow = 64 << 20
  private static let mostFields = 4096

  /// The row as it is in the file and in memory, and the names of the columns left out.
  ///
  /// - Parameters:
  ///   - type: The dataset's type, lent.
  ///   - columns: The extents after the first, of which a plain row is made.
  /// - Returns: The fields in the file's order.
  /// - Throws: Where no field can be read or a row is beyond all bounds.
  func row(
    of type: Int64, columns: [Int]
  ) throws(HDF5Error) -> (file: FileRow, layout: HDF5RowLayout, unreadable: [String]) {
    let size = H5Tget_size(type)
    guard size > 0, size <= FileRowReader.largestRow else { throw refusal("a row has over 64 MiB") }
    var found: [Found] = []
    var unreadable: [String] = []
    if H5Tget_class(type) == H5T_COMPOUND, columns.isEmpty {
      let count = try Library.call(attempt, place) { H5Tget_nmembers(type) }
      guard count <= FileRowReader.mostFields else { throw refusal("it has \(count) columns") }
      for index in 0..<UInt32(count) {
        let name = try memberName(type, index)
        let member = try member(type, index, name, rowSize: size)
        if let member { found.append(member) } else { unreadable.append(name) }
      }
    } else if let plain = try field("", type, leading: columns) {
      found = [plain]
    }
    let layout = try packed(found)
    let isCompound = !layout.isPlain
    let row = fileRow(found, layout, size: isCompound ? size : layout.rowSize, type)
    return (row, layout, unreadable)
  }

  private struct Found {
    let field: HDF5Field
    let isBigEndian: Bool
    var offset = 0
  }

  private func packed(_ found: [Found]) throws(HDF5Error) -> HDF5RowLayout {
    guard !found.isEmpty else { throw refusal("it holds no numbers and no fixed-size strings") }
    var size = 0
    for part in found {
      size += part.field.size
      guard size <= FileRowReader.largestRow else { throw refusal("a row has over 64 MiB") }
    }
    return HDF5RowLayout(found.map(\.field))
  }

  private func fileRow(
    _ found: [Found], _ layout: HDF5RowLayout, size: Int, _ type: Int64
  ) -> FileRow {
    let columns = zip(found, layout.fields).map { part, field in
      FileRow.Column(
        offsetInFile: part.offset, offsetInMemory: field.offset, count: field.count,
        elementSize: field.kind.size, isBigEndian: part.isBigEndian)
    }
    let isPacked =
      size == layout.rowSize
      && columns.allSatisfy { $0.offsetInFile == $0.offsetInMemory && !$0.isBigEndian }
    let hasVariableParts =
      H5Tdetect_class(type, H5T_VLEN) != 0 || H5Tdetect_class(type, H5T_REFERENCE) != 0
    return FileRow(
      size: size, columns: columns, isPacked: isPacked, hasVariableParts: hasVariableParts)
  }

  /// A member of a compound, or nil where it cannot be read.
  private func member(
    _ type: Int64, _ index: UInt32, _ name: String, rowSize: Int
  ) throws(HDF5Error) -> Found? {
    let member = try Datatype(attempt, place) { H5Tget_member_type(type, index) }
    let found = try member.withIdentifier { member throws(HDF5Error) in
      try field(name, member, leading: [])
    }
    guard var found else { return nil }
    found.offset = H5Tget_member_offset(type, index)
    guard found.offset >= 0, found.offset <= rowSize - found.field.size else {
      throw refusal("the column \(name) lies outside the row")
    }
    return found
  }

  private func memberName(_ type: Int64, _ index: UInt32) throws(HDF5Error) -> String {
    guard let name = unsafe H5Tget_member_name(type, index) else {
      throw refusal(ErrorStack.reason())
    }
    defer { _ = unsafe H5free_memory(name) }
    return unsafe String(cString: name)
  }

  /// A field of the given type, or nil where its kind cannot be read.
  private func field(
    _ name: String, _ type: Int64, leading: [Int]
  ) throws(HDF5Error) -> Found? {
    guard H5Tget_class(type) == H5T_ARRAY else {
      guard let (kind, isBigEndian) = elementKind(type) else { return nil }
      return Found(field: try checked(name, kind, leading), isBigEndian: isBigEndian)
    }
    let rank = try Library.call(attempt, place) { H5Tget_array_ndims(type) }
    guard rank <= 32 else { throw refusal("an array has \(rank) dimensions") }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try Library.call(attempt, place) { unsafe H5Tget_array_dims2(type, &extents) }
    let base = try Datatype(attempt, place) { H5Tget_super(type) }
    guard let (kind, isBigEndian) = base.withIdentifier({ elementKind($0) }) else { return nil }
    let field = try checked(name, kind, leading + extents.map { Int(clamping: $0) })
    return Found(field: field, isBigEndian: isBigEndian)
  }

  private func checked(
    _ name: String, _ kind: HDF5ElementKind, _ shape: [Int]
  ) throws(HDF5Error) -> HDF5Field {
    var size = kind.size
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard !overflows, product <= FileRowReader.largestRow else {
        throw refusal("a row has over 64 MiB")
      }
      size = product
    }
    return HDF5Field(name, kind, shape: shape)
  }

  /// Only the standard types, bit for bit: a float with its exponent elsewhere is not one.
  private func elementKind(_ type: Int64) -> (HDF5ElementKind, isBigEndian: Bool)? {
    let size = H5Tget_size(type)
    if H5Tget_class(type) == H5T_STRING, (1...65536).contains(size), H5Tis_variable_str(type) == 0 {
      return (.text(size), false)
    }
    for kind in HDF5ElementKind.numbers where kind.size == size {
      if H5Tequal(type, kind.littleEndianType) > 0 { return (kind, false) }
      if H5Tequal(type, kind.bigEndianType) > 0 { return (kind, true) }
    }
    return nil
  }

  private func refusal(_ reason: String) -> HDF5Error {
    HDF5Error(status: .badData, attempt: attempt, path: place.description, reason: reason)
  }
}

extension HDF5ElementKind {
  static let numbers: [HDF5ElementKind] = [
    .int64, .float32, .float64, .int32, .uint64, .uint32, .int16, .uint16, .int8, .uint8,
  ]

  /// libhdf5's own type, not to be closed; for a string still to be given its size.
  var littleEndianType: Int64 {
    switch self {
    case .int8: energy_h5_i8()
    case .uint8: energy_h5_u8()
    case .int16: energy_h5_i16()
    case .uint16: energy_h5_u16()
    case .int32: energy_h5_i32()
    case .uint32: energy_h5_u32()
    case .int64: energy_h5_i64()
    case .uint64: energy_h5_u64()
    case .float32: energy_h5_f32()
    case .float64: energy_h5_f64()
    case .text: energy_h5_text()
    }
  }

  fileprivate var bigEndianType: Int64 {
    switch self {
    case .int8: energy_h5_i8()
    case .uint8: energy_h5_u8()
    case .int16: energy_h5_i16be()
    case .uint16: energy_h5_u16be()
    case .int32: energy_h5_i32be()
    case .uint32: energy_h5_u32be()
    case .int64: energy_h5_i64be()
    case .uint64: energy_h5_u64be()
    case .float32: energy_h5_f32be()
    case .float64: energy_h5_f64be()
    case .text: energy_h5_text()
    }
  }
}
