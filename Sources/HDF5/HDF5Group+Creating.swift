import CHDF5
import Files

extension HDF5Object where Kind == HDF5GroupKind {
  /// Creates a group, and the groups above it where they are missing.
  ///
  /// - Parameter path: Below this group; nothing may be there.
  /// - Returns: The new group.
  /// - Throws: 74 where the file cannot be written.
  package borrowing func createGroup(_ path: String) throws(HDF5Error) -> HDF5Group {
    let attempt = "create the group"
    let child = place.child(path)
    let parent = handle.identifier
    let links = try linkProperties(attempt, child)
    let creation = try Properties(attempt, child, status: .inputOutput) {
      H5Pcreate(energy_h5_group_create())
    }
    _ = creation.withIdentifier { H5Pset_obj_track_times($0, false) }
    let group = try links.withIdentifier { links throws(HDF5Error) in
      try creation.withIdentifier { creation throws(HDF5Error) in
        try Handle<HDF5GroupKind>(attempt, child, status: .inputOutput) {
          unsafe H5Gcreate2(parent, path, links, creation, energy_h5_default())
        }
      }
    }
    return HDF5Group(handle: group, place: child)
  }

  /// Creates a table that grows by appending, stored in chunks.
  ///
  /// - Parameters:
  ///   - path: Below this group; nothing may be there.
  ///   - layout: The columns, packed in the file as in memory.
  ///   - chunkRows: Rows in a chunk; `HDF5RowLayout.chunkRows(expecting:)` gives PyTables' choice.
  ///   - filters: What each chunk passes through, in order.
  /// - Returns: A writer for the rows.
  /// - Throws: 74 where the file cannot be written.
  package borrowing func createTable(
    _ path: String, _ layout: HDF5RowLayout, chunkRows: Int, filters: [HDF5FilterChoice]
  ) throws(HDF5Error) -> HDF5RowWriter {
    precondition(chunkRows > 0, "a chunk needs rows, not \(chunkRows)")
    let attempt = "create the table"
    let child = place.child(path)
    let creation = try creationProperties(attempt, child)
    try creation.withIdentifier { creation throws(HDF5Error) in
      try Library.call(attempt, child, status: .inputOutput) {
        unsafe H5Pset_chunk(creation, 1, [hsize_t(chunkRows)])
      }
      for choice in filters {
        let filter = choice.filter(rowSize: layout.rowSize, chunkSize: chunkRows * layout.rowSize)
        try Library.call(attempt, child, status: .inputOutput) {
          unsafe H5Pset_filter(
            creation, H5Z_filter_t(filter.identifier), filter.flags, filter.values.count,
            filter.values)
        }
      }
    }
    let space = try Dataspace(attempt, child, status: .inputOutput) {
      unsafe H5Screate_simple(1, [0], [energy_h5_unlimited()])
    }
    return try createDataset(attempt, path, layout, columns: [], creation, space, rows: 0)
  }

  /// Creates an array whose whole extent is reserved at once in one stretch of the file.
  ///
  /// - Parameters:
  ///   - path: Below this group; nothing may be there.
  ///   - kind: What each element is.
  ///   - shape: The extents, rows first; what is never written reads as zero.
  /// - Returns: A writer for the rows.
  /// - Throws: 74 where the file cannot be written.
  package borrowing func createArray(
    _ path: String, _ kind: HDF5ElementKind, shape: [Int]
  ) throws(HDF5Error) -> HDF5RowWriter {
    precondition(!shape.isEmpty && shape.allSatisfy { $0 >= 0 }, "no array has the shape \(shape)")
    let attempt = "create the array"
    let child = place.child(path)
    let creation = try creationProperties(attempt, child)
    try creation.withIdentifier { creation throws(HDF5Error) in
      try Library.call(attempt, child, status: .inputOutput) {
        H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY)
      }
      // The system gives zeros for what was never written, without writing them.
      try Library.call(attempt, child, status: .inputOutput) {
        H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER)
      }
    }
    let extents = shape.map { hsize_t($0) }
    let space = try Dataspace(attempt, child, status: .inputOutput) {
      unsafe H5Screate_simple(Int32(extents.count), extents, nil)
    }
    let columns = Array(shape.dropFirst())
    let layout = HDF5RowLayout([HDF5Field("", kind, shape: columns)])
    return try createDataset(
      attempt, path, layout, columns: columns, creation, space, rows: shape[0])
  }

  private borrowing func createDataset(
    _ attempt: String, _ path: String, _ layout: HDF5RowLayout, columns: [Int],
    _ creation: borrowing Properties, _ space: borrowing Dataspace, rows: Int
  ) throws(HDF5Error) -> HDF5RowWriter {
    let child = place.child(path)
    let parent = handle.identifier
    let links = try linkProperties(attempt, child)
    let type = try TypeMaker(attempt: attempt, place: child).type(for: layout)
    let dataset = try links.withIdentifier { links throws(HDF5Error) in
      try creation.withIdentifier { creation throws(HDF5Error) in
        try space.withIdentifier { space throws(HDF5Error) in
          try type.withIdentifier { type throws(HDF5Error) in
            try Handle<HDF5DatasetKind>(attempt, child, status: .inputOutput) {
              unsafe H5Dcreate2(
                parent, path, type, space, links, creation, energy_h5_default())
            }
          }
        }
      }
    }
    return HDF5RowWriter(
      HDF5Dataset(handle: dataset, place: child), type, layout, columns: columns, rows: rows)
  }

  private borrowing func linkProperties(
    _ attempt: String, _ child: Place
  ) throws(HDF5Error) -> Properties {
    let links = try Properties(attempt, child, status: .inputOutput) {
      H5Pcreate(energy_h5_link_create())
    }
    _ = links.withIdentifier { H5Pset_create_intermediate_group($0, 1) }
    return links
  }

  private borrowing func creationProperties(
    _ attempt: String, _ child: Place
  ) throws(HDF5Error) -> Properties {
    let creation = try Properties(attempt, child, status: .inputOutput) {
      H5Pcreate(energy_h5_dataset_create())
    }
    // Without modification times the same content gives the same bytes.
    _ = creation.withIdentifier { H5Pset_obj_track_times($0, false) }
    return creation
  }
}

extension HDF5RowLayout {
  /// The rows of a chunk as PyTables chooses them: 64 KiB for small tables, 512 KiB for large ones.
  package func chunkRows(expecting rows: Int) -> Int {
    let mebibytes = Double(rows) * Double(rowSize) / Double(1 << 20)
    let size =
      switch mebibytes {
      case ..<10: 64 << 10
      case ..<100: 128 << 10
      case ..<1000: 256 << 10
      default: 512 << 10
      }
    return max(size / max(rowSize, 1), 1)
  }
}
