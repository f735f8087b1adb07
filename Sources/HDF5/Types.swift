import CHDF5

/// Translates between the file's types and our layouts.
struct TypeTranslator {
  let attempt: String
  let place: Place

  /// Rows wider than this are no table of ours.
  static let largestRow = 64 << 20
  private static let mostFields = 4096

  /// The readable fields of a row of type `type`, and the names of those that are not.
  ///
  /// - Parameters:
  ///   - type: The dataset's type, lent.
  ///   - columns: The extents after the first, of which a plain row is made.
  /// - Returns: Packed in the file's order.
  /// - Throws: Where no field can be read or a row is beyond all bounds.
  func layout(
    of type: Int64, columns: [Int]
  ) throws(HDF5Error) -> (layout: HDF5RowLayout, unreadable: [String]) {
    guard H5Tget_class(type) == H5T_COMPOUND, columns.isEmpty else {
      let field = try field("", type, leading: columns)
      return (try bounded([field].compactMap { $0 }), field == nil ? ["its values"] : [])
    }
    let count = try Library.call(attempt, place) { H5Tget_nmembers(type) }
    guard count <= TypeTranslator.mostFields else { throw refusal("it has \(count) columns") }
    var fields: [HDF5Field] = []
    var unreadable: [String] = []
    for index in 0..<UInt32(count) {
      let name = try memberName(type, index)
      let member = try Datatype(attempt, place) { H5Tget_member_type(type, index) }
      let found = try member.withIdentifier { member throws(HDF5Error) in
        try field(name, member, leading: [])
      }
      if let found { fields.append(found) } else { unreadable.append(name) }
    }
    return (try bounded(fields), unreadable)
  }

  /// A memory type whose rows lie as `layout` says.
  func memoryType(for layout: HDF5RowLayout) throws(HDF5Error) -> Datatype {
    if layout.isPlain { return try elementType(layout.fields[0].kind) }
    let row = try Datatype(attempt, place) { H5Tcreate(H5T_COMPOUND, layout.rowSize) }
    for field in layout.fields {
      let type = try fieldType(field)
      try row.withIdentifier { row throws(HDF5Error) in
        try type.withIdentifier { type throws(HDF5Error) in
          try Library.call(attempt, place) { unsafe H5Tinsert(row, field.name, field.offset, type) }
        }
      }
    }
    return row
  }

  private func bounded(_ fields: [HDF5Field]) throws(HDF5Error) -> HDF5RowLayout {
    guard !fields.isEmpty else { throw refusal("it holds no numbers and no fixed-size strings") }
    var size = 0
    for field in fields {
      size += field.size
      guard size <= TypeTranslator.largestRow else { throw refusal("a row has over 64 MiB") }
    }
    return HDF5RowLayout(fields)
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
  ) throws(HDF5Error) -> HDF5Field? {
    guard H5Tget_class(type) == H5T_ARRAY else {
      guard let kind = elementKind(type) else { return nil }
      return try checked(name, kind, leading)
    }
    let rank = try Library.call(attempt, place) { H5Tget_array_ndims(type) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try Library.call(attempt, place) { unsafe H5Tget_array_dims2(type, &extents) }
    let base = try Datatype(attempt, place) { H5Tget_super(type) }
    guard let kind = base.withIdentifier({ elementKind($0) }) else { return nil }
    return try checked(name, kind, leading + extents.map { Int(clamping: $0) })
  }

  private func checked(
    _ name: String, _ kind: HDF5ElementKind, _ shape: [Int]
  ) throws(HDF5Error) -> HDF5Field {
    var size = kind.size
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard !overflows, product <= TypeTranslator.largestRow else {
        throw refusal("a row has over 64 MiB")
      }
      size = product
    }
    return HDF5Field(name, kind, shape: shape)
  }

  private func elementKind(_ type: Int64) -> HDF5ElementKind? {
    let size = H5Tget_size(type)
    switch (H5Tget_class(type), size) {
    case (H5T_INTEGER, 1): return isSigned(type) ? .int8 : .uint8
    case (H5T_INTEGER, 2): return isSigned(type) ? .int16 : .uint16
    case (H5T_INTEGER, 4): return isSigned(type) ? .int32 : .uint32
    case (H5T_INTEGER, 8): return isSigned(type) ? .int64 : .uint64
    case (H5T_FLOAT, 4): return .float32
    case (H5T_FLOAT, 8): return .float64
    case (H5T_STRING, 1...65536) where H5Tis_variable_str(type) == 0: return .text(size)
    default: return nil
    }
  }

  private func isSigned(_ type: Int64) -> Bool { H5Tget_sign(type) == H5T_SGN_2 }

  private func fieldType(_ field: HDF5Field) throws(HDF5Error) -> Datatype {
    let element = try elementType(field.kind)
    guard !field.shape.isEmpty else { return element }
    let extents = field.shape.map { hsize_t($0) }
    return try element.withIdentifier { element throws(HDF5Error) in
      try Datatype(attempt, place) {
        unsafe H5Tarray_create2(element, UInt32(extents.count), extents)
      }
    }
  }

  private func elementType(_ kind: HDF5ElementKind) throws(HDF5Error) -> Datatype {
    let type = try Datatype(attempt, place) { H5Tcopy(TypeTranslator.stored(kind)) }
    if case .text(let size) = kind {
      try type.withIdentifier { type throws(HDF5Error) in
        try Library.call(attempt, place) { H5Tset_size(type, size) }
      }
    }
    return type
  }

  private static func stored(_ kind: HDF5ElementKind) -> Int64 {
    switch kind {
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

  private func refusal(_ reason: String) -> HDF5Error {
    HDF5Error(
      status: .badData, attempt: attempt, path: place.description, reason: reason)
  }
}
