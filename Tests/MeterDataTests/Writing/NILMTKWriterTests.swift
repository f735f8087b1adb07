import Files
import Testing

@testable import MeterData

@Suite("A written NILMTK file")
struct NILMTKWriterTests {
  static let second: Int64 = 1_000_000_000

  /// One house with a meter of one column, one of three, and one without rows.
  static func dataset(_ path: String) -> Dataset {
    let meters = [
      Meter(
        id: 1, isSiteMeter: true, device: "Clamp", samplePeriod: 1, maxSamplePeriod: 3,
        columns: [.activePower, .apparentPower, Quantity("voltage")], location: ""),
      Meter(
        id: 2, submeterOf: 1, device: "Plug", samplePeriod: 6, maxSamplePeriod: 120,
        columns: [.activePower], location: "house_1/channel_2.dat"),
      Meter(
        id: 10, submeterOf: 1, device: "Plug", samplePeriod: 6, maxSamplePeriod: 120,
        columns: [.activePower], location: ""),
    ]
    let kettle = Appliance(
      type: "kettle", meters: [2], originalName: "Kettle – “blue”", room: "kitchen",
      isDominant: true, datesActive: [(start: 1_400_000_000 * second, end: nil)],
      onPowerThreshold: 2000, maxPower: 3100.5, minOnDuration: 12, minOffDuration: 0)
    return Dataset(
      path: path, format: .nilmtkHDF5, name: "Ours", timezone: "Europe/London",
      buildings: [
        Building(
          id: 3, originalName: "house_3", meters: meters,
          appliances: [kettle, Appliance(type: "light", meters: [0])])
      ])
  }

  /// Rows out of order and twice, with what floats can be.
  static func plugRows(_ count: Int) -> MeterRows {
    var rows = MeterRows()
    for row in 0..<count {
      rows.times.append((1_400_000_000 + Int64(row) * 6) * second)
      rows.values.append(Float(row % 3000) + 0.5)
    }
    rows.times.swapAt(1, 2)
    rows.times[4] = rows.times[3]
    rows.values[5] = .nan
    rows.values[6] = -.greatestFiniteMagnitude
    return rows
  }

  static func write(
    _ path: String, count: Int, compression: TableCompression, slice: Int
  ) throws -> [MeterSummary] {
    let dataset = dataset(path)
    var writer = try NILMTKWriter(
      path: path, timezone: "Europe/London", compression: compression)
    for meter in dataset.buildings[0].meters {
      try writer.createMeter(meter.id, of: 3, columns: meter.columns, expectedRows: count)
    }
    var mains = MeterRows()
    mains.times = [1_400_000_000 * second + 100_000_000, 1_400_000_001 * second + 100_000_000]
    mains.values = [1, 2, 240.25, 3, 4, 241.5]
    try writer.append(mains, to: 1, of: 3)
    let all = plugRows(count)
    for start in stride(from: 0, to: count, by: slice) {
      var part = MeterRows()
      part.times = Array(all.times[start..<min(start + slice, count)])
      part.values = Array(all.values[start..<min(start + slice, count)])
      try writer.append(part, to: 2, of: 3)
    }
    return try writer.finish(dataset, texts: [("description", "a test")])
  }

  static func read(
    _ source: any MeterSource, _ meter: Int, _ quantity: Quantity
  ) throws -> MeterRows {
    let reader = try source.reader(building: 3, meter: meter, quantity: quantity)
    var rows = MeterRows()
    var block = SampleBlock()
    while try reader.read(into: &block) {
      rows.times += block.times
      rows.values += block.values
    }
    return rows
  }

  @Test(
    "is read back as it was given, whatever the slices",
    arguments: [TableCompression.deflate(level: 1), .blosc(level: 9)], [1000, 20_000])
  func roundTrips(compression: TableCompression, slice: Int) throws {
    let folder = try TestFolder()
    let path = folder.path + "/x.h5"
    let summaries = try Self.write(path, count: 20_000, compression: compression, slice: slice)
    #expect(summaries.map(\.rows) == [2, 20_000, 0])
    let source = try MeterSources.open(path)
    let given = Self.plugRows(20_000)
    let found = try Self.read(source, 2, .activePower)
    #expect(found.times == given.times)
    #expect(found.values.map(\.bitPattern) == given.values.map(\.bitPattern))
    #expect(try Self.read(source, 1, .apparentPower).values == [2, 4])
    #expect(try Self.read(source, 1, Quantity("voltage")).values == [240.25, 241.5])
    #expect(try Self.read(source, 10, .activePower).times.isEmpty)
  }

  @Test("says of its meters and appliances what the model says")
  func keepsMetadata() throws {
    let folder = try TestFolder()
    let path = folder.path + "/x.h5"
    _ = try Self.write(path, count: 100, compression: .deflate(level: 4), slice: 100)
    let found = try MeterSources.open(path).dataset
    let given = Self.dataset(path)
    #expect(found.name == "Ours" && found.timezone == "Europe/London")
    let (house, meters) = (found.buildings[0], found.buildings[0].meters)
    #expect(house.id == 3 && house.originalName == "house_3")
    #expect(meters.map(\.id) == [1, 2, 10])
    #expect(meters.map(\.columns) == given.buildings[0].meters.map(\.columns))
    #expect(meters.map(\.samplePeriod) == [1, 6, 6])
    #expect(meters.map(\.maxSamplePeriod) == [3, 120, 120])
    #expect(meters.map(\.device) == ["Clamp", "Plug", "Plug"])
    #expect(meters.map(\.isSiteMeter) == [true, false, false])
    #expect(meters.map(\.submeterOf) == [nil, 1, 1])
    #expect(meters[1].rows == 100)
    let kettle = house.appliances[0]
    #expect(kettle.type == "kettle" && kettle.meters == [2] && kettle.isDominant)
    #expect(kettle.originalName == "Kettle – “blue”" && kettle.room == "kitchen")
    #expect(kettle.maxPower == 3100.5 && kettle.onPowerThreshold == 2000)
    #expect(kettle.minOnDuration == 12 && kettle.minOffDuration == 0)
    #expect(kettle.datesActive.first?.start == 1_400_000_000 * Self.second)
    #expect(kettle.datesActive.first?.end == nil)
    #expect(house.appliances[1].meters == [0])
  }

  @Test("has the same bytes every time")
  func isReproducible() throws {
    let folder = try TestFolder()
    let bytes = try (0..<5).map { turn -> [UInt8] in
      let path = folder.path + "/\(turn).h5"
      _ = try Self.write(path, count: 9000, compression: .deflate(level: 4), slice: 700)
      return try FileSystem.bytes(of: path)
    }
    #expect(bytes.allSatisfy { $0 == bytes[0] })
  }

  @Test("gives devices of one name that differ keys of their own")
  func separatesDevices() throws {
    let folder = try TestFolder()
    let path = folder.path + "/x.h5"
    var dataset = Self.dataset(path)
    dataset.buildings[0].meters[0].device = nil
    dataset.buildings[0].meters[1].device = nil
    var writer = try NILMTKWriter(path: path, timezone: "UTC")
    for meter in dataset.buildings[0].meters.prefix(2) {
      try writer.createMeter(meter.id, of: 3, columns: meter.columns)
    }
    _ = try writer.finish(dataset)
    let meters = try MeterSources.open(path).dataset.buildings[0].meters
    #expect(meters.map(\.id) == [1, 2])
    #expect(meters.map(\.samplePeriod) == [1, 6])
  }

  @Test("is refused where it cannot be created")
  func refuses() {
    let error = #expect(throws: MeterDataError.self) {
      _ = try NILMTKWriter(path: "/no/such/folder/x.h5", timezone: "UTC")
    }
    #expect(error?.status == .cannotCreate)
  }

  @Test("is refused where a house has more metadata than an attribute holds")
  func refusesTooMuch() throws {
    let folder = try TestFolder()
    let path = folder.path + "/x.h5"
    var dataset = Self.dataset(path)
    dataset.buildings[0].appliances = (0..<2000).map {
      Appliance(type: "light", instance: $0, meters: [0], originalName: "light number \($0)")
    }
    let crowded = dataset
    let error = #expect(throws: MeterDataError.self) {
      let writer = try NILMTKWriter(path: path, timezone: "UTC")
      _ = try writer.finish(crowded)
    }
    #expect(error?.status == .badData)
    #expect(error?.reason.contains("64,000") == true)
  }
}
