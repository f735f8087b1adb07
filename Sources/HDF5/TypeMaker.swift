import CHDF5

/// Makes libhdf5's types for the rows we write.
struct TypeMaker {
  let attempt: String
  let place: Place

  /// A type whose rows lie as `layout` says, in memory and in the file.
  func type(for layout: HDF5RowLayout) throws(HDF5Error) -> Datatype {
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
    let type = try Datatype(attempt, place) { H5Tcopy(kind.littleEndianType) }
    if case .text(let size) = kind {
      try type.withIdentifier { type throws(HDF5Error) in
        try Library.call(attempt, place) { H5Tset_size(type, size) }
      }
    }
    return type
  }
}
