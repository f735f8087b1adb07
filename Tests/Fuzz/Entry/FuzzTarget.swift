import Configuration
import Files
import Glibc

@testable import MeterData

/// The parsers that read what others wrote; `ENERGY_FUZZ_TARGET` chooses one for the process.
enum FuzzTarget: String, CaseIterable {
  case pickle, labels, metadata, csv, json, yaml, time

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
    case .csv: csv(bytes)
    case .json: json(bytes)
    case .yaml: yaml(bytes)
    case .time: time(bytes)
    }
  }

  private func pickle(_ bytes: [UInt8]) {
    guard let value = try? PickleParser.parse(bytes) else { return }
    walk(value, depth: 0)
  }

  /// Asks a value everything that can be asked of it.
  private func walk(_ value: PickleValue, depth: Int) {
    guard depth < 8 else { return }
    _ = (value.text, value.integer, value.number, value.bytes, value.callable)
    for item in (value.items ?? []).prefix(16) { walk(item, depth: depth + 1) }
    for item in value.arguments.prefix(16) { walk(item, depth: depth + 1) }
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

  private static let london = try? TimeZoneRules(named: "Europe/London")
}
