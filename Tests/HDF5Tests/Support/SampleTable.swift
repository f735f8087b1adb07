import HDF5

/// A NILMTK-like table of made-up readings.
struct SampleTable {
  let layout: HDF5RowLayout
  let chunkRows: Int

  init(columns: Int = 1, chunkRows: Int = 500) {
    layout = HDF5RowLayout([
      HDF5Field("index", .int64), HDF5Field("values_block_0", .float32, shape: [columns]),
    ])
    self.chunkRows = chunkRows
  }

  static func times(_ count: Int) -> [Int64] {
    (0..<count).map { 1_352_500_095_000_000_000 + Int64($0) * 6_000_000_000 }
  }

  static func watts(_ count: Int, column: Int = 0) -> [Float] {
    (0..<count).map { Float(($0 * 7919 + column * 31) % 2000) }
  }

  func rows(_ count: Int) -> HDF5Rows {
    var rows = HDF5Rows(layout, count: count)
    rows.store(SampleTable.times(count), in: layout.fields[0])
    for column in 0..<layout.fields[1].count {
      rows.store(
        SampleTable.watts(count, column: column), in: layout.fields[1], element: column)
    }
    return rows
  }

  /// Writes `/meter/table` with `count` rows, appended in pieces that do not match the chunks.
  func write(_ count: Int, to path: String, filters: [HDF5FilterChoice]) throws {
    let file = try HDF5File(creating: path)
    let root = try file.root()
    var writer = try root.createTable(
      "meter/table", layout, chunkRows: chunkRows, filters: filters)
    var bytes: [UInt8] = []
    let all = rows(count)
    unsafe bytes.append(contentsOf: all.bytes)
    var first = 0
    while first < count {
      let piece = min(733, count - first)
      let start = first * layout.rowSize
      try writer.append(bytes.span.extracting(start..<(start + piece * layout.rowSize)))
      first += piece
    }
    try file.close()
  }
}

/// Filter pipelines, as files in the world have them.
let filterPipelines: [[HDF5FilterChoice]] = [
  [], [.deflate(level: 6)], [.shuffle, .deflate(level: 9)],
  [.shuffle, .deflate(level: 1), .fletcher32], [.fletcher32],
  [.fletcher32, .shuffle, .deflate(level: 4)], [.shuffle], [.shuffle, .bzip2(level: 9)],
  [.blosc(level: 9)], [.blosc(level: 5), .fletcher32], [.shuffle, .fletcher32],
]
