import Files
@testable import MeterData
import Testing

@testable import Disaggregation

@Suite("The table of a prediction")
struct PredictionTableTests {
  @Test(
    "spells watts with at most two decimals",
    arguments: [
      (Float(0), "0"), (-0.001, "0"), (-0.5, "-0.5"), (5, "5"), (10, "10"), (99.999, "100"),
      (1234.5, "1234.5"), (1234.56, "1234.56"), (0.07, "0.07"), (100_000, "100000"),
      (-12.346, "-12.35"), (.nan, ""), (.infinity, ""), (1e20, "1e+20"),
    ])
  func watts(_ value: Float, text: String) {
    var written = WattText()
    written.append(watts: value)
    #expect(String(decoding: written.bytes, as: UTF8.self) == text)
  }

  @Test(
    "spells moments as ISO 8601 on the zone's clock, also where clocks are changed",
    arguments: ["UTC", "Europe/London", "America/St_Johns", "Australia/Lord_Howe"])
  func moments(_ name: String) throws {
    let zone = try TimeZoneRules(named: name)
    var moments = MomentText(zone)
    for day in stride(from: 15_700, to: 16_200, by: 1) {
      for second in [0, 1, 43_199, 86_399] {
        let moment = (Int64(day) * 86_400 + Int64(second)) * ISOTime.second
        var text = WattText()
        moments.append(moment, to: &text)
        #expect(
          String(decoding: text.bytes, as: UTF8.self) == ISOTime.format(moment, in: zone),
          "\(moment)")
      }
    }
  }

  @Test(
    "gives moments three, six or nine decimals where they need them",
    arguments: [
      (Int64(500_000_000), "00.500"), (1_000, "00.000001"), (1, "00.000000001"), (0, "00"),
    ])
  func decimals(_ nanoseconds: Int64, text: String) {
    var moments = MomentText(.utc)
    var written = WattText()
    moments.append(1_357_000_000 * ISOTime.second + nanoseconds - 40 * ISOTime.second, to: &written)
    #expect(
      String(decoding: written.bytes, as: UTF8.self) == "2013-01-01T00:26:\(text)+00:00")
  }

  @Test("leaves empty what is missing, and quotes times with a comma")
  func rows() throws {
    var rows = PredictedRows(appliances: 2)
    rows.watts = [100, .nan]
    rows.flags = [.edge, .gap]
    rows.appliances[0] = PredictedRows.Appliance(estimates: [60.5, .nan], isOn: [true, true])
    rows.appliances[1] = PredictedRows.Appliance(estimates: [0, 7], isOn: [false, false])
    var block = ReadingBlock(times: [0, 1], values: [100, .nan])
    block.texts.append(Array("1,5".utf8)[...], mayHoldCommas: true)
    block.texts.append(Array("2".utf8)[...], mayHoldCommas: false)
    var times = WaitingTimes()
    times.append(block)
    var bytes: [UInt8] = []
    let table = PredictionTable(appliances: ["dish washer", "kettle"], zone: .utc) { bytes += $0 }
    try times.take(2) { try table.write(rows, times: $0) }
    try table.finish()
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        timestamp,power,dish_washer,dish_washer_on,kettle,kettle_on,remainder,flag
        "1,5",100,60.5,1,0,0,39.5,edge
        2,,,,7,0,,gap

        """)
  }
}
