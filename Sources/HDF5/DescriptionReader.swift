import CHDF5
import Glibc

/// Reads what a dataset says about itself, and believes no size that the file cannot hold.
struct DescriptionReader {
  let place: Place
  /// Lent.
  let dataset: Int64
  private let attempt = "read the description of"

  init(place: Place, dataset: Int64) {
    self.place = place
    self.dataset = dataset
  }

  func description() throws(HDF5Error) -> HDF5Description {
    let (shape, maximum) = try extents()
    let columns = Array(shape.dropFirst())
    let type = try Datatype(attempt, place) { H5Dget_type(dataset) }
    let (fileRow, layout, unreadable) = try type.withIdentifier { type throws(HDF5Error) in
      try FileRowReader(attempt: attempt, place: place).row(of: type, columns: columns)
    }
    let storage = try storage(shape: shape, rowSize: fileRow.size)
    let description = HDF5Description(
      location: place.description, shape: shape, maximumShape: maximum, layout: layout,
      unreadableFields: unreadable, fileRow: fileRow, chunkRows: storage.chunkRows,
      filters: storage.filters, fileOffset: storage.offset, chunkSize: storage.chunkSize,
      chunksHoldWholeRows: storage.chunksHoldWholeRows)
    try requirePlausible(description)
    return description
  }

  /// The extents now and at most; a null dataspace has no rows.
  private func extents() throws(HDF5Error) -> (shape: [Int], maximum: [Int?]) {
    let space = try Dataspace(attempt, place) { H5Dget_space(dataset) }
    return try space.withIdentifier { space throws(HDF5Error) in
      guard H5Sget_simple_extent_type(space) != H5S_NULL else { return ([0], [0]) }
      let rank = try Library.call(attempt, place) { H5Sget_simple_extent_ndims(space) }
      var now = [hsize_t](repeating: 0, count: Int(rank))
      var most = now
      try Library.call(attempt, place) {
        unsafe H5Sget_simple_extent_dims(space, &now, &most)
      }
      guard now.allSatisfy({ $0 < 1 << 62 }) else { throw refusal("its extent is beyond bounds") }
      return (
        now.map { Int($0) }, most.map { $0 == energy_h5_unlimited() ? nil : Int(clamping: $0) }
      )
    }
  }

  private struct Storage {
    var chunkRows: Int?
    var chunkSize = 0
    var chunksHoldWholeRows = true
    var filters: [HDF5Filter] = []
    var offset: Int?
  }

  private func storage(shape: [Int], rowSize: Int) throws(HDF5Error) -> Storage {
    let creation = try Properties(attempt, place) { H5Dget_create_plist(dataset) }
    return try creation.withIdentifier { creation throws(HDF5Error) in
      var storage = Storage()
      let kind = H5Pget_layout(creation)
      if kind == H5D_CONTIGUOUS { storage.offset = contiguousOffset(creation) }
      if kind == H5D_COMPACT { try requireCompact(shape: shape, rowSize: rowSize) }
      guard kind == H5D_CHUNKED else { return storage }
      storage.filters = try filters(creation)
      var extents = [hsize_t](repeating: 0, count: 32)
      let rank = try Library.call(attempt, place) {
        unsafe H5Pget_chunk(creation, 32, &extents)
      }
      let chunk = extents.prefix(Int(rank)).map { Int(clamping: $0) }
      guard chunk.count == shape.count, chunk.allSatisfy({ $0 > 0 }) else {
        throw refusal("its chunks do not fit its extent")
      }
      storage.chunkRows = chunk[0]
      storage.chunksHoldWholeRows = chunk.dropFirst().elementsEqual(shape.dropFirst())
      storage.chunkSize = try chunkSize(chunk, shape: shape, rowSize: rowSize)
      return storage
    }
  }

  /// libhdf5 copies a compact dataset out of its header without comparing the sizes.
  private func requireCompact(shape: [Int], rowSize: Int) throws(HDF5Error) {
    let (claimed, overflows) = (shape.first ?? 1).multipliedReportingOverflow(by: rowSize)
    guard !overflows, claimed <= Int(clamping: H5Dget_storage_size(dataset)) else {
      throw refusal("it claims more rows than its header holds")
    }
  }

  /// Bytes of one chunk in memory.
  private func chunkSize(
    _ chunk: [Int], shape: [Int], rowSize: Int
  ) throws(HDF5Error) -> Int {
    var size = rowSize / max(shape.dropFirst().reduce(1, *), 1)
    for extent in chunk {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      guard !overflows, product <= ChunkLimits.largestChunk else {
        throw HDF5Error(
          status: .badData, attempt: attempt, path: place.description,
          reason: "its chunks have over \(ChunkLimits.largestChunk >> 20) MiB",
          remedy: "Rewrite the file with smaller chunks: `h5repack -l CHUNK=65536 OLD.h5 NEW.h5`.")
      }
      size = product
    }
    return size
  }

  /// Nil where nothing was written yet or the bytes lie in another file.
  private func contiguousOffset(_ creation: Int64) -> Int? {
    guard H5Pget_external_count(creation) == 0 else { return nil }
    let offset = H5Dget_offset(dataset)
    return offset == energy_h5_no_address() ? nil : Int(clamping: offset)
  }

  private func filters(_ creation: Int64) throws(HDF5Error) -> [HDF5Filter] {
    let count = try Library.call(attempt, place) { H5Pget_nfilters(creation) }
    var filters: [HDF5Filter] = []
    for index in 0..<UInt32(count) {
      var flags: UInt32 = 0
      var values = [UInt32](repeating: 0, count: 64)
      var held = values.count
      let number = try Library.call(attempt, place) {
        unsafe H5Pget_filter2(creation, index, &flags, &held, &values, 0, nil, nil)
      }
      filters.append(
        HDF5Filter(
          identifier: Int(number), flags: flags, values: Array(values.prefix(min(held, 64)))))
    }
    return filters
  }

  /// A claim of 10^15 rows is refused before anything is allocated for it.
  private func requirePlausible(_ description: HDF5Description) throws(HDF5Error) {
    var facts = stat()
    guard unsafe stat(place.file, &facts) == 0 else { return }
    let size = Int(facts.st_size)
    let rowSize = description.fileRow.size
    if let offset = description.fileOffset, offset > size { throw tooManyRows(description, size) }
    let most =
      if let chunkRows = description.chunkRows {
        // The index spends at least 24 bytes on a chunk.
        (1024 + size / 24).multipliedReportingOverflow(by: chunkRows).partialValue
      } else if let offset = description.fileOffset {
        (size - offset) / max(rowSize, 1)
      } else {
        // Rows never written take no room and read as zeros; 64 MiB of them are granted.
        (64 << 20) / max(rowSize, 1)
      }
    guard description.rows <= most else { throw tooManyRows(description, size) }
  }

  private func tooManyRows(_ description: HDF5Description, _ size: Int) -> HDF5Error {
    HDF5Error(
      status: .badData, attempt: attempt, path: place.description,
      reason: "it claims \(description.rows) rows, more than a file of \(size) bytes can hold",
      remedy: "The file seems damaged or cut short; fetch or write it again.")
  }

  private func refusal(_ reason: String) -> HDF5Error {
    HDF5Error(status: .badData, attempt: attempt, path: place.description, reason: reason)
  }
}
