import Files
import MeterData
import Work

@testable import energy

/// Two houses in memory: mains and a kettle each, house 2 with a washing machine on two meters.
struct FakeSource: MeterSource {
  static let second: Int64 = 1_000_000_000
  /// 2013-06-03 06:00 in London.
  static let start: Int64 = 1_370_235_600 * second
  static let samples = 1800

  let dataset: Dataset

  init() {
    let end = FakeSource.start + Int64(FakeSource.samples - 1) * 6 * FakeSource.second
    func meter(_ id: Int, _ columns: [Quantity], isSite: Bool = false) -> Meter {
      Meter(
        id: id, isSiteMeter: isSite, samplePeriod: 6, maxSamplePeriod: 60, columns: columns,
        rows: FakeSource.samples, start: FakeSource.start, end: end, location: "\(id)")
    }
    let mains = meter(1, [.activePower, .apparentPower, Quantity("voltage")], isSite: true)
    let plugs = [2, 3, 4].map { meter($0, [.activePower]) }
    dataset = Dataset(
      path: "fake.h5", format: .nilmtkHDF5, name: "Fake", timezone: "Europe/London",
      buildings: [
        Building(
          id: 1, meters: [mains, plugs[0]], appliances: [Appliance(type: "kettle", meters: [2])]),
        Building(
          id: 2, meters: [mains] + plugs,
          appliances: [
            Appliance(type: "kettle", meters: [2]),
            Appliance(type: "washing machine", meters: [3, 4]),
          ]),
      ])
  }

  func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    FakeReader { sample in
      let isOn = (600..<640).contains(sample)
      switch quantity.physical {
      case "voltage": return 240
      default: return (isOn ? 2_900 : 0) + (meter == 1 ? 150 : 1)
      }
    }
  }
}

private final class FakeReader: SampleReader {
  let rows: Int? = FakeSource.samples
  private var next = 0
  private let value: (Int) -> Float

  init(_ value: @escaping (Int) -> Float) { self.value = value }

  func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
    let samples = next..<min(next + 500, FakeSource.samples)
    next = samples.upperBound
    block = SampleBlock(
      times: samples.map { FakeSource.start + Int64($0) * 6 * FakeSource.second },
      values: samples.map(value))
    return !samples.isEmpty
  }
}

extension ShellSession {
  /// A session with the two houses open, 60 columns wide, without colours.
  static func fake(_ lines: [String] = []) throws -> ShellSession {
    var session = ShellSession(
      ShellSurroundings(
        style: .plain, columns: { 60 }, tableColumns: { nil },
        open: { path in
          if path == "fake.h5" { return FakeSource() }
          return try MeterSources.open(path)
        },
        work: { _, _, body in _ = try body(Supervision()) }))
    for line in ["open fake.h5"] + lines { _ = try session.perform(line) }
    return session
  }

  /// What a line answers, or the sentence of its failure.
  mutating func answer(to line: String) throws -> String {
    do {
      switch try perform(line) {
      case .text(let text): return text
      case .nothing: return ""
      case .quit: return "QUIT"
      }
    } catch let failure as any Failure {
      return "\(failure.status.rawValue): \(failure.description)"
    }
  }
}
