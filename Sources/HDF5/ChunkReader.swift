import CHDF5
import Files

/// Reads the chunks of a table as they are stored and decodes them without libhdf5's pipeline.
struct ChunkReader {
  let place: Place
  /// Lent: the dataset must outlive the reader.
  let dataset: Int64
  let description: HDF5Description
  let pipeline: ChunkPipeline
  let chunkRows: Int

  /// Nil where the layout or a filter is left to libhdf5.
  init?(_ place: Place, _ dataset: Int64, _ description: HDF5Description) {
    guard description.chunksHoldWholeRows, let chunkRows = description.chunkRows,
      description.chunkSize == chunkRows * description.fileRow.size,
      let pipeline = ChunkPipeline(description.filters)
    else { return nil }
    self.place = place
    self.dataset = dataset
    self.description = description
    self.pipeline = pipeline
    self.chunkRows = chunkRows
  }

  var chunkSize: Int { description.chunkSize }

  /// The most bytes a stored chunk may have: no filter here makes one much larger.
  private var largestStored: Int { chunkSize + chunkSize / 8 + 4096 }

  /// The rows of chunk `index`.
  func rows(of index: Int) -> Range<Int> {
    index * chunkRows..<min((index + 1) * chunkRows, description.rows)
  }

  /// Reads chunk `index` as it is stored.
  ///
  /// - Parameters:
  ///   - index: Counted from 0.
  ///   - stored: Grows as needed; its first bytes are replaced.
  /// - Returns: The bytes read and the chunk's filter mask; nil where the index does not have it.
  /// - Throws: Where the file is cut short or the chunk claims too much.
  func read(
    _ index: Int, into stored: inout [UInt8]
  ) throws(HDF5Error) -> (size: Int, mask: UInt32)? {
    var offset = [hsize_t](repeating: 0, count: max(description.shape.count, 1))
    offset[0] = hsize_t(index * chunkRows)
    var claimed: hsize_t = 0
    try Library.prepare()
    // Not H5Dget_chunk_info_by_coord, which walks through all chunks in 1.10.8. This call fails
    // alike for a chunk never written and for a damaged index: H5Dread tells them apart.
    guard unsafe H5Dget_chunk_storage_size(dataset, offset, &claimed) >= 0, claimed > 0 else {
      return nil
    }
    let size = Int(clamping: claimed)
    guard size <= largestStored else {
      throw fault(index, "it claims \(size) bytes where \(chunkSize) are due")
    }
    if stored.count < size { stored = [UInt8](repeating: 0, count: largestStored) }
    var mask: UInt32 = 0
    // H5Dread_chunk writes as many bytes as H5Dget_chunk_storage_size gave, from the same index;
    // without filters it is the first to notice that a chunk was never written.
    guard unsafe H5Dread_chunk(dataset, energy_h5_default(), offset, &mask, &stored) >= 0 else {
      return nil
    }
    return (size, mask)
  }

  /// What is wrong with chunk `index`.
  func fault(_ index: Int, _ reason: String) -> HDF5Error {
    HDF5Error(
      status: .badData, attempt: "read the rows of", path: place.description,
      reason: "the chunk from row \(index * chunkRows) on is damaged: \(reason)",
      remedy: "The file seems damaged or cut short; fetch or write it again.")
  }
}

/// One decoded chunk and what is needed to decode the next into its place.
final class ChunkSlot {
  var rows = HDF5Rows()
  private var stored: [UInt8] = []
  private var storedSize = 0
  private var mask: UInt32 = 0
  /// The chunk as it is in the file, where rows in memory lie otherwise.
  private var unconverted: [UInt8] = []
  private let decoder: ChunkDecoder
  private let reader: ChunkReader
  private(set) var index = 0
  private(set) var fault: ChunkFault?

  init(_ reader: ChunkReader) {
    self.reader = reader
    decoder = ChunkDecoder(reader.pipeline, chunkSize: reader.chunkSize)
  }

  /// Takes the stored bytes from the file; on the thread that opened it.
  ///
  /// - Parameters:
  ///   - index: The chunk, counted from 0.
  ///   - dataset: The reader's own.
  /// - Throws: 65 where the file is damaged.
  func read(_ index: Int, of dataset: borrowing HDF5Dataset) throws(HDF5Error) {
    self.index = index
    fault = nil
    rows.resize(to: reader.chunkRows, layout: reader.description.layout)
    if let (size, mask) = try reader.read(index, into: &stored) {
      storedSize = size
      self.mask = mask
    } else {
      // Never written: libhdf5 gives the fill value.
      storedSize = 0
      let range = reader.rows(of: index)
      try unsafe dataset.readPlainRows(
        from: range.lowerBound, count: range.count, into: rows.bytes, reader.description)
    }
  }

  /// Decodes what was read; on any one thread.
  func decode() {
    guard storedSize > 0 else { return }
    let target = unsafe rows.bytes
    let description = reader.description
    guard !description.fileRow.isPacked else { return unsafe decode(into: target) }
    var decoded = unconverted
    unconverted = []
    if decoded.isEmpty { decoded = [UInt8](repeating: 0, count: reader.chunkSize) }
    unsafe decoded.withUnsafeMutableBytes { bytes in
      unsafe decode(into: bytes)
      unsafe description.fileRow.convert(
        UnsafeRawBufferPointer(bytes), into: target, rowSize: description.layout.rowSize)
    }
    unconverted = decoded
  }

  private func decode(into target: UnsafeMutableRawBufferPointer) {
    let stored = stored
    do throws(ChunkFault) {
      try unsafe stored.span.withUnsafeBytes { bytes throws(ChunkFault) in
        try unsafe decoder.decode(
          UnsafeRawBufferPointer(rebasing: bytes[..<storedSize]), mask: mask, into: target)
      }
    } catch { fault = error }
  }

  /// - Throws: Where the chunk could not be decoded.
  func requireSound() throws(HDF5Error) {
    if let fault { throw reader.fault(index, fault.reason) }
  }
}

/// How many chunks of a dataset are stored.
enum ChunkCount {
  static func stored(_ place: Place, _ dataset: Int64) throws(HDF5Error) -> Int {
    let attempt = "count the chunks of"
    var chunks: hsize_t = 0
    // libhdf5 1.10.8 refuses H5S_ALL here, whatever its manual says.
    let space = try Dataspace(attempt, place) { H5Dget_space(dataset) }
    try space.withIdentifier { space throws(HDF5Error) in
      try Library.call(attempt, place) { unsafe H5Dget_num_chunks(dataset, space, &chunks) }
    }
    return Int(clamping: chunks)
  }
}
