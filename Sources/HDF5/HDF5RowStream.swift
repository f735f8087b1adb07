import Files
package import Work

/// Reads the rows of a dataset from front to back, several chunks at a time, in bounded memory.
///
/// Chunks are read as they are stored and decoded on the pool's threads, in order; layouts and
/// filters that are not known here are read through libhdf5. A stream stays on one thread.
package final class HDF5RowStream {
  /// What the dataset says about itself.
  package let description: HDF5Description
  /// The rows this stream delivers.
  package let range: Range<Int>
  private let dataset: HDF5Dataset
  private let pool: ThreadPool
  private let reader: ChunkReader?
  private var slots: [ChunkSlot] = []
  /// The slots not yet delivered.
  private var ready: Range<Int> = 0..<0
  private var nextChunk: Int
  private var nextRow: Int
  private var plainRows = HDF5Rows()

  /// Opens a dataset for reading its rows.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - object: The dataset's path in it.
  ///   - rows: Which rows; all by default, and never more than there are.
  ///   - pool: Where chunks are decoded.
  /// - Throws: 66 or 65 as for opening; 65 where a filter is missing, which is named.
  package convenience init(
    path: String, object: String, rows: Range<Int>? = nil, pool: ThreadPool
  ) throws(HDF5Error) {
    let dataset = try HDF5File(reading: path).dataset(object)
    try self.init(dataset, rows: rows, pool: pool)
  }

  /// Reads from a dataset that is open already.
  package convenience init(
    _ dataset: consuming HDF5Dataset, rows: Range<Int>? = nil, pool: ThreadPool
  ) throws(HDF5Error) {
    try self.init(dataset, rows: rows, pool: pool, isPlain: false)
  }

  /// `isPlain` sends everything through libhdf5, for comparison.
  init(
    _ dataset: consuming HDF5Dataset, rows: Range<Int>?, pool: ThreadPool, isPlain: Bool
  ) throws(HDF5Error) {
    let description = try dataset.description()
    try dataset.requireReadable(description)
    self.description = description
    self.pool = pool
    range = (rows ?? 0..<description.rows).clamped(to: 0..<description.rows)
    let place = dataset.place
    reader = isPlain ? nil : ChunkReader(place, dataset.handle.identifier, description)
    nextRow = range.lowerBound
    nextChunk = range.lowerBound / (description.chunkRows ?? 1)
    self.dataset = dataset
    if let reader {
      // Each slot holds a chunk stored and decoded, and perhaps one more step between.
      let affordable = HDF5RowStream.budget / max(3 * reader.chunkSize, 1)
      let chunks = range.isEmpty ? 0 : (range.upperBound - 1) / reader.chunkRows - nextChunk + 1
      let count = min(max(affordable, 1), 4 * pool.width, chunks)
      slots = (0..<count).map { _ in ChunkSlot(reader) }
    }
  }

  /// Bytes for chunks in flight, which larger chunks than this may pass.
  private static let budget = 24 << 20

  /// Whether chunks are decoded here, in parallel, and not by libhdf5.
  package var isParallel: Bool { reader != nil }

  /// Lends the next rows to `body`, which must not keep them.
  ///
  /// - Parameter body: Receives some thousand rows.
  /// - Returns: False at the end, without a call of `body`.
  /// - Throws: 65 where a chunk is damaged.
  package func next(_ body: (borrowing HDF5Rows) -> Void) throws(HDF5Error) -> Bool {
    guard nextRow < range.upperBound else { return false }
    guard let reader else { return try nextPlain(body) }
    if ready.isEmpty { try refill(reader) }
    let slot = slots[ready.lowerBound]
    ready = ready.dropFirst()
    try slot.requireSound()
    let start = slot.index * reader.chunkRows
    let end = min(start + reader.chunkRows, range.upperBound)
    slot.rows.keep((nextRow - start)..<(end - start))
    nextRow = end
    body(slot.rows)
    return true
  }

  private func refill(_ reader: ChunkReader) throws(HDF5Error) {
    let last = (range.upperBound - 1) / reader.chunkRows
    let count = min(slots.count, last - nextChunk + 1)
    for part in 0..<count { try slots[part].read(nextChunk + part, of: dataset) }
    let slots = slots
    pool.perform(parts: count) { slots[$0].decode() }
    nextChunk += count
    ready = 0..<count
  }

  private func nextPlain(_ body: (borrowing HDF5Rows) -> Void) throws(HDF5Error) -> Bool {
    let rowSize = max(description.layout.rowSize, 1)
    let affordable = max((1 << 20) / rowSize, 1)
    // Whole chunks at a time, so that libhdf5 decodes none of them twice.
    let chunkRows = description.chunkRows ?? 1
    let step = chunkRows >= affordable ? chunkRows : affordable / chunkRows * chunkRows
    let end = min((nextRow / step + 1) * step, range.upperBound)
    try dataset.readPlainRows(nextRow..<end, into: &plainRows, description)
    nextRow = end
    body(plainRows)
    return true
  }
}
