import HDF5
import Testing

@testable import MeterData

@Suite("NILMTK files we write ourselves")
struct NILMTKSourceTests {
  private let start: Int64 = 1_352_500_095_000_000_000

  @Test("columns come in the frame's order, from blocks of any type")
  func readsBlocks() throws {
    let folder = try TestFolder()
    let path = folder.file("blocks.h5")
    let times = (0..<3).map { start + Int64($0) * 6_000_000_000 }
    try FrameFile.write(path) { root in
      try FrameFile.addTable(
        to: root, times: times,
        [
          .init(
            labels: "(l(Vvoltage\nV\nta(Vpower\nVactive\nta.",
            columns: [[240, 241, .nan], [1, 2, 3]]
          ),
          .init(
            name: "values_block_1", labels: "(l(Venergy\nVactive\nta.", kind: .float64,
            columns: [[0.5, 1.5, 2.5]]),
          .init(
            name: "values_block_2", labels: "(l(Vstate\nV\nta.", kind: .int64,
            columns: [[7, 8, 9]]),
        ],
        axes: "(l(I1\n(l(Vvoltage\nV\nta(Venergy\nVactive\nta(Vstate\nV\nta(Vpower\nVactive\ntata.",
        info: "(dVindex\n(dVtz\ncpytz\n_p\n(VEurope/London\nI-60\nI0\nVLMT\ntRss.")
    }
    let source = try NILMTKSource(path: path)
    let meter = source.dataset.buildings[0].meters[0]
    #expect(
      meter.columns.map(\.description) == ["voltage", "energy active", "state", "power active"])
    #expect(source.dataset.timezone == "Europe/London")
    #expect(meter.start == times[0])
    #expect(meter.end == times[2])
    #expect(try readAll(source).values == [1, 2, 3])
    #expect(try readAll(source).times == times)
    #expect(try readAll(source, Quantity("energy", "active")).values == [0.5, 1.5, 2.5])
    #expect(try readAll(source, Quantity("state")).values == [7, 8, 9])
    let voltage = try readAll(source, Quantity("voltage")).values
    #expect(voltage[0] == 240 && voltage[2].isNaN)
  }

  @Test(
    "times of every unit are nanoseconds",
    arguments: [
      ("datetime64", 1), ("datetime64[ns]", 1), ("datetime64[us]", 1000),
      ("datetime64[ms]", 1_000_000), ("datetime64[s]", 1_000_000_000), (nil, 1),
    ] as [(String?, Int64)])
  func readsUnits(kind: String?, nanoseconds: Int64) throws {
    let folder = try TestFolder()
    let path = folder.file("unit.h5")
    try FrameFile.write(path) { root in
      let times = [
        start / nanoseconds, Int64.min, start / nanoseconds + 6_000_000_000 / nanoseconds,
      ]
      try FrameFile.addTable(
        to: root, times: times, [.init(labels: FrameFile.active, columns: [[1, 2, 3]])], kind: kind)
    }
    let read = try readAll(try NILMTKSource(path: path))
    #expect(read.times == [start, start + 6_000_000_000])
    #expect(read.values == [1, 3])
  }

  @Test("rows keep the file's order, also across blocks, with repeats and steps back")
  func keepsOrder() throws {
    let folder = try TestFolder()
    let path = folder.file("order.h5")
    let count = 150_000
    let times = (0..<count).map { start + Int64($0 % 7 == 3 ? $0 - 2 : $0) * 6_000_000_000 }
    try FrameFile.write(path) { root in
      let values = (0..<count).map { Double($0 % 1000) }
      try FrameFile.addTable(
        to: root, times: times, [.init(labels: FrameFile.active, columns: [values])])
    }
    let read = try readAll(try NILMTKSource(path: path))
    #expect(read.times == times)
    #expect(read.values == (0..<count).map { Float($0 % 1000) })
  }

  @Test("meters come by number; metadata without a table and tables without metadata are normal")
  func joinsMetadataAndTables() throws {
    let folder = try TestFolder()
    let path = folder.file("meters.h5")
    try FrameFile.write(path) { root in
      for meter in [10, 2] {
        try FrameFile.addTable(
          to: root, at: "building1/elec/meter\(meter)", times: [start],
          [.init(labels: FrameFile.active, columns: [[Double(meter)]])])
      }
      try FrameFile.addTable(
        to: root, at: "building1/elec/cache/meter1/good_sections", times: [start],
        [.init(columns: [[1]])])
      let house = try root.group("building1")
      try house.setAttribute(
        "metadata",
        bytes: latin1(
          "(dS'elec_meters'\n(dI2\n(dS'site_meter'\nI01\nssI7\n(dS'disabled'\nI01\nsss"
            + "S'appliances'\n(l(dS'type'\nS'kettle'\nsS'meters'\n(lI10\nasa"
            + "(dS'type'\nS'drill'\nsS'meters'\n(lI0\nasas."))
      _ = try root.createGroup("building12")
    }
    let dataset = try NILMTKSource(path: path).dataset
    #expect(dataset.buildings.map(\.id) == [1, 12])
    #expect(dataset.buildings[1].meters.isEmpty)
    let meters = dataset.buildings[0].meters
    #expect(meters.map(\.id) == [2, 7, 10])
    #expect(meters.map(\.rows) == [1, 0, 1])
    #expect(meters.map(\.isSiteMeter) == [true, false, false])
    #expect(meters[1].notes.contains("the file holds no samples of it"))
    #expect(try dataset.buildings[0].resolve(appliance: "kettle").meters == [10])
    #expect(dataset.buildings[0].meteredTypes == ["kettle"])
    #expect(throws: MeterDataError.self) {
      _ = try NILMTKSource(path: path).reader(building: 1, meter: 7, quantity: .activePower)
    }
  }

  @Test("tables outside NILMTK's groups are meters named by their place")
  func readsLooseFrames() throws {
    let folder = try TestFolder()
    let path = folder.file("loose.h5")
    try FrameFile.write(path) { root in
      try FrameFile.addTable(
        to: root, at: "my/plug", times: [start],
        [.init(name: "power", labels: "(lVpower\na.", kind: .float32, columns: [[5]])])
    }
    let source = try NILMTKSource(path: path)
    #expect(source.dataset.buildings[0].meters.map(\.label) == ["my/plug"])
    #expect(try readAll(source, Quantity("power")).values == [5])
  }

  @Test("an empty meter has no range and no rows")
  func readsEmptyMeter() throws {
    let folder = try TestFolder()
    let path = folder.file("empty.h5")
    try FrameFile.write(path) { root in
      try FrameFile.addTable(
        to: root, times: [], [.init(labels: FrameFile.active, columns: [[]])])
    }
    let source = try NILMTKSource(path: path)
    #expect(source.dataset.buildings[0].meters[0].start == nil)
    #expect(try readAll(source).times.isEmpty)
  }
}

@Suite("Damaged NILMTK files")
struct DamagedSourceTests {
  /// What is wrong with a meter, and a word of the complaint.
  static let faults:
    [(name: String, word: String, write: @Sendable (borrowing HDF5Group) throws -> Void)] = [
      (
        "too few labels", "1 labels for 2 columns",
        { root in
          try FrameFile.addTable(
            to: root, times: [1], [.init(labels: FrameFile.active, columns: [[1], [2]])])
        }
      ),
      (
        "labels that are no list", "no list",
        { root in
          try FrameFile.addTable(to: root, times: [1], [.init(labels: "I3\n.", columns: [[1]])])
        }
      ),
      (
        "labels that are no pickle", "opcode",
        { root in
          try FrameFile.addTable(
            to: root, times: [1], [.init(labels: "\u{80}\u{4}.", columns: [[1]])])
        }
      ),
      (
        "an index that is no time", "not a time",
        { root in
          try FrameFile.addTable(
            to: root, times: [1], [.init(labels: FrameFile.active, columns: [[1]])], kind: "integer"
          )
        }
      ),
      (
        "a table with other fields", "no table of pandas",
        { root in
          try FrameFile.addTable(to: root, times: [1], [.init(columns: [[1]])], index: "time")
        }
      ),
      (
        "a group where the table should be", "it is a group",
        { root in _ = try root.createGroup("building1/elec/meter1/table") }
      ),
      (
        "a group without anything", "neither a table",
        { root in _ = try root.createGroup("building1/elec/meter1") }
      ),
    ]

  @Test("a faulty meter is refused, the file is not", arguments: 0..<faults.count)
  func refusesMeter(index: Int) throws {
    let fault = Self.faults[index]
    let folder = try TestFolder()
    let path = folder.file("fault.h5")
    try FrameFile.write(path, fault.write)
    let source = try NILMTKSource(path: path)
    let refusal = try #require(source.dataset.buildings[0].meters[0].refusal)
    #expect(refusal.status == .badData)
    #expect(refusal.description.contains(fault.word), "\(fault.name): \(refusal.description)")
    #expect(throws: MeterDataError.self) {
      _ = try source.reader(building: 1, meter: 1, quantity: .activePower)
    }
  }

  @Test(
    "metadata that are no dict, or contain themselves, are refused",
    arguments: ["N.", "(dp0\nVa\ng0\ns.", "(d"])
  func refusesMetadata(pickle: String) throws {
    let folder = try TestFolder()
    let path = folder.file("metadata.h5")
    try FrameFile.write(path) { root in try root.setAttribute("metadata", bytes: latin1(pickle)) }
    let error = #expect(throws: MeterDataError.self) { _ = try NILMTKSource(path: path) }
    #expect(error?.status == .badData)
    #expect(error?.path?.contains("@metadata") == true)
  }

  @Test("a file cut at any byte is refused or read, never a crash")
  func survivesTruncation() throws {
    let folder = try TestFolder()
    let whole = folder.file("whole.h5")
    try FrameFile.write(whole) { root in
      try FrameFile.addTable(
        to: root, times: Array(0..<500),
        [.init(labels: FrameFile.active, columns: [(0..<500).map(Double.init)])])
    }
    let bytes = try Bytes.of(whole)
    for length in stride(from: 0, to: bytes.count, by: 97) {
      let path = folder.file("cut.h5")
      try Bytes.write(Array(bytes[..<length]), to: path)
      do {
        let source = try NILMTKSource(path: path)
        _ = try readAll(source)
      } catch let error as MeterDataError {
        #expect(error.status == .badData)
      }
    }
  }

  @Test("what is no HDF5 file, or not there, says so")
  func refusesOthers() throws {
    let folder = try TestFolder()
    let path = folder.file("text.h5")
    try Bytes.write(Array("timestamp,power\n".utf8), to: path)
    #expect(throws: MeterDataError.self) { _ = try NILMTKSource(path: path) }
    let missing = #expect(throws: MeterDataError.self) {
      _ = try MeterSources.open(folder.file("absent.h5"))
    }
    #expect(missing?.status == .missingInput)
  }
}
