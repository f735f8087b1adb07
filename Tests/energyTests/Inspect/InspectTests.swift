import Files
import MeterData
import Testing
import Work

@testable import energy

/// Ten days of a house in memory: mains, a kettle that others share, a plug that starts late, a
/// meter without samples and one that cannot be read.
private struct SmallHouse: MeterSource {
  let dataset: Dataset

  init() {
    func meter(_ id: Int, _ columns: [Quantity] = [.activePower], rows: Int = 1000) -> Meter {
      Meter(
        id: id, submeterOf: id == 1 ? nil : 1, device: "Plug", samplePeriod: 6,
        maxSamplePeriod: 120, columns: columns, rows: rows, location: "/m\(id)")
    }
    var mains = meter(1, [.apparentPower, Quantity("voltage")])
    mains.isSiteMeter = true
    var broken = meter(5)
    broken.refusal = MeterDataError(
      status: .badData, attempt: "read the rows of", path: "small.h5:/m5", reason: "no filter")
    dataset = Dataset(
      path: "small.h5", format: .nilmtkHDF5, name: "Small", timezone: "Europe/London",
      compression: "Blosc",
      buildings: [
        Building(
          id: 3, meters: [mains, meter(2), meter(3), meter(4, [], rows: 0), broken],
          appliances: [
            Appliance(type: "dish washer", meters: [3]),
            Appliance(type: "kettle", meters: [2], isDominant: true),
            Appliance(type: "radio", instance: 2, meters: [2]),
            Appliance(type: "drill", meters: [0]),
          ])
      ])
  }

  func reader(
    building: Int, meter: Int, quantity: Quantity
  ) throws(MeterDataError) -> any SampleReader {
    if let refusal = dataset.buildings[0].meters[meter - 1].refusal { throw refusal }
    return Rows(from: meter == 3 ? 4 : 0, scale: Float(meter))
  }

  private final class Rows: SampleReader {
    private var block: SampleBlock?
    var rows: Int? { 1000 }

    /// Starts so many days after 2013-06-01T00:00:00.5Z; a gap of an hour in the middle.
    init(from day: Int64, scale: Float) {
      let start = (1_370_044_800 + day * 86_400) * 1_000_000_000 + 500_000_000
      block = SampleBlock(
        times: (0..<1000).map { start + Int64($0 < 500 ? $0 : $0 + 600) * 6_000_000_000 },
        values: (0..<1000).map { Float($0 % 3) * scale })
    }

    func read(into block: inout SampleBlock) throws(MeterDataError) -> Bool {
      block = self.block ?? SampleBlock()
      self.block = nil
      return block.count > 0
    }
  }

  func findings(reading: Bool = true) throws -> InspectFindings {
    var findings = InspectFindings(
      dataset: dataset, zone: try TimeZoneRules(named: dataset.timezone))
    if reading {
      findings.add(
        try Inspection.scan(
          self, dataset.buildings, pool: ThreadPool(width: 1), supervision: Supervision()))
    }
    return findings
  }
}

@Suite("energy inspect")
struct InspectTests {
  @Test("the JSON has the promised keys and the right figures")
  func writesJSON() throws {
    let document = InspectJSON(try SmallHouse().findings()).document
    #expect(document["format"] == "nilmtk-hdf5")
    #expect(document["dataset"] == "Small")
    #expect(document["timezone"] == "Europe/London")
    guard case .array(let buildings) = document["buildings"],
      case .array(let meters) = buildings[0]["meters"]
    else {
      Issue.record("no buildings or no meters")
      return
    }
    let promised = [
      "id", "site_meter", "disabled", "device", "sample_period_s", "max_sample_period_s",
      "columns", "rows", "start", "end", "appliances", "gaps", "missing_fraction", "mean_w",
      "max_w",
    ]
    for meter in meters { for key in promised { #expect(meter[key] != nil, "\(key)") } }
    #expect(meters[0]["site_meter"] == true)
    #expect(meters[0]["columns"]?.text.contains(#""quantity":"voltage","type":"""#) == true)
    #expect(meters[1]["start"] == "2013-06-01T01:00:00.500+01:00")
    #expect(meters[1]["end"] == "2013-06-01T03:39:54.500+01:00")
    #expect(meters[1]["gaps"] == 1)
    #expect(meters[1]["max_w"] == .number(4))
    #expect(meters[1]["mean_w"] == .number(1.998))
    #expect(meters[1]["missing_fraction"] == .number(3606.0 / 9594))
    #expect(meters[1]["appliances"] == ["kettle", "radio"])
    #expect(meters[3]["mean_w"] == .null)
    #expect(
      buildings[0]["appliances"]?.text.contains(
        #"{"type":"radio","instance":2,"meters":[2]},{"type":"drill","instance":1,"meters":[0]}"#)
        == true)
  }

  @Test("without reading, what is not known is null")
  func writesQuickJSON() throws {
    let text = InspectJSON(try SmallHouse().findings(reading: false)).document.text
    #expect(text.contains(#""gaps":null,"missing_fraction":null,"mean_w":null,"max_w":null"#))
  }

  @Test("the page shows meters, appliances, late starts and what cannot be read")
  func writesPage() throws {
    let findings = try SmallHouse().findings()
    let page = InspectPage(findings, showsAll: false, style: .plain).text(width: nil)
    for part in [
      "small.h5   NILMTK · Small · Europe/London · 1 house, 5 meters · Blosc",
      "House 3   2013-06-01 → 2013-06-05   5 meters",
      "1  mains (site)   1,000     6 s  apparent, voltage      62 %",
      "2  kettle, radio  1,000     6 s  active                 62 %",
      "Appliances you can train: kettle (2), dish washer (3), radio (2)",
      "Note: meter 3 begins 2013-06-05.",
    ] {
      #expect(page.contains(part), "\(part) in:\n\(page)")
    }
    #expect(findings.failures.first?.reason == "no filter")
  }

  @Test("plain letters do where the terminal has no others")
  func writesASCII() throws {
    let page = InspectPage(try SmallHouse().findings(), showsAll: true, style: .ascii)
    #expect(page.text(width: 80).utf8.max() ?? 0 < 128)
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      ["x.h5", "--quick", "--quality"], ["x.h5", "--building", "two"], [], ["a.h5", "b.h5"],
    ])
  func refuses(words: [String]) {
    #expect(throws: UsageError.self) {
      _ = try InspectCommand(Arguments(words, for: InspectCommand.specification))
    }
  }
}
