import HDF5

@testable import MeterData

/// Writes tables as pandas lays them out, with whatever a test wants to be odd about them.
enum FrameFile {
  /// One block of a table: its pickled labels and its values, row by row.
  struct Block {
    var name = "values_block_0"
    var labels: String?
    var kind = HDF5ElementKind.float32
    /// One array for each column.
    var columns: [[Double]]
  }

  static let active = "(lp0\n(Vpower\np1\nVactive\np2\ntp3\na."

  /// Creates a file and lets `body` fill it.
  static func write(_ path: String, _ body: (borrowing HDF5Group) throws -> Void) throws {
    let file = try HDF5File(creating: path)
    try body(file.root())
    try file.close()
  }

  /// Adds the table of a meter; a nil `kind` or `axes` leaves the attribute out.
  static func addTable(
    to root: borrowing HDF5Group, at location: String = "building1/elec/meter1", times: [Int64],
    _ blocks: [Block], kind: String? = "datetime64[ns]", axes: String? = nil, info: String? = nil,
    index: String = "index"
  ) throws {
    let fields = blocks.map { block in
      HDF5Field(block.name, block.kind, shape: block.kind == .int8 ? [] : [block.columns.count])
    }
    let layout = HDF5RowLayout([HDF5Field(index, .int64)] + fields)
    var writer = try root.createTable(
      "\(location)/table", layout, chunkRows: 1000, filters: [.shuffle, .deflate(level: 1)])
    var rows = HDF5Rows(layout, count: times.count)
    rows.store(times, in: layout.fields[0])
    for (block, field) in zip(blocks, layout.fields.dropFirst()) {
      for (element, column) in block.columns.enumerated() {
        switch field.kind {
        case .float32: rows.store(column.map { Float($0) }, in: field, element: element)
        case .float64: rows.store(column, in: field, element: element)
        case .int64: rows.store(column.map { Int64($0) }, in: field, element: element)
        default: rows.store(column.map { Int8($0) }, in: field, element: element)
        }
      }
      if let labels = block.labels {
        try writer.dataset.setAttribute("\(block.name)_kind", bytes: latin1(labels))
      }
    }
    try writer.append(rows)
    if let kind { try writer.dataset.setAttribute("index_kind", kind) }
    let group = try root.group(location)
    if let axes { try group.setAttribute("non_index_axes", bytes: latin1(axes)) }
    if let info { try group.setAttribute("info", bytes: latin1(info)) }
  }
}

/// All rows of a column.
func readAll(
  _ source: any MeterSource, building: Int = 1, meter: Int = 1, _ quantity: Quantity = .activePower
) throws -> (times: [Int64], values: [Float]) {
  let reader = try source.reader(building: building, meter: meter, quantity: quantity)
  var block = SampleBlock()
  var all: (times: [Int64], values: [Float]) = ([], [])
  while try reader.read(into: &block) {
    all.times += block.times
    all.values += block.values
  }
  return all
}
