import Disaggregation
import Files
import HTTP
import MeterData
import Networks
import Synchronization
import Testing
import Work

@testable import Serving

@Suite("POST /predict")
struct PredictRoutesTests {
  /// What observers were told.
  final class Notebook: AnswerObserver {
    let answers = Mutex<[AnsweredRequest]>([])
    func answered(_ answer: AnsweredRequest) { answers.withLock { $0.append(answer) } }
  }

  let models: PlainModels
  let lanes = PlainLanes()
  let notebook = Notebook()
  let asking: Asking

  init() throws {
    models = PlainModels([
      try PlainModels.model("dish washer", version: "12", window: 7, seed: 5),
      try PlainModels.model("kettle", version: "3", window: 7),
    ])
    asking = Asking(
      routes: PredictRoutes.routes(models: models, lanes: lanes, observers: [notebook]))
  }

  /// A gap, and something that is on at times.
  static func watts(_ row: Int) -> Double {
    if row == 20 { return .nan }
    return row % 9 > 5 ? 2300.25 : Double(180 + row)
  }

  static let readings: ReadingBlock = {
    let times = (0..<40).map { (1_370_242_800 + 6 * Int64($0)) * ISOTime.second }
    return ReadingBlock(times: times, values: (0..<40).map(watts))
  }()

  /// The same readings as a compact body, with more members.
  static func compact(_ more: String = "") -> String {
    let power = readings.values.map { $0.isNaN ? "null" : "\($0)" }.joined(separator: ",")
    return #"{"start":"2013-06-03T07:00:00Z","period_s":6,"power":[\#(power)]\#(more)}"#
  }

  /// What `energy predict` says of them, rounded as its tables are.
  func wanted(_ clamping: Clamping = .zero) throws -> SeriesAnswer {
    try PlainLanes.answer(
      SeriesWork(models: models.current, readings: Self.readings, clamping: clamping)
    ).get()
  }

  static func numbers(_ list: JSON?) -> [Double?] { list?.elements.map(\.double) ?? [] }

  static func agree(_ found: [Double?], _ wanted: [Float]) -> Bool {
    found.count == wanted.count
      && zip(found, wanted).allSatisfy { found, wanted in
        wanted.isNaN ? found == nil : abs((found ?? .nan) - Double(wanted)) <= 0.005001
      }
  }

  @Test("answers a series with what energy predict says of it, to a hundredth of a watt")
  func series() throws {
    let response = try asking.ask("POST", "/predict", Self.compact())
    #expect(response.status == 200)
    #expect(response.fields.contains(HTTPField("X-Model-Version", "dish_washer=12, kettle=3")))
    let answer = try response.document
    let wanted = try wanted()
    #expect(answer["rows"] == 40 && answer["period_s"] == 6)
    #expect(answer["timestamps"] == nil)
    let appliances = answer["appliances"]?.elements ?? []
    #expect(appliances.compactMap { $0["version"]?.string } == ["12", "3"])
    for (index, appliance) in appliances.enumerated() {
      let rows = wanted.rows.appliances[index]
      #expect(Self.agree(Self.numbers(appliance["watts"]), rows.estimates))
      let states = appliance["on"]?.elements ?? []
      let expected = zip(rows.isOn, rows.estimates).map { isOn, estimate in
        estimate.isNaN ? JSON.null : JSON.bool(isOn)
      }
      #expect(states == expected)
      #expect(appliance["delay_s"] == 18)
      #expect(
        appliance["energy_kwh"]?.double == wanted.summary.appliances[index].energy / 1000)
    }
    #expect(
      Self.agree(Self.numbers(answer["remainder"]), (0..<40).map { wanted.rows.remainder($0) }))
    #expect(answer["summary"] == (try JSON.parse(wanted.summary.json.text)))
    #expect(Self.spelled(answer["flags"]) == wanted.rows.flags.map(\.text))
    for (index, appliance) in appliances.enumerated() {
      #expect(
        Self.spelled(appliance["flags"]) == wanted.rows.appliances[index].flags.map(\.text))
    }
  }

  /// A flag for each row, of runs.
  static func spelled(_ flags: JSON?) -> [String] {
    (flags?.elements ?? []).flatMap { run in
      [String](repeating: run.elements[0].string ?? "", count: run.elements[1].whole ?? 0)
    }
  }

  @Test("answers the same whether readings come compact, as objects or as a table")
  func forms() throws {
    let rows = zip(Self.readings.times, Self.readings.values).map { time, value in
      (time / ISOTime.second, value.isNaN ? "null" : "\(value)")
    }
    let list = rows.map { #"{"timestamp":\#($0),"power":\#($1)}"# }.joined(separator: ",")
    let table =
      "timestamp,power\n" + rows.map { "\($0),\($1)\n" }.joined()
    let compact = try asking.ask("POST", "/predict", Self.compact())
    let objects = try asking.ask("POST", "/predict", #"{"series":[\#(list)]}"#)
    let csv = try asking.ask("POST", "/predict", table, type: "text/csv")
    #expect(objects == compact)
    #expect(csv == compact)
  }

  @Test("writes the table of energy predict where it is asked for one")
  func table() throws {
    let response = try asking.ask(
      "POST", "/predict", Self.compact(), fields: [HTTPField("accept", "text/csv;q=1, */*")])
    let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.first
        == "timestamp,power,dish_washer,dish_washer_on,kettle,kettle_on,remainder,flag")
    #expect(lines.count == 42)
    #expect(lines[1].hasPrefix("2013-06-03T07:00:00+00:00,180,"))
    #expect(lines[21].hasSuffix(",ok") || lines[21].hasSuffix(",edge"))
  }

  @Test("takes a table's options from the query, and names line and column of what is wrong")
  func query() throws {
    let table = "time;mains kW\n2013-06-03 08:00:00;0,25\n2013-06-03 08:00:06;0,3\n"
    let response = try asking.ask(
      "POST", "/predict", table, type: "text/csv",
      query: [
        HTTPField("timezone", "Europe/London"), HTTPField("appliances", "Kettle"),
        HTTPField("timestamps", "true"),
      ])
    let answer = try response.document
    #expect(
      answer["timestamps"] == ["2013-06-03T08:00:00+01:00", "2013-06-03T08:00:06+01:00"])
    #expect(answer["appliances"]?.elements.count == 1)
    #expect(answer["notes"]?.elements.count == 2)
    let wrong = try asking.ask(
      "POST", "/predict", "time,power\n1370242800,1\n1370242806,x\n", type: "text/csv")
    #expect(wrong.status == 422)
    #expect(try wrong.error("line") == 3)
    #expect(try wrong.error("column") == 2)
    for (name, value, status) in [
      ("semantic", "hold", 422), ("household", "h1", 422), ("unit", "kWh", 422),
      ("timestamps", "maybe", 422),
    ] {
      let refused = try asking.ask(
        "POST", "/predict", table, type: "text/csv", query: [HTTPField(name, value)])
      #expect(refused.status == status)
      #expect(try refused.error("field")?.string == name)
    }
    let json = try asking.ask(
      "POST", "/predict", Self.compact(), query: [HTTPField("unit", "kW")])
    #expect(json.status == 400)
  }

  @Test("speaks of tables without options of the command line")
  func words() throws {
    let refused = try asking.ask(
      "POST", "/predict", "when,what\n2013-06-03,1\n", type: "text/csv")
    #expect(try refused.error("message")?.string?.contains("?time_column=NAME") == true)
    #expect(!refused.text.contains("--"))
    let energy = try asking.ask(
      "POST", "/predict", "time,energy kwh\n2013-06-03,1\n", type: "text/csv")
    #expect(try energy.error("message")?.string?.contains("?semantics=counter") == true)
    #expect(!energy.text.contains("--"))
  }

  @Test("answers raw windows bit for bit, of a sequence its middle")
  func windows() throws {
    let sequence = try PlainModels.model("fridge", window: 7, seed: 9, target: nil)
    models.exchange(models.current + [sequence])
    let inputs: [Float] = [100, 200, 2300, 150, 90, 1e3, 40, 500, 20, 30, 2000, 60, 70, 80]
    let x = "[\(inputs[..<7].map { "\($0)" }.joined(separator: ",")),"
    let body =
      "{\"clamp\":\"none\",\"x\":[\(x.dropLast())],["
      + inputs[7...].map { "\($0)" }.joined(separator: ",") + "]]}"
    let answer = try asking.ask("POST", "/predict", body).document
    for (model, appliance) in zip(models.current, answer["appliances"]?.elements ?? []) {
      let engine = NetworkEngine(
        plan: model.model.network.plan, maximumBatch: 8, pool: ThreadPool(width: 1),
        isTraining: false)
      let outputs = model.model.estimates(of: inputs, count: 2, engine)
      let wanted = outputs.count == 2 ? outputs : [outputs[3], outputs[10]]
      let found = Self.numbers(appliance["watts"]).map { Float($0 ?? .nan) }
      #expect(found == wanted)
    }
    #expect(answer["appliances"]?.elements.count == 3)
  }

  @Test("refuses windows that no network takes, and appliances that nobody knows")
  func choice() throws {
    let long = try asking.ask("POST", "/predict", #"{"x":[1,2]}"#)
    #expect(long.status == 422)
    #expect(try long.error("message")?.string?.contains("kettle: 7") == true)
    models.exchange(models.current + [try PlainModels.model("fridge", window: 9)])
    let some = try asking.ask("POST", "/predict", #"{"x":[1,2,3,4,5,6,7]}"#)
    #expect(try some.document["appliances"]?.elements.count == 2)
    let named = try asking.ask(
      "POST", "/predict", #"{"x":[1,2,3,4,5,6,7],"appliances":["fridge","kettle"]}"#)
    #expect(named.status == 422)
    let typo = try asking.ask(
      "POST", "/predict", Self.compact(#","appliances":["kettle","ketle"]"#))
    #expect(typo.status == 422)
    #expect(try typo.error("field") == "appliances[1]")
    #expect(try typo.error("message")?.string?.hasSuffix("Did you mean kettle?") == true)
    for names in [#"["Dishwasher"]"#, #"["dish_washer"]"#, #"["dish-washer"]"#] {
      let found = try asking.ask("POST", "/predict", Self.compact(#","appliances":\#(names)"#))
      #expect(found.status == 200)
    }
    models.exchange([])
    #expect(try asking.ask("POST", "/predict", Self.compact()).status == 503)
  }

  @Test("passes on what the lanes refuse")
  func refused() throws {
    lanes.refuse(Refusal(503, "busy", "busy", fields: [HTTPField("Retry-After", "1")]))
    let response = try asking.ask("POST", "/predict", Self.compact())
    #expect(response.status == 503)
    #expect(response.fields.contains(HTTPField("Retry-After", "1")))
    #expect(try asking.ask("POST", "/predict", #"{"x":[1,2,3,4,5,6,7]}"#).status == 503)
    #expect(notebook.answers.withLock { $0.isEmpty })
  }

  @Test("answers a household a line, in order, and a wrong line harms no other")
  func households() throws {
    let lines = (0..<300).map { line in
      line % 7 == 3
        ? "{\"household\":\"h\(line)\",\"x\":[1]}\r"
        : line % 11 == 5 ? "no json" : Self.compact(#","household":"h\#(line)""#)
    }
    let response = try asking.ask(
      "POST", "/predict", lines.joined(separator: "\n\n"), type: "application/x-ndjson")
    #expect(response.status == 200)
    let answers = try response.text.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(answers.count == 300)
    for (line, answer) in answers.enumerated() {
      let isBroken = line % 7 != 3 && line % 11 == 5
      #expect(answer["household"]?.string == (isBroken ? nil : "h\(line)"))
      #expect((answer["error"] == nil) == (line % 7 != 3 && !isBroken))
      if answer["error"] != nil { #expect(answer["line"]?.whole == 2 * line + 1) }
    }
    let single = try asking.ask("POST", "/predict", Self.compact()).document
    #expect(answers[0]["appliances"] == single["appliances"])
    let answered = notebook.answers.withLock { $0 }
    #expect(answered.contains { $0.household == "h0" })
  }

  @Test("refuses a series that spans too much of a grid before any of it is computed")
  func longGrid() throws {
    var limits = PredictLimits()
    limits.samples = 100
    let asking = Asking(
      routes: PredictRoutes.routes(models: models, lanes: lanes, limits: limits))
    let far =
      "{\"start\":0,\"period_s\":42,\"power\":[\(Array(repeating: "5", count: 99).joined(separator: ","))]}"
    let refused = try asking.ask("POST", "/predict", far)
    #expect(refused.status == 413)
    #expect(try refused.error("code") == "too_long")
    #expect(try refused.error("limit") == 400)
    #expect(lanes.calls.load(ordering: .relaxed) == 0)
    // 40 samples a line, and 1600 in all.
    let lines = Array(repeating: Self.compact(), count: 50).joined(separator: "\n")
    let answers = try asking.ask("POST", "/predict", lines, type: "application/x-ndjson").text
      .split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(answers.prefix(40).allSatisfy { $0["error"] == nil })
    #expect(
      answers.dropFirst(40).map { $0["error"]?["code"] } == Array(repeating: "too_long", count: 10))
  }

  @Test("refuses to keep an answer to many households that is too long, however many are left")
  func longLines() throws {
    var limits = PredictLimits()
    limits.answerBytes = 20_000
    let asking = Asking(
      routes: PredictRoutes.routes(models: models, lanes: lanes, limits: limits))
    let lines = Array(repeating: Self.compact(), count: 300).joined(separator: "\n")
    let response = try asking.ask("POST", "/predict", lines, type: "application/x-ndjson")
    #expect(response.status == 413)
    #expect(try response.error("limit") == 20_000)
    #expect(lanes.calls.load(ordering: .relaxed) < 50)
  }

  @Test("computes no line any more once its client has gone")
  func abandonedLines() throws {
    let asker = Asker(requestID: "", began: 0)
    let work = PredictWork(models: models, lanes: lanes, limits: PredictLimits(), observers: [])
    let lines = Array(repeating: Self.compact(), count: 20).joined(separator: "\n")
    asker.cancellation.cancel()
    let statuses = Mutex<[Int]>([])
    try HouseholdLines(Array(lines.utf8), work, asker) { response in
      statuses.withLock { $0.append(response.status) }
    }.start()
    #expect(statuses.withLock { $0 } == [503])
    #expect(lanes.calls.load(ordering: .relaxed) == 1)
  }

  @Test("tells observers of each model's answer")
  func observers() throws {
    _ = try asking.ask("POST", "/predict", Self.compact(#","household":"h""#))
    _ = try asking.ask("POST", "/predict", #"{"x":[1,2,3,4,5,6,7]}"#)
    let answers = notebook.answers.withLock { $0 }
    #expect(answers.map(\.kind) == [.series, .series, .windows, .windows])
    #expect(answers.map(\.model.name) == ["dish_washer", "kettle", "dish_washer", "kettle"])
    #expect(answers[0].household == "h" && answers[2].household == nil)
    #expect(answers[0].mains.count == 40 && answers[2].mains == [1, 2, 3, 4, 5, 6, 7])
    #expect(answers[1].energy == (try wanted().summary.appliances[1].energy))
    #expect(answers[0].requestID == "r1" && answers[2].energy == nil)
  }
}
