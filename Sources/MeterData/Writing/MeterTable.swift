import HDF5

/// One meter's table while it is written, in the layout of pandas' "table" format.
final class MeterTable {
  let columns: [Quantity]
  /// Rows given so far.
  private(set) var rows = 0
  /// Nanoseconds UTC of the earliest and the latest row.
  private(set) var span: ClosedRange<Int64>?
  private var writer: HDF5RowWriter
  /// Rows that do not fill a chunk yet, as 32-bit words of the packed row.
  private var pending: [UInt32] = []
  private let chunkRows: Int

  init(
    in group: borrowing HDF5Group, columns: [Quantity], expectedRows: Int,
    _ filters: [HDF5FilterChoice]
  ) throws(HDF5Error) {
    let layout = HDF5RowLayout([
      HDF5Field("index", .int64), HDF5Field("values_block_0", .float32, shape: [columns.count]),
    ])
    self.columns = columns
    chunkRows = layout.chunkRows(expecting: expectedRows)
    writer = try group.createTable("table", layout, chunkRows: chunkRows, filters: filters)
  }

  private var wordsInRow: Int { 2 + columns.count }

  /// Adds rows; whole chunks go to the file, so that each is compressed once.
  func append(_ addition: MeterRows) throws(HDF5Error) {
    precondition(
      addition.values.count == addition.times.count * columns.count,
      "\(addition.values.count) values for \(addition.times.count) rows of \(columns.count)")
    for (row, time) in addition.times.enumerated() {
      let bits = UInt64(bitPattern: time)
      pending.append(UInt32(truncatingIfNeeded: bits).littleEndian)
      pending.append(UInt32(truncatingIfNeeded: bits >> 32).littleEndian)
      for column in 0..<columns.count {
        pending.append(addition.values[row * columns.count + column].bitPattern.littleEndian)
      }
    }
    rows += addition.times.count
    extendSpan(over: addition.times)
    try write(atLeast: chunkRows)
  }

  private func extendSpan(over times: [Int64]) {
    guard let earliest = times.min(), let latest = times.max() else { return }
    span = min(span?.lowerBound ?? earliest, earliest)...max(span?.upperBound ?? latest, latest)
  }

  /// Writes as many whole multiples of `count` rows as are pending.
  private func write(atLeast count: Int) throws(HDF5Error) {
    let words = pending.count / (count * wordsInRow) * count * wordsInRow
    guard words > 0 else { return }
    let ready = Array(pending.prefix(words))
    try writer.append(ready.span)
    pending.removeFirst(words)
  }

  /// Writes what is pending and the attributes by which PyTables and pandas know the table.
  func finish() throws(HDF5Error) {
    try write(atLeast: 1)
    try writer.dataset.setAttribute("CLASS", "TABLE")
    try writer.dataset.setAttribute("VERSION", "2.7")
    try writer.dataset.setAttribute("TITLE", "")
    try writer.dataset.setAttribute("NROWS", Int64(rows))
    try writer.dataset.setAttribute("FIELD_0_NAME", "index")
    try writer.dataset.setAttribute("FIELD_0_FILL", Int64(0))
    try writer.dataset.setAttribute("FIELD_1_NAME", "values_block_0")
    try writer.dataset.setAttribute("FIELD_1_FILL", Float(0))
    try writer.dataset.setAttribute("index_kind", "datetime64")
    try writer.dataset.setAttribute("values_block_0_dtype", "float32")
    try writer.dataset.setAttribute("values_block_0_kind", bytes: PickleWriter.pickle(labels))
    try writer.dataset.setAttribute("values_block_0_meta", bytes: PickleWriter.pickle(.none))
  }

  private var labels: PythonValue {
    .list(columns.map { .tuple([.text($0.physical), .text($0.type)]) })
  }

  /// Sets the attributes by which pandas knows the frame.
  func describeFrame(_ group: borrowing HDF5Group, timezone: String) throws(HDF5Error) {
    let plain = [
      ("pandas_type", "frame_table"), ("pandas_version", "0.15.2"),
      ("table_type", "appendable_frame"), ("encoding", "UTF-8"), ("errors", "strict"),
      ("nan_rep", "nan"),
    ]
    for (name, text) in plain { try group.setAttribute(name, text) }
    try group.setAttribute("levels", Int64(1))
    let pickled: [(String, PythonValue)] = [
      ("index_cols", .list([.tuple([.integer(0), .text("index")])])),
      ("values_cols", .list([.text("values_block_0")])),
      ("non_index_axes", .list([.tuple([.integer(1), labels])])),
      ("data_columns", .list([])),
      ("info", information(timezone)),
    ]
    for (name, value) in pickled {
      try group.setAttribute(name, bytes: PickleWriter.pickle(value))
    }
  }

  /// The zone is written by its name: pytz' objects cannot be read where only pandas 3 is, nor
  /// zoneinfo's by older pandas, but all of them take a name.
  private func information(_ timezone: String) -> PythonValue {
    let labels = PythonValue.members([
      ("names", .list([.text("physical_quantity"), .text("type")])),
      ("type", .text("MultiIndex")),
    ])
    return .dictionary([
      (.integer(1), labels),
      (.text("index"), .members([("tz", .text(timezone))])),
      (.text("values_block_0"), .dictionary([])),
    ])
  }
}
