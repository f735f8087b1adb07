import Disaggregation
import Files
import MeterData
import Testing

@testable import Serving

@Suite("JSON bodies")
struct PredictBodyTests {
  static func body(_ text: String, _ limits: PredictLimits = PredictLimits()) throws -> PredictBody
  {
    try PredictBody(json: Array(text.utf8), limits)
  }

  static func series(_ text: String) throws -> ReadingBlock {
    guard case .series(let block) = try body(text).input else {
      throw Refusal(500, "no_series", "no series")
    }
    return block
  }

  static let second = ISOTime.second
  static let june: Int64 = 1_370_242_800

  @Test(
    "give the same moments however times are written",
    arguments: [
      #""2013-06-03T07:00:00Z""#, #""2013-06-03T08:00:00+01:00""#, "1370242800",
      "1370242800000", "1370242800000000", "1370242800000000000", "1370242800.0",
      #""2013-06-03T07:00:00\u005A""#, #""2013-06-03 07:00:00""#,
    ])
  func times(_ spelled: String) throws {
    let block = try Self.series(#"{"series":[{"timestamp":\#(spelled),"power":1.5}]}"#)
    #expect(block.times == [Self.june * Self.second])
    #expect(block.values == [1.5])
  }

  @Test("read times without an offset on the clock of the zone, wherever that stands")
  func zone() throws {
    let rows = #""series":[{"power":1,"timestamp":"2013-06-03T08:00:00"}]"#
    let zone = #""timezone":"Europe/London""#
    for text in ["{\(rows),\(zone)}", "{\(zone),\(rows)}"] {
      #expect(try Self.series(text).times == [Self.june * Self.second])
    }
  }

  @Test("go on over the hour that clocks show twice")
  func twice() throws {
    let times = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    let rows = times.map { #"{"timestamp":"2013-10-27T\#($0):00","power":1}"# }
    let block = try Self.series(
      #"{"series":[\#(rows.joined(separator: ","))],"timezone":"Europe/London"}"#)
    let steps = zip(block.times, block.times.dropFirst()).map { ($1 - $0) / Self.second }
    #expect(steps == [1800, 1800, 1800, 1800, 1800])
  }

  @Test("stand at regular times where they are compact")
  func compact() throws {
    let block = try Self.series(
      #" { "power" : [1, null, 2.5] , "period_s" : 6, "start" : "2013-06-03T07:00:00Z" } "#)
    #expect(block.times == [0, 6, 12].map { (Self.june + $0) * Self.second })
    #expect(block.values[0] == 1 && block.values[1].isNaN && block.values[2] == 2.5)
    let odd = try Self.series(#"{"start":0,"period_s":0.1,"power":[1,1,1,1]}"#)
    #expect(odd.times == [0, 100_000_000, 200_000_000, 300_000_000])
  }

  @Test("hold raw windows, one or several")
  func windows() throws {
    for (text, count) in [("[1,2,3]", 1), ("[[1,2,3]]", 1), ("[[1,2,3],[4,5,6.5]]", 2)] {
      guard case .windows(let windows) = try Self.body(#"{"x":\#(text)}"#).input else {
        Issue.record("no windows")
        continue
      }
      #expect(windows.count == count && windows.width == 3)
      #expect(windows.values.last == (count == 2 ? 6.5 : 3))
    }
  }

  @Test("say what else is wanted")
  func options() throws {
    let options = try Self.body(
      """
      {"x":[1],"appliances":["kettle","dish washer"],"clamp":"none","household":"h\\u00e9 1"}
      """
    ).options
    #expect(options.appliances == ["kettle", "dish washer"])
    #expect(options.clamping == Clamping.none)
    #expect(options.household == "hé 1")
    let counter = try Self.body(
      #"{"start":0,"period_s":60,"power":[1],"semantics":"counter","unit":"Wh","timestamps":true}"#
    ).options
    #expect(counter.semantics == .counter && counter.unit == .wattHours && counter.timestamps)
  }

  static let wrong: [(text: String, status: Int, field: String?)] = [
    ("", 400, nil), ("{", 400, nil), ("[]", 422, nil), ("null", 422, nil), ("{}", 422, nil),
    (#"{"x":[1]} {}"#, 400, nil), (#"{"x":[1],}"#, 400, nil), (#"{"x":[1],"x":[2]}"#, 400, "x"),
    (#"{"x":[1,NaN]}"#, 400, "x[1]"), (#"{"x":[1,null]}"#, 422, "x[1]"),
    (#"{"x":[[1,2],[3]]}"#, 422, "x[1]"), (#"{"x":[[1,2],[3,"a"]]}"#, 422, "x[1][1]"),
    (#"{"x":[]}"#, 422, "x"), (#"{"x":[[]]}"#, 422, "x"), (#"{"x":[1,[2]]}"#, 422, "x[1]"),
    (#"{"x":[1e300]}"#, 422, "x[0]"), (#"{"x":{}}"#, 422, "x"), (#"{"x":1}"#, 422, "x"),
    (#"{"x":[1],"unit":"kW"}"#, 422, "unit"), (#"{"x":[1],"timestamps":true}"#, 422, "timestamps"),
    (#"{"serise":[]}"#, 422, "serise"), (#"{"series":[]}"#, 422, "series"),
    (#"{"series":[{}]}"#, 422, "series[0].timestamp"),
    (#"{"series":[{"timestamp":1}]}"#, 422, "series[0].power"),
    (
      #"{"series":[{"timestamp":1,"power":1},{"timestamp":0,"power":1}]}"#, 422,
      "series[1].timestamp"
    ),
    (#"{"series":[{"timestamp":1,"powr":1}]}"#, 422, "series[0].powr"),
    (#"{"series":[{"timestamp":1,"timestamp":1}]}"#, 400, "series[0].timestamp"),
    (#"{"series":[{"timestamp":"June","power":1}]}"#, 422, "series[0].timestamp"),
    (#"{"series":[{"timestamp":"1370242800","power":1}]}"#, 422, "series[0].timestamp"),
    (#"{"series":[{"timestamp":1e30,"power":1}]}"#, 422, "series[0].timestamp"),
    (#"{"series":[{"timestamp":true,"power":1}]}"#, 422, "series[0].timestamp"),
    (
      #"{"series":[{"timestamp":0,"power":1},{"timestamp":"1970-01-02","power":1}]}"#, 422,
      "series[1].timestamp"
    ),
    (#"{"series":[1]}"#, 422, "series[0]"),
    (
      #"{"series":[{"timestamp":1,"power":"1"}]}"#, 422,
      "series[0].power"
    ),
    (#"{"series":[{"timestamp":1,"power":1e999}]}"#, 422, "series[0].power"),
    (#"{"series":[[[[[[[["#, 422, "series[0]"),
    (#"{"start":0,"power":[1]}"#, 422, "period_s"),
    (#"{"start":0,"period_s":0,"power":[1]}"#, 422, "period_s"),
    (#"{"start":0,"period_s":6,"power":[1],"series":[{"timestamp":1,"power":1}]}"#, 422, "start"),
    (#"{"start":0,"period_s":6,"power":[1],"x":[1]}"#, 422, "x"),
    (
      #"{"start":4102000000,"period_s":86400,"power":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}"#, 422,
      "period_s"
    ),
    (#"{"x":[1],"semantics":"sampl"}"#, 422, "semantics"),
    (#"{"x":[1],"timezone":"Europe/Londn"}"#, 422, "timezone"),
    (#"{"x":[1],"household":""}"#, 422, "household"),
    (#"{"x":[1],"household":"a\nb"}"#, 422, "household"),
    (#"{"x":[1],"household":"flat 3/4"}"#, 422, "household"),
    (#"{"x":[1],"household":".."}"#, 422, "household"),
    (#"{"x":[1],"household":"."}"#, 422, "household"),
    (#"{"start":0,"period_s":6,"power":[1],"unit":"kWh"}"#, 422, "unit"),
    (#"{"x":[1],"appliances":[1]}"#, 422, "appliances[0]"),
    (#"{"x":[1],"appliances":"kettle"}"#, 422, "appliances"),
    ("{\"x\":[1],\"household\":\"\u{1}\"}", 400, "household"),
    (#"{"x":[1],"household":"\ud800"}"#, 400, "household"),
  ]

  @Test("that are wrong are refused with their place", arguments: wrong.indices)
  func refused(_ index: Int) throws {
    let wrong = Self.wrong[index]
    let refusal = #expect(throws: Refusal.self) { try Self.body(wrong.text) }
    #expect(refusal?.status == wrong.status, "\(wrong.text): \(refusal?.message ?? "")")
    #expect(refusal?.field == wrong.field, "\(wrong.text): \(refusal?.message ?? "")")
  }

  @Test("name the nearest key, and where a text goes wrong")
  func messages() {
    let key = #expect(throws: Refusal.self) { try Self.body(#"{"serise":[]}"#) }
    #expect(key?.message.contains("Did you mean series?") == true)
    let place = #expect(throws: Refusal.self) { try Self.body("{\n  \"x\": [1,\n  }") }
    #expect(place?.message.hasPrefix("line 3, column 3:") == true, "\(place?.message ?? "")")
    let bytes = Array(#"{"x":[1],"household":""#.utf8) + [0xFF, 0x22, 0x7D]
    let text = #expect(throws: Refusal.self) { try PredictBody(json: bytes, PredictLimits()) }
    #expect(text?.status == 400 && text?.field == "household")
  }

  @Test("are refused once they are longer than the limits allow, not after")
  func limits() {
    var limits = PredictLimits()
    limits.samples = 2
    limits.windows = 1
    limits.windowSamples = 3
    limits.householdBytes = 4
    limits.appliances = 1
    for (text, field) in [
      (#"{"start":0,"period_s":6,"power":[1,2,3 no json"#, "power"),
      (#"{"series":[{"timestamp":0,"power":1},{"timestamp":1,"power":1},no"#, "series"),
      (#"{"x":[[1],[2 no"#, "x"), (#"{"x":[1,2,3,4 no"#, "x[3]"),
      (#"{"household":"12345""#, "household"), (#"{"appliances":["a","b""#, "appliances[1]"),
    ] {
      let refusal = #expect(throws: Refusal.self) { try Self.body(text, limits) }
      #expect(refusal?.field == field)
      #expect([413, 422].contains(refusal?.status))
    }
  }

  @Test("cut anywhere are refused, never read")
  func cut() throws {
    let whole =
      #"{"series":[{"timestamp":"2013-06-03T07:00:00Z","power":-1.5e1},"#
      + #"{"timestamp":"2013-06-03T07:00:06Z","power":null}],"appliances":["kettle"]}"#
    _ = try Self.body(whole)
    for length in 0..<whole.utf8.count {
      #expect(throws: Refusal.self) {
        try PredictBody(json: Array(whole.utf8.prefix(length)), PredictLimits())
      }
    }
  }
}
