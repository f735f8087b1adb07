import Acquisition
import Configuration
import Files
import Glibc
import HTTP
import Work

@testable import HDF5
@testable import MeterData
@testable import Serving

/// The parsers that read what others wrote; `ENERGY_FUZZ_TARGET` chooses one for the process.
enum FuzzTarget: String, CaseIterable {
  case pickle, labels, metadata, hdf5, chunk, dat, names, csv, readings, json, yaml, time, download
  case archive
  case body, lines, table, answer

  static let chosen: FuzzTarget = {
    let name = unsafe getenv("ENERGY_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      preconditionFailure("ENERGY_FUZZ_TARGET is no target: \(name)")
    }
    return target
  }()

  /// Reads the bytes; throwing is a right answer, trapping and overrunning are not.
  func run(_ bytes: [UInt8]) {
    switch self {
    case .pickle: pickle(bytes)
    case .labels: labels(bytes)
    case .metadata: metadata(bytes)
    case .hdf5: hdf5(bytes)
    case .chunk: chunk(bytes)
    case .dat: dat(bytes)
    case .names: _ = RawLabels.parse(bytes)
    case .csv: csv(bytes)
    case .readings: readings(bytes)
    case .json: json(bytes)
    case .yaml: yaml(bytes)
    case .time: time(bytes)
    case .download: UntrustedInput.read(bytes)
    case .archive: archive(bytes)
    case .body: body(bytes)
    case .lines: lines(bytes)
    case .table: table(bytes)
    case .answer: answer(bytes)
    }
  }

  private func pickle(_ bytes: [UInt8]) {
    guard let value = try? PickleParser.parse(bytes) else { return }
    var patience = 2000
    walk(value, &patience)
  }

  /// Asks a value everything that can be asked of it; values may be shared, and hold themselves.
  private func walk(_ value: PickleValue, _ patience: inout Int) {
    patience -= 1
    guard patience > 0 else { return }
    _ = (value.text, value.integer, value.number, value.bytes, value.callable)
    for item in (value.items ?? []) + value.arguments { walk(item, &patience) }
  }

  private func labels(_ bytes: [UInt8]) {
    _ = try? ColumnLabels.parse(bytes, at: nil)
    _ = try? ColumnLabels.parseAxes(bytes, at: nil)
    _ = try? FrameTimeZone.parse(bytes, at: nil)
  }

  private func metadata(_ bytes: [UInt8]) {
    guard let value = try? PickleParser.parse(bytes), let zone = Self.london else { return }
    let metadata = NILMTKMetadata(root: value)
    let building = metadata.building(1, value) { ISOTime.parse($0, in: zone) }
    _ = try? building.resolve(appliance: "kettle")
  }

  private func csv(_ bytes: [UInt8]) {
    guard let file = ScratchFile.write(bytes) else { return }
    guard var reader = try? CSVReader(path: file) else { return }
    while let row = try? reader.next() { precondition(!row.isEmpty, "a row without a cell") }
    if let source = try? CSVSource(path: file, timezone: "Europe/London") { readAll(of: source) }
  }

  /// Rows of a person's table, in whole and cut at its lines: the same rows, or the same fault.
  private func readings(_ bytes: [UInt8]) {
    guard let zone = Self.london else { return }
    let whole = rows([bytes[...]], zone)
    let end = bytes.firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
    let cut = rows([bytes[..<end], bytes[end...]], zone)
    precondition(whole.times == cut.times, "the rows depend on where they are cut")
    precondition(whole.texts.count == whole.times.count, "a row without its text")
  }

  private func rows(_ pieces: [ArraySlice<UInt8>], _ zone: TimeZoneRules) -> ReadingBlock {
    var parser = ReadingParser(ReadingChoice(zone: zone))
    var block = ReadingBlock()
    for piece in pieces {
      do { try parser.parse(piece, into: &block) } catch { return block }
    }
    return block
  }

  /// Reads every column of every meter to its end or its first fault.
  private func readAll(of source: any MeterSource) {
    for building in source.dataset.buildings {
      for meter in building.meters {
        for column in meter.columns {
          let reader = try? source.reader(
            building: building.id, meter: meter.id, quantity: column)
          guard let reader else { continue }
          var block = SampleBlock()
          while (try? reader.read(into: &block)) == true {
            precondition(block.times.count == block.values.count, "a torn block")
          }
        }
      }
    }
  }

  private func dat(_ bytes: [UInt8]) {
    for column in 0...2 {
      var block = SampleBlock()
      try? DatRows(column: column).parse(bytes[...], into: &block)
    }
  }

  /// A whole file: its attributes, its tables and what they hold.
  private func hdf5(_ bytes: [UInt8]) {
    guard let file = ScratchFile.write(bytes) else { return }
    guard let source = try? MeterSources.open(file) else { return }
    readAll(of: source)
  }

  /// The first byte chooses the filters, the second the mask; the rest is the stored chunk.
  private func chunk(_ bytes: [UInt8]) {
    guard bytes.count > 2 else { return }
    let known = [1, 2, 3, 307, 32001]
    let chosen = known.indices.filter { bytes[0] & (1 << UInt8($0)) != 0 }.map { known[$0] }
    let filters = chosen.map { HDF5Filter(identifier: $0, flags: 0, values: [8]) }
    guard let pipeline = ChunkPipeline(filters) else { return }
    let decoder = ChunkDecoder(pipeline, chunkSize: 4096)
    var target = [UInt8](repeating: 0, count: 4096)
    unsafe target.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { stored in
        unsafe try? decoder.decode(
          UnsafeRawBufferPointer(rebasing: stored[2...]), mask: UInt32(bytes[1]), into: target)
      }
    }
  }

  private func json(_ bytes: [UInt8]) {
    guard let value = try? JSON.parse(bytes) else { return }
    // What was read can be written, and what is written can be read.
    let again = try? JSON.parse(value.text)
    precondition(again != nil, "\(value.text) does not read back")
  }

  private func yaml(_ bytes: [UInt8]) {
    _ = try? YAMLDocument.parse(String(decoding: bytes, as: UTF8.self), path: "fuzz.yaml")
  }

  private func time(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let zone = Self.london else { return }
    if let time = ISOTime.parse(text, in: zone) {
      let written = ISOTime.format(time, in: zone)
      precondition(ISOTime.parse(written, in: zone) != nil, "\(text) became \(written)")
    }
    _ = TimeSpan(text)
  }

  /// Unpacks into a folder of its own, beside which nothing may appear.
  private func archive(_ bytes: [UInt8]) {
    guard let file = ScratchFile.write(bytes) else { return }
    let above = "/dev/shm/energy-fuzz-\(getpid())"
    try? FileSystem.createFolders(above + "/out")
    var unpacker = Unpacker()
    unpacker.limits.floor = 1 << 20
    unpacker.limits.entries = 100
    _ = try? unpacker.unpack(file, into: above + "/out", Supervision())
    precondition((try? FileSystem.list(above)) == ["out"], "something climbed out of the folder")
    try? FileSystem.remove(above)
  }

  /// What a server reads as a request's body is JSON, and within its limits.
  private func body(_ bytes: [UInt8]) {
    let body = try? PredictBody(json: bytes, Self.limits)
    let stream = try? StreamBody(json: bytes, Self.limits)
    guard body != nil || stream != nil else { return }
    precondition((try? JSON.parse(bytes)) != nil, "what is no JSON was read")
    if let body { check(body.input) }
    if let stream { check(.series(stream.readings)) }
  }

  private func check(_ input: PredictBody.Input) {
    switch input {
    case .series(let block):
      precondition(block.times.count == block.values.count, "rows without their values")
      precondition(block.count <= Self.limits.samples, "\(block.count) samples")
      precondition(zip(block.times, block.times.dropFirst()).allSatisfy { $0 <= $1 }, "disorder")
      precondition(block.values.allSatisfy { $0.isFinite || $0.isNaN }, "an infinite reading")
    case .windows(let windows):
      precondition(windows.values.count == windows.count * windows.width, "ragged windows")
      precondition(windows.values.allSatisfy(\.isFinite), "a window with a gap")
    }
  }

  /// Each line has its answer, whatever stands in the others.
  private func lines(_ bytes: [UInt8]) {
    let work = PredictWork(
      models: NoModels(), lanes: NoLanes(), limits: Self.limits, observers: [])
    let wanted = bytes.split(separator: 10).count { line in
      !line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
    }
    try? HouseholdLines(bytes, work, Asker(requestID: "", began: 0)) { response in
      precondition(response.body.count { $0 == 10 } == wanted, "a line without an answer")
    }.start()
  }

  /// A table as a request's body, its first line the query.
  private func table(_ bytes: [UInt8]) {
    if let body = tableBody(bytes) { check(body.input) }
  }

  private func tableBody(_ bytes: [UInt8]) -> PredictBody? {
    let query = bytes.prefix { $0 != 10 }.split(separator: UInt8(ascii: "&")).map { item in
      let parts = String(decoding: item, as: UTF8.self).split(separator: "=", maxSplits: 1)
      return HTTPField(String(parts.first ?? ""), parts.count > 1 ? String(parts[1]) : "")
    }
    let head = HTTPHead(method: "POST", path: "/predict", query: query)
    let rest = Array(bytes.drop { $0 != 10 }.dropFirst())
    return try? PredictBody(csv: HTTPRequest(head: head, body: rest), Self.limits)
  }

  /// What comes of a body: of `/predict` in JSON or as a table, of `/stream` a line each.
  private func answer(_ bytes: [UInt8]) {
    guard let answers = Self.answers else { preconditionFailure("no tiny networks") }
    if let body = (try? PredictBody(json: bytes, Self.limits)) ?? tableBody(bytes) {
      answers.predict(body)
    }
    answers.stream(bytes.split(separator: 10).map(Array.init))
  }

  private static let answers = try? BodyAnswers(limits)

  private static let limits: PredictLimits = {
    var limits = PredictLimits()
    limits.samples = 200
    limits.streamSamples = 200
    limits.windows = 16
    limits.windowSamples = 100
    limits.households = 20
    return limits
  }()

  private static let london = try? TimeZoneRules(named: "Europe/London")
}
