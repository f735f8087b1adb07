import Disaggregation
import Files
import HTTP
import MeterData
import Synchronization
import Testing
import Work

@testable import Serving

@Suite("POST /stream/{household}")
struct StreamRoutesTests {
  let models: PlainModels
  let lanes = PlainLanes()
  let now = Moments()

  /// A clock that stands still.
  final class Moments: Sendable {
    let seconds = Mutex(0.0)
    func pass(_ more: Double) { seconds.withLock { $0 += more } }
  }

  init() throws { models = PlainModels([try PlainModels.model()]) }

  func asking(_ limits: PredictLimits = PredictLimits()) -> Asking {
    let now = now
    return Asking(
      routes: StreamRoutes.routes(
        models: models, lanes: lanes, limits: limits,
        clock: { now.seconds.withLock { $0 } }))
  }

  static func body(
    _ rows: ReadingBlock, _ places: Range<Int>, _ more: String = ""
  ) -> String {
    let samples = places.map { row in
      let value = rows.values[row]
      return "{\"timestamp\":\(rows.times[row]),\"power\":\(value.isNaN ? "null" : "\(value)")}"
    }
    return "{\"samples\":[\(samples.joined(separator: ","))]\(more)}"
  }

  static func send(
    _ asking: Asking, _ body: String, to household: String = "h"
  ) throws -> HTTPResponse {
    try asking.ask("POST", "/stream/x", body, parameters: ["household": household])
  }

  /// What was handed out as final of each moment.
  struct Row: Equatable {
    var watts: [Double?]
    var on: [JSON]
    var flag: String
    /// Of each appliance.
    var flags: [String]
  }

  static func rows(_ part: JSON?) throws -> [(time: Int64, row: Row)] {
    let times = part?["timestamps"]?.elements.compactMap(\.string) ?? []
    let appliances = part?["appliances"]?.elements ?? []
    let flags = PredictRoutesTests.spelled(part?["flags"])
    let own = appliances.map { PredictRoutesTests.spelled($0["flags"]) }
    #expect(flags.count == times.count && own.allSatisfy { $0.count == times.count })
    return try times.enumerated().map { index, time in
      let moment = try #require(ISOTime.parse(time, in: .utc))
      return (
        moment,
        Row(
          watts: appliances.map { $0["watts"]?.elements[index].double },
          on: appliances.map { $0["on"]?.elements[index] ?? .null }, flag: flags[index],
          flags: own.map { $0[index] })
      )
    }
  }

  /// What `energy predict` says of all rows.
  func wanted(_ rows: ReadingBlock, _ semantics: ReadingSemantics) throws -> [Int64: Row] {
    let answer = try PlainLanes.answer(
      SeriesWork(models: models.current, readings: rows, semantics: semantics)
    ).get()
    var wanted: [Int64: Row] = [:]
    for row in 0..<rows.count {
      let appliances = answer.rows.appliances
      wanted[rows.times[row]] = Row(
        watts: appliances.map { $0.estimates[row].isNaN ? nil : Double($0.estimates[row]) },
        on: appliances.map { $0.estimates[row].isNaN ? .null : .bool($0.isOn[row]) },
        flag: answer.rows.flags[row].text, flags: appliances.map { $0.flags[row].text })
    }
    return wanted
  }

  static func agree(_ found: Row, _ wanted: Row) -> Bool {
    found.on == wanted.on && found.flag == wanted.flag && found.flags == wanted.flags
      && zip(found.watts, wanted.watts).allSatisfy { found, wanted in
        guard let found, let wanted else { return found == nil && wanted == nil }
        return abs(found - wanted) <= 0.0061
      }
  }

  static let kinds: [(window: Int, on: Double, off: Double, isSequence: Bool)] = [
    (7, 13, 13, false), (12, 60, 12, false), (7, 40, 90, true),
  ]

  /// Two models of unlike windows.
  static func pair(
    _ kind: (window: Int, on: Double, off: Double, isSequence: Bool), _ version: String
  ) throws -> [ServedModel] {
    let rule = ActivationRule(threshold: 400, minimumOn: kind.on, minimumOff: kind.off)
    return [
      try PlainModels.model(
        version: version, window: kind.window, seed: 4, target: kind.isSequence ? nil : .middle,
        rule: rule, maximumGap: 30),
      try PlainModels.model("fridge", version: version, window: 9, seed: 8, rule: rule),
    ]
  }

  @Test(
    "hands out each row, with what the whole series gives, however samples come and answers go",
    arguments: ReadingSemantics.allCases, [UInt64(1), 2, 3])
  func whole(_ semantics: ReadingSemantics, seed: UInt64) throws {
    let kind = Self.kinds[Int(seed) % Self.kinds.count]
    models.exchange(try Self.pair(kind, "1"))
    let rows = StreamRows.make(semantics, count: 1200, seed: seed)
    let wanted = try wanted(rows, semantics)
    let asking = asking()
    var generator = RandomGenerator(seed: seed + 100)
    var found: [Int64: Row] = [:]
    // Samples before `place` were sent, those before `known` were answered.
    var (place, known) = (0, 0)
    var more = ",\"begin\":true,\"semantics\":\"\(semantics.rawValue)\""
    while place < rows.count {
      let end = min(place + generator.whole(1...60), rows.count)
      // Some of what was sent before comes again, and what was not answered always.
      let from = max(0, known - (generator.uniform() < 0.3 ? generator.whole(0...30) : 0))
      let answer = try Self.send(asking, Self.body(rows, from..<end, more)).document
      #expect(answer["accepted"]?.whole == end - place)
      #expect(answer["ignored"]?.whole == place - from)
      // Of two answers in turn at most one is lost.
      let isLost = known == place && place > 0 && generator.uniform() < 0.3
      if !isLost {
        for (time, row) in try Self.rows(answer["final"]) {
          #expect(found[time] == nil || from < place, "handed out twice")
          let whole = try #require(wanted[time])
          #expect(Self.agree(row, whole), "\(row) is \(whole)")
          found[time] = row
        }
        let open = try Self.rows(answer["provisional"]).map(\.time)
        #expect(open == rows.times[..<end].filter { found[$0] == nil })
        known = end
      }
      (place, more) = (end, "")
      if place > 600 { models.exchange(try Self.pair(kind, "2")) }
    }
    #expect(found.count > 1050)
  }

  @Test("keeps only what windows, gaps and states reach back to")
  func memory() throws {
    let rows = StreamRows.make(.sample, count: 3000, seed: 9)
    let work = StreamWork(
      models: models, lanes: lanes, limits: PredictLimits(), observers: [], clock: { 0 })
    for place in stride(from: 0, to: 3000, by: 50) {
      let text = Self.body(rows, place..<place + 50, place == 0 ? ",\"begin\":true" : "")
      let body = try StreamBody(json: Array(text.utf8), PredictLimits())
      try work.append("h", body, Asker(requestID: "", began: 0)) { _ in }
      #expect(work.book.size.samples < 200)
    }
    #expect(work.book.size.households == 1)
  }

  @Test("tells of an unknown household from when to send again, and then goes on as if it knew")
  func unknown() throws {
    let rows = StreamRows.make(.sample, count: 600, seed: 5)
    let wanted = try wanted(rows, .sample)
    let asking = asking()
    let refused = try Self.send(asking, Self.body(rows, 400..<410))
    #expect(refused.status == 409)
    #expect(try refused.error("code") == "unknown_household")
    let from = try #require(
      ISOTime.parse(try refused.error("resend_from")?.string ?? "", in: .utc))
    #expect(from < rows.times[400])
    let first = rows.times.firstIndex { $0 >= from } ?? 0
    let answer = try Self.send(asking, Self.body(rows, first..<600, ",\"begin\":true")).document
    let found = try Self.rows(answer["final"]).filter { $0.time >= rows.times[400] }
    #expect(found.count > 150)
    for (time, row) in found { #expect(Self.agree(row, try #require(wanted[time]))) }
  }

  @Test("answers a request that is sent again as it did before")
  func again() throws {
    let rows = StreamRows.make(.sample, count: 300, seed: 6)
    let asking = asking()
    _ = try Self.send(asking, Self.body(rows, 0..<150, ",\"begin\":true"))
    let first = try Self.send(asking, Self.body(rows, 150..<200)).document
    let second = try Self.send(asking, Self.body(rows, 150..<200)).document
    #expect(second["final"] == first["final"])
    #expect(second["accepted"] == 0 && second["ignored"] == 50)
    let next = try Self.send(asking, Self.body(rows, 200..<250)).document
    let ends = try Self.rows(first["final"]).last?.time ?? 0
    #expect(try Self.rows(next["final"]).allSatisfy { $0.time > ends })
  }

  @Test("hands out final rows again after what the client says it has", arguments: [true, false])
  func finalSince(isAlone: Bool) throws {
    let rows = StreamRows.make(.sample, count: 200, seed: 6)
    let asking = asking()
    var final: [Int64] = []
    for place in stride(from: 0, to: 150, by: 10) {
      let begin = place == 0 ? ",\"begin\":true" : ""
      let answer = try Self.send(asking, Self.body(rows, place..<place + 10, begin)).document
      final += try Self.rows(answer["final"]).map(\.time)
    }
    // Three answers are lost and more.
    let since = StreamReply.spelled(final[final.count - 35], .utc)
    let more = ",\"final_since\":\"\(since)\""
    let places = isAlone ? 150..<150 : 150..<160
    let answer = try Self.send(asking, Self.body(rows, places, more)).document
    let again = try Self.rows(answer["final"])
    #expect(again.prefix(34).map(\.time) == final.suffix(34))
    #expect(isAlone == (again.count == 34))
    let wanted = try wanted(rows, .sample)
    for (time, row) in again { #expect(Self.agree(row, try #require(wanted[time]))) }
    #expect(answer["notes"] == [])
    let next = try Self.send(asking, Self.body(rows, 160..<170)).document
    #expect(try Self.rows(next["final"]).first?.time ?? 0 > again.last?.time ?? 0)
  }

  @Test("says until when final rows are handed out no more")
  func forgotten() throws {
    let rows = StreamRows.make(.sample, count: 1000, seed: 6)
    let asking = asking()
    for place in stride(from: 0, to: 1000, by: 10) {
      let begin = place == 0 ? ",\"begin\":true" : ""
      _ = try Self.send(asking, Self.body(rows, place..<place + 10, begin))
    }
    for body in [Self.body(rows, 0..<0, ",\"final_since\":1363608003"), Self.body(rows, 5..<15)] {
      let answer = try Self.send(asking, body).document
      let note = try #require(answer["notes"]?.elements.first?.string)
      let again = try Self.rows(answer["final"]).map(\.time)
      let last = try #require(rows.times.last { $0 < again[0] })
      #expect(note.contains(StreamReply.spelled(last, .utc)))
      #expect(again[again.count - 1] - again[0] > 590 * ISOTime.second)
    }
    let wrong = try Self.send(asking, Self.body(rows, 0..<0, ",\"final_since\":null"))
    #expect(wrong.status == 422)
    #expect(try wrong.error("field") == "final_since")
  }

  @Test("says once that a version with longer windows lacks some of its past")
  func longerWindows() throws {
    let rows = StreamRows.make(.sample, count: 300, seed: 6)
    let asking = asking()
    _ = try Self.send(asking, Self.body(rows, 0..<200, ",\"begin\":true"))
    models.exchange([try PlainModels.model(version: "2", window: 99)])
    let answer = try Self.send(asking, Self.body(rows, 200..<260)).document
    #expect(answer["notes"]?.elements.count == 1)
    let next = try Self.send(asking, Self.body(rows, 260..<270)).document
    #expect(next["notes"] == [])
  }

  @Test("remembers nothing of a request that failed")
  func failed() throws {
    let rows = StreamRows.make(.sample, count: 200, seed: 7)
    let asking = asking()
    _ = try Self.send(asking, Self.body(rows, 0..<100, ",\"begin\":true"))
    lanes.refuse(Refusal(503, "busy", "busy"))
    #expect(try Self.send(asking, Self.body(rows, 100..<150)).status == 503)
    #expect(
      try Self.send(asking, Self.body(rows, 0..<50, ",\"begin\":true"), to: "g").status == 503)
    lanes.refuse(nil)
    let answer = try Self.send(asking, Self.body(rows, 100..<150)).document
    #expect(answer["accepted"] == 50)
    #expect(try Self.send(asking, Self.body(rows, 0..<50), to: "g").status == 409)
  }

  @Test("refuses other settings than the household began with")
  func settings() throws {
    let rows = StreamRows.make(.sample, count: 100, seed: 8)
    let asking = asking()
    _ = try Self.send(
      asking, Self.body(rows, 0..<50, ",\"begin\":true,\"appliances\":[\"kettle\"]"))
    for (more, field) in [
      (",\"semantics\":\"hold\"", "semantics"), (",\"unit\":\"kW\"", "unit"),
      (",\"clamp\":\"none\"", "clamp"), (",\"appliances\":[\"fridge\"]", "appliances"),
    ] {
      let refused = try Self.send(asking, Self.body(rows, 50..<60, more))
      #expect(refused.status == 409)
      #expect(try refused.error("field")?.string == field)
    }
    let same = ",\"semantics\":\"sample\",\"unit\":\"W\",\"appliances\":[\"Kettle\"]"
    #expect(try Self.send(asking, Self.body(rows, 50..<60, same)).status == 200)
  }

  @Test("forgets households that nobody goes on with, and takes no more than it may")
  func limits() throws {
    var limits = PredictLimits()
    limits.streams = 2
    limits.streamIdle = 100
    limits.streamSamples = 60
    limits.householdBytes = 4
    let rows = StreamRows.make(.sample, count: 100, seed: 10)
    let asking = asking(limits)
    let begin = Self.body(rows, 0..<50, ",\"begin\":true")
    #expect(try Self.send(asking, begin, to: "a").status == 200)
    now.pass(60)
    #expect(try Self.send(asking, begin, to: "b").status == 200)
    let full = try Self.send(asking, begin, to: "c")
    #expect(full.status == 429 && full.fields.contains { $0.name == "Retry-After" })
    now.pass(60)
    #expect(try Self.send(asking, begin, to: "c").status == 200)
    #expect(try Self.send(asking, Self.body(rows, 50..<52), to: "a").status == 409)
    #expect(try Self.send(asking, Self.body(rows, 50..<52), to: "b").status == 200)
    #expect(try Self.send(asking, Self.body(rows, 0..<61), to: "b").status == 413)
    #expect(try Self.send(asking, begin, to: "abcde").status == 422)
    limits.allStreamSamples = 10
    #expect(try Self.send(self.asking(limits), begin, to: "a").status == 503)
  }

  @Test("tells households apart by the bytes of their names, as the prediction log does")
  func names() throws {
    let rows = StreamRows.make(.sample, count: 60, seed: 10)
    let asking = asking()
    let begin = Self.body(rows, 0..<50, ",\"begin\":true")
    #expect(try Self.send(asking, begin, to: "caf\u{e9}").status == 200)
    let more = Self.body(rows, 50..<60)
    #expect(try Self.send(asking, more, to: "cafe\u{301}").status == 409)
    #expect(try Self.send(asking, more, to: "caf\u{e9}").status == 200)
    for name in [".", ".."] { #expect(try Self.send(asking, begin, to: name).status == 422) }
  }

  @Test("waits for a rhythm where the first samples lie far apart, and takes them all the same")
  func sparse() throws {
    let asking = asking()
    let start = #"{"samples":[{"timestamp":1363608000,"power":100}],"begin":true}"#
    #expect(try Self.send(asking, start).status == 200)
    let late = #"{"samples":[{"timestamp":1363618000,"power":100}]}"#
    let answer = try Self.send(asking, late).document
    #expect(answer["accepted"] == 1 && answer["notes"]?.elements.count == 1)
    let rows = (1...90).map {
      "{\"timestamp\":\(1_363_618_000 + 6 * $0),\"power\":\(100 + $0)}"
    }
    let more = try Self.send(asking, "{\"samples\":[\(rows.joined(separator: ","))]}").document
    #expect(try Self.rows(more["final"]).count > 70)
  }
}
