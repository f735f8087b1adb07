import Files
package import Work

/// Hands all samples of a meter on in order of time, however they lie in the file.
///
/// An external merge sort: runs of a bounded length are sorted in memory and laid in a temporary
/// file of 12 bytes a row, which has no name any more once it is open. Equal times keep the file's
/// order.
package final class SortedReader: SampleReader {
  /// Rows sorted in memory at a time: some 30 MB with the copies that sorting makes.
  package static let runRows = 1 << 20

  private let source: any SampleReader
  private let cancellation: Cancellation
  private let runRows: Int
  private var isSorted = false
  private var spool: SampleSpool?
  private var cursors: [RunCursor] = []

  /// - Parameters:
  ///   - source: The samples as they lie in the file.
  ///   - runRows: Rows to sort in memory at a time.
  ///   - cancellation: Asked between blocks, since the first `read` reads everything.
  package init(
    _ source: any SampleReader, runRows: Int = SortedReader.runRows,
    cancellation: Cancellation = Cancellation()
  ) {
    precondition(runRows > 0, "a run of \(runRows) rows")
    self.source = source
    self.runRows = runRows
    self.cancellation = cancellation
  }

  package var rows: Int? { source.rows }

  package func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    if !isSorted {
      try sortRuns()
      isSorted = true
    }
    block.removeAll()
    while block.count < OrderedReader.blockRows, let earliest = earliestCursor() {
      block.append(cursors[earliest].time, cursors[earliest].value)
      try advance(earliest)
    }
    return block.count > 0
  }

  private func sortRuns() throws(MeterDataError) {
    var (run, block) = (SampleBlock(), SampleBlock())
    var runs: [Range<Int>] = []
    while try source.read(into: &block) {
      try MeterDataError.wrapping { try cancellation.check() }
      run.append(block)
      if run.count >= runRows { try spill(&run, &runs) }
    }
    if runs.isEmpty {
      let sorted = TimeOrder.sorted(run)
      if sorted.count > 0 { cursors = [RunCursor(rest: 0..<0, block: sorted)] }
      return
    }
    try spill(&run, &runs)
    for rows in runs {
      cursors.append(RunCursor(rest: rows, block: SampleBlock()))
      try refill(cursors.count - 1)
    }
  }

  private func spill(_ run: inout SampleBlock, _ runs: inout [Range<Int>]) throws(MeterDataError) {
    let sorted = TimeOrder.sorted(run)
    run.removeAll()
    guard sorted.count > 0 else { return }
    let first = runs.last?.upperBound ?? 0
    try MeterDataError.wrapping {
      if spool == nil { spool = try SampleSpool() }
      try spool?.append(sorted)
    }
    runs.append(first..<(first + sorted.count))
  }

  /// Of equal times the earlier run's comes first: it lay earlier in the file.
  private func earliestCursor() -> Int? {
    var best: Int?
    for index in cursors.indices where cursors[index].isOpen {
      if best.map({ cursors[index].time < cursors[$0].time }) ?? true { best = index }
    }
    return best
  }

  private func advance(_ index: Int) throws(MeterDataError) {
    cursors[index].position += 1
    if !cursors[index].isOpen, !cursors[index].rest.isEmpty { try refill(index) }
  }

  private func refill(_ index: Int) throws(MeterDataError) {
    let rest = cursors[index].rest
    let taken = rest.prefix(RunCursor.rows)
    cursors[index].block = try MeterDataError.wrapping {
      try spool?.rows(taken) ?? SampleBlock()
    }
    cursors[index].rest = rest.dropFirst(taken.count)
    cursors[index].position = 0
  }
}

/// The rest of a sorted run.
private struct RunCursor {
  /// Rows read from the spool at a time.
  static let rows = 8192

  /// Rows of the spool that are not in memory yet.
  var rest: Range<Int>
  var block: SampleBlock
  var position = 0

  var isOpen: Bool { position < block.count }
  var time: Int64 { block.times[position] }
  var value: Float { block.values[position] }
}

/// A temporary file of samples, 12 bytes a row.
private final class SampleSpool {
  private static let rowSize = 12
  private let output: FileDescriptor
  private let input: FileDescriptor

  init() throws(FilesError) {
    let name = "energy-sort-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
    let path = FileSystem.joined(FileSystem.temporaryFolder, name)
    output = try FileDescriptor(creating: path)
    input = try FileDescriptor(reading: path)
    // Without a name it vanishes with this process, however that ends.
    try FileSystem.remove(path)
  }

  func append(_ block: SampleBlock) throws(FilesError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(block.count * Self.rowSize)
    for row in 0..<block.count {
      let (time, value) = (block.times[row], block.values[row].bitPattern)
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: time >> Int64(shift)))
      }
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
      }
    }
    try output.write(bytes)
  }

  func rows(_ range: Range<Int>) throws(FilesError) -> SampleBlock {
    let bytes = try bytes(of: range)
    var block = SampleBlock()
    block.reserve(range.count)
    for row in 0..<range.count {
      let start = row * Self.rowSize
      var (time, value) = (Int64(0), UInt32(0))
      for byte in 0..<8 { time |= Int64(bytes[start + byte]) << Int64(8 * byte) }
      for byte in 0..<4 { value |= UInt32(bytes[start + 8 + byte]) << UInt32(8 * byte) }
      block.append(time, Float(bitPattern: value))
    }
    return block
  }

  private func bytes(of range: Range<Int>) throws(FilesError) -> [UInt8] {
    try input.bytes(range.count * Self.rowSize, at: range.lowerBound * Self.rowSize)
  }
}
