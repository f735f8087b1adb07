import CHDF5
import Files

extension HDF5Object where Kind == HDF5DatasetKind {
  /// What the dataset says about itself; reads no rows.
  ///
  /// - Returns: Extents, layout, chunks and filters.
  /// - Throws: 65 where it holds nothing readable or claims more than the file can hold.
  package borrowing func description() throws(HDF5Error) -> HDF5Description {
    try DescriptionReader(place: place, dataset: handle.identifier).description()
  }

  /// Whether the rows can be read: all filters are there and the storage can hold what is claimed.
  ///
  /// - Parameter description: This dataset's own.
  /// - Throws: 65 with the filter's name and a way to convert the file, or with the two sizes.
  package borrowing func requireReadable(_ description: HDF5Description) throws(HDF5Error) {
    for filter in description.filters { try require(filter) }
    try requireStorage(description)
  }

  /// Reads rows into memory that lies as the description's layout says.
  ///
  /// - Parameters:
  ///   - first: The first row.
  ///   - count: How many.
  ///   - target: At least `count` rows long.
  ///   - description: This dataset's own.
  /// - Throws: 65 where the dataset is damaged or its filter is missing.
  package borrowing func readRows(
    from first: Int, count: Int, into target: UnsafeMutableRawBufferPointer,
    _ description: HDF5Description
  ) throws(HDF5Error) {
    guard let reader = ChunkReader(place, handle.identifier, description) else {
      return try unsafe readPlainRows(from: first, count: count, into: target, description)
    }
    requireRoom(first, count, target.count, description)
    let rowSize = description.layout.rowSize
    let slot = ChunkSlot(reader)
    var row = first
    while row < first + count {
      let chunk = row / reader.chunkRows
      try slot.read(chunk, of: self)
      slot.decode()
      try slot.requireSound()
      let start = chunk * reader.chunkRows
      let end = min(start + reader.chunkRows, first + count)
      let bytes = unsafe slot.rows.bytes[((row - start) * rowSize)..<((end - start) * rowSize)]
      unsafe UnsafeMutableRawBufferPointer(rebasing: target[((row - first) * rowSize)...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
      row = end
    }
  }

  /// Reads rows into `rows`, whose memory is used again where it suffices.
  package borrowing func readRows(
    _ range: Range<Int>, into rows: inout HDF5Rows, _ description: HDF5Description
  ) throws(HDF5Error) {
    rows.resize(to: range.count, layout: description.layout)
    try unsafe readRows(
      from: range.lowerBound, count: range.count, into: rows.bytes, description)
  }

  /// Reads rows through libhdf5's own pipeline into `rows`.
  borrowing func readPlainRows(
    _ range: Range<Int>, into rows: inout HDF5Rows, _ description: HDF5Description
  ) throws(HDF5Error) {
    rows.resize(to: range.count, layout: description.layout)
    try unsafe readPlainRows(
      from: range.lowerBound, count: range.count, into: rows.bytes, description)
  }

  borrowing func readPlainRows(
    from first: Int, count: Int, into target: UnsafeMutableRawBufferPointer,
    _ description: HDF5Description
  ) throws(HDF5Error) {
    requireRoom(first, count, target.count, description)
    guard count > 0 else { return }
    let row = description.fileRow
    guard !row.isPacked else {
      return try unsafe readFileRows(from: first, count: count, into: target, description)
    }
    var bytes = [UInt8](repeating: 0, count: count * row.size)
    var span = bytes.mutableSpan
    try unsafe span.withUnsafeMutableBytes { bytes throws(HDF5Error) in
      try unsafe readFileRows(from: first, count: count, into: bytes, description)
      unsafe row.convert(
        UnsafeRawBufferPointer(bytes), into: target, rowSize: description.layout.rowSize)
    }
  }

  /// Reads rows as they lie in the file, so that libhdf5 converts nothing.
  private borrowing func readFileRows(
    from first: Int, count: Int, into target: UnsafeMutableRawBufferPointer,
    _ description: HDF5Description
  ) throws(HDF5Error) {
    let attempt = "read the rows of"
    guard !description.fileRow.hasVariableParts else {
      throw HDF5Error(
        status: .badData, attempt: attempt, path: place.description,
        reason: "they hold strings or lists of varying length, which are not supported")
    }
    let dataset = handle.identifier
    let type = try Datatype(attempt, place) { H5Dget_type(dataset) }
    let selection = RowSelection(attempt: attempt, place: place, shape: description.shape)
    let file = try selection.inFile(dataset, from: first, count: count)
    let memory = try selection.inMemory(count: count)
    precondition(target.count >= count * description.fileRow.size)
    try type.withIdentifier { type throws(HDF5Error) in
      try file.withIdentifier { file throws(HDF5Error) in
        try memory.withIdentifier { memory throws(HDF5Error) in
          try Library.call(attempt, place) {
            unsafe H5Dread(
              dataset, type, memory, file, energy_h5_default(), target.baseAddress)
          }
        }
      }
    }
  }

  private borrowing func requireRoom(
    _ first: Int, _ count: Int, _ room: Int, _ description: HDF5Description
  ) {
    precondition(first >= 0 && count >= 0 && first <= description.rows - count)
    precondition(room >= count * description.layout.rowSize)
  }

  /// Reads all rows of a small dataset: axes, labels, valid stretches.
  ///
  /// - Parameter limit: The most bytes to read.
  /// - Returns: The rows.
  /// - Throws: 65 where it is damaged or larger than the limit.
  package borrowing func readAll(limit: Int = 64 << 20) throws(HDF5Error) -> HDF5Rows {
    let description = try description()
    try requireReadable(description)
    guard description.rows <= limit / max(description.layout.rowSize, 1) else {
      throw HDF5Error(
        status: .badData, attempt: "read", path: place.description,
        reason: "it holds more than \(limit) bytes")
    }
    var rows = HDF5Rows()
    try readRows(0..<description.rows, into: &rows, description)
    return rows
  }

  private borrowing func require(_ filter: HDF5Filter) throws(HDF5Error) {
    try Library.prepare()
    let isThere = H5Zfilter_avail(H5Z_filter_t(truncatingIfNeeded: filter.identifier))
    guard isThere <= 0 else { return }
    let name = filter.name == "an unknown filter" ? filter.name : "the filter \(filter.name)"
    throw HDF5Error(
      status: .badData, attempt: "read the rows of", path: place.description,
      reason: "they are compressed with \(name) (\(filter.identifier)), which is not supported",
      remedy: "Convert the file where that filter is installed: "
        + "`ptrepack --complib=blosc --complevel=9 OLD.h5 NEW.h5`.")
  }

  private borrowing func requireStorage(_ description: HDF5Description) throws(HDF5Error) {
    guard let chunkRows = description.chunkRows else { return }
    let chunks = try ChunkCount.stored(place, handle.identifier)
    // Rows that were never written read as the fill value; a few may be missing, not most.
    let claimed = description.rows / max(chunkRows, 1)
    guard claimed > 1024, chunks < claimed / 2 else { return }
    throw HDF5Error(
      status: .badData, attempt: "read the rows of", path: place.description,
      reason: "it claims \(description.rows) rows, but only \(chunks) of "
        + "\(claimed) chunks are stored",
      remedy: "The file seems damaged or cut short; fetch or write it again.")
  }
}

/// Dataspaces that select whole rows.
struct RowSelection {
  let attempt: String
  let place: Place
  /// The dataset's extents.
  let shape: [Int]

  /// The dataset's own space with the rows selected; a scalar is selected as it is.
  func inFile(_ dataset: Int64, from first: Int, count: Int) throws(HDF5Error) -> Dataspace {
    let space = try Dataspace(attempt, place) { H5Dget_space(dataset) }
    guard !shape.isEmpty else { return space }
    let starts = [hsize_t(first)] + [hsize_t](repeating: 0, count: shape.count - 1)
    let counts = extents(count)
    try space.withIdentifier { space throws(HDF5Error) in
      try Library.call(attempt, place) {
        unsafe H5Sselect_hyperslab(space, H5S_SELECT_SET, starts, nil, counts, nil)
      }
    }
    return space
  }

  /// Memory that holds just these rows.
  func inMemory(count: Int) throws(HDF5Error) -> Dataspace {
    guard !shape.isEmpty else { return try Dataspace(attempt, place) { H5Screate(H5S_SCALAR) } }
    let counts = extents(count)
    return try Dataspace(attempt, place) {
      unsafe H5Screate_simple(Int32(counts.count), counts, nil)
    }
  }

  private func extents(_ count: Int) -> [hsize_t] {
    [hsize_t(count)] + shape.dropFirst().map { hsize_t($0) }
  }
}
