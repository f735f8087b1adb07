import Testing
import Work

@testable import HDF5

/// All rows of a stream as bytes.
func allBytes(_ stream: HDF5RowStream) throws -> [UInt8] {
  var bytes: [UInt8] = []
  while try stream.next({ rows in unsafe bytes.append(contentsOf: rows.bytes) }) {}
  return bytes
}

@Suite("Streaming rows", .serialized)
struct RowStreamTests {
  static let pool = ThreadPool(width: 3)

  @Test(
    "the parallel path gives what libhdf5 gives, for every filter and shape",
    arguments: filterPipelines, [0, 1, 499, 500, 501, 12_345])
  func equalsPlainPath(filters: [HDF5FilterChoice], count: Int) throws {
    let folder = try TemporaryFolder()
    for columns in [1, 3] {
      let path = folder.file("t\(columns).h5")
      try SampleTable(columns: columns).write(count, to: path, filters: filters)
      try expectPathsAgree(path, "/meter/table")
    }
  }

  @Test(
    "the parallel path gives what libhdf5 gives, on every table of every real file",
    .enabled(if: SharedFiles.arePresent, "../shared/data is absent"),
    arguments: SharedFiles.all)
  func equalsPlainPathOnRealFiles(name: String) throws {
    let path = SharedFiles.folder + "/" + name
    var tables = 0
    try visitDatasets(try HDF5File(reading: path).root()) { object in
      // PyTables' indexes are read in the small files only: UK-DALE's 111 meters have 1,110.
      guard name.contains("mini") || !object.contains("_i_table") else { return }
      let dataset = try HDF5File(reading: path).dataset(object)
      guard let description = try? dataset.description(),
        (try? dataset.requireReadable(description)) != nil
      else { return }
      try expectPathsAgree(path, object, limit: 100_000)
      tables += 1
    }
    #expect(tables > 0 || name.contains("lzo"))
  }

  @Test(
    "a stream of a range starts and ends in the middle of chunks",
    arguments: [
      0..<1, 0..<500, 250..<260, 499..<501, 1234..<4321, 4999..<5000, 5000..<5000,
    ])
  func streamsRange(range: Range<Int>) throws {
    let folder = try TemporaryFolder()
    let table = SampleTable()
    try table.write(5000, to: folder.file("t.h5"), filters: [.shuffle, .deflate(level: 1)])
    let stream = try HDF5RowStream(
      path: folder.file("t.h5"), object: "/meter/table", rows: range, pool: Self.pool)
    var times: [Int64] = []
    while try stream.next({ $0.append($0.layout.fields[0], to: &times) }) {}
    #expect(times == Array(SampleTable.times(5000)[range]))
  }

  @Test("chunks that were never written read as zeros", arguments: filterPipelines)
  func missingChunks(filters: [HDF5FilterChoice]) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("holes.h5")
    let table = SampleTable(chunkRows: 100)
    let file = try HDF5File(creating: path)
    var writer = try file.root().createTable(
      "meter/table", table.layout, chunkRows: 100, filters: filters)
    try writer.append(table.rows(150))
    try writer.extend(to: 950)
    try file.close()
    try expectPathsAgree(path, "/meter/table")
    let rows = try HDF5File(reading: path).dataset("/meter/table").readAll()
    var times: [Int64] = []
    rows.append(rows.layout.fields[0], to: &times)
    #expect(times == SampleTable.times(150) + [Int64](repeating: 0, count: 800))
  }

  private func expectPathsAgree(_ path: String, _ object: String, limit: Int = .max) throws {
    let open = { (isPlain: Bool) in
      try HDF5RowStream(
        HDF5File(reading: path).dataset(object), rows: 0..<limit, pool: Self.pool,
        isPlain: isPlain)
    }
    let fast = try open(false)
    #expect(try allBytes(fast) == allBytes(open(true)), "\(path):\(object)")
    var rows = HDF5Rows()
    let dataset = try HDF5File(reading: path).dataset(object)
    try dataset.readRows(fast.range, into: &rows, fast.description)
    let direct = unsafe Array(rows.bytes)
    #expect(try direct == allBytes(open(true)), "\(path):\(object)")
  }
}

/// Calls `body` with the path of each dataset below a group.
func visitDatasets(_ group: borrowing HDF5Group, _ body: (String) throws -> Void) throws {
  for child in try group.children() {
    let path = group.place.child(child.name).object
    switch child.kind {
    case .group: try visitDatasets(group.group(child.name), body)
    case .dataset: try body(path)
    case .other: break
    }
  }
}
