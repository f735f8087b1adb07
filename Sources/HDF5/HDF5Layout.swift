/// What one element of a field is, in memory little-endian and without padding.
package enum HDF5ElementKind: Sendable, Hashable {
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64
  case float32, float64
  /// A string of a fixed number of bytes.
  case text(Int)

  /// Bytes of one element.
  package var size: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    case .text(let size): size
    }
  }
}

/// One column of a table, or the whole row of a plain array.
package struct HDF5Field: Sendable, Hashable {
  /// The member's name; empty for a plain array.
  package let name: String
  package let kind: HDF5ElementKind
  /// The dimensions of an array field; empty for a scalar.
  package let shape: [Int]
  /// Bytes from the start of the row in memory.
  package let offset: Int

  /// Elements in one row.
  package var count: Int { shape.reduce(1, *) }
  /// Bytes in one row.
  package var size: Int { count * kind.size }

  /// A field whose place in the row is set by the layout it joins.
  package init(_ name: String, _ kind: HDF5ElementKind, shape: [Int] = []) {
    self.init(name, kind, shape: shape, offset: 0)
  }

  init(_ name: String, _ kind: HDF5ElementKind, shape: [Int], offset: Int) {
    self.name = name
    self.kind = kind
    self.shape = shape
    self.offset = offset
  }
}

/// How a row lies in memory: its fields one after another, packed.
package struct HDF5RowLayout: Sendable, Hashable {
  package let fields: [HDF5Field]
  /// Bytes from one row to the next.
  package let rowSize: Int

  /// Packs fields in the given order.
  package init(_ fields: [HDF5Field]) {
    var offset = 0
    self.fields = fields.map { field in
      defer { offset += field.size }
      return HDF5Field(field.name, field.kind, shape: field.shape, offset: offset)
    }
    rowSize = offset
  }

  /// The field of that name.
  package subscript(name: String) -> HDF5Field? { fields.first { $0.name == name } }

  /// Whether rows are one unnamed field, as in an array that is no table.
  var isPlain: Bool { fields.count == 1 && fields[0].name.isEmpty }
}

/// Everything about a dataset that can be known without reading its rows.
package struct HDF5Description: Sendable {
  /// The file and the path in it.
  package let location: String
  /// The extent in each dimension; empty for a scalar.
  package let shape: [Int]
  /// The extent each dimension may grow to; nil is without bound.
  package let maximumShape: [Int?]
  /// How rows read from it lie in memory.
  package let layout: HDF5RowLayout
  /// Columns whose type nothing here can read; they are left out of the layout.
  package let unreadableFields: [String]
  /// How a row lies in the file.
  let fileRow: FileRow
  /// Rows in a chunk; nil where the rows are not stored in chunks.
  package let chunkRows: Int?
  /// What each chunk passed through, in the order of writing.
  package let filters: [HDF5Filter]
  /// Where a contiguous dataset begins in the file, for mapping it; nil otherwise.
  package let fileOffset: Int?
  /// Bytes that every chunk has once decoded; zero where there are no chunks.
  let chunkSize: Int
  /// Whether chunks hold whole rows.
  let chunksHoldWholeRows: Bool

  /// Whether a row in the file is byte for byte a row in memory.
  package var isPackedInFile: Bool { fileRow.isPacked }
  /// The extent of the first dimension; 1 for a scalar.
  package var rows: Int { shape.first ?? 1 }
}
