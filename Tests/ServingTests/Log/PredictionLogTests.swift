import Files
import HTTP
import SQLite
import Testing

@testable import Serving

@Suite("The prediction log")
struct PredictionLogTests {
  @Test("keeps of an answer what it says, and shows it again")
  func keeps() throws {
    let place = try LogPlace()
    let log = try place.log()
    log.answered(LogPlace.answer(try LogPlace.model(), household: "Ada's", id: "q-1"))
    log.answered(LogPlace.answer(try LogPlace.model("fridge"), mains: [.nan, 100]))
    #expect(log.waitForWritten(2))
    let answers = try log.json("/log/recent")["answers"]?.elements ?? []
    #expect(answers.map { $0["model"] } == ["fridge", "kettle"])
    let kettle = try #require(answers.last)
    #expect(kettle["household"] == "Ada's")
    #expect(kettle["request_id"] == "q-1")
    #expect(kettle["kind"] == "series")
    #expect(kettle["version"] == "3")
    #expect(kettle["samples"] == 4)
    #expect(kettle["mains_mean_w"]?.double == 237.5)
    #expect(kettle["mains_max_w"]?.double == 500)
    #expect(kettle["energy_wh"]?.double == 12.5)
    #expect(answers.first?["household"] == .null)
    #expect(answers.first?["samples"] == 1)
    let asked = try log.json("/log/recent", [HTTPField("household", "Ada's")])
    #expect(asked["answers"]?.elements.count == 1)
    let summary = try log.json("/log/summary")
    #expect(summary["models"]?.elements.map { $0["households"] } == [0, 1])
    #expect(summary["log"]?["written"] == 2)
    let hours = try log.json("/log/hourly", [HTTPField("model", "kettle")])
    #expect(hours["hours"]?.elements.map { $0["energy_wh"]?.double } == [12.5])
  }

  @Test("what waits is written before it ends, and is there when it begins again")
  func stops() throws {
    let place = try LogPlace()
    let first = try place.log()
    let model = try LogPlace.model()
    for _ in 0..<2500 { first.answered(LogPlace.answer(model)) }
    first.stop()
    #expect(first.state == LogState(written: 2500, dropped: 0, waiting: 0, isWriting: true))
    let second = try place.log()
    #expect(try second.json("/log/summary")["models"]?.elements.first?["answers"] == 2500)
    #expect(place.reports.withLock { $0 }.isEmpty)
  }

  @Test("more than may wait is dropped and counted")
  func drops() throws {
    let queue = LogQueue(limit: 3)
    let answer = LoggedAnswer(LogPlace.answer(try LogPlace.model()), time: 0)
    for _ in 0..<5 { queue.add(answer) }
    #expect(queue.state.waiting == 3)
    #expect(queue.state.dropped == 2)
    queue.giveBack(queue.takeAnswers(2) + [answer])
    #expect(queue.state.waiting == 3)
    #expect(queue.state.dropped == 3)
  }

  @Test("a fraction of the answers is kept")
  func fraction() throws {
    let place = try LogPlace()
    let log = try place.log { $0.fraction = 0.25 }
    let model = try LogPlace.model()
    for _ in 0..<4000 { log.answered(LogPlace.answer(model, mains: [1])) }
    log.stop()
    // 1000 ± 27 by chance; beyond ten deviations something else is at work.
    #expect((700...1300).contains(log.state.written))
  }

  @Test("a household that is forgotten is in neither the file nor its journal")
  func erases() throws {
    let place = try LogPlace()
    let log = try place.log()
    let model = try LogPlace.model()
    for count in 0..<3000 {
      log.answered(LogPlace.answer(model, household: "home-\(count % 300)", mains: [1]))
    }
    log.answered(LogPlace.answer(model, household: "Villa Kunterbunt"))
    #expect(log.waitForWritten(3001))
    let names = [place.path, place.path + "-wal"]
    let needle = Array("Villa Kunterbunt".utf8)
    #expect(try names.contains { try FileSystem.bytes(of: $0).contains(needle) })
    let response = try log.ask(
      "DELETE", "/log/households/{household}", parameters: ["household": "Villa Kunterbunt"])
    #expect(response.status == 200)
    #expect(try JSON.parse(response.body)["deleted"] == 1)
    #expect(try !names.contains { try FileSystem.bytes(of: $0).contains(needle) })
    let left = try log.json("/log/summary")["models"]?.elements.first
    #expect(left?["answers"] == 3000)
    #expect(left?["households"] == 300)
  }

  @Test("of two spellings of a name that look alike, the one that is named is forgotten")
  func alike() throws {
    let log = try LogPlace().log()
    let model = try LogPlace.model()
    for name in ["caf\u{e9}", "cafe\u{301}"] {
      log.answered(LogPlace.answer(model, household: name))
    }
    _ = try log.ask(
      "DELETE", "/log/households/{household}", parameters: ["household": "cafe\u{301}"])
    #expect(log.waitForWritten(1))
    let left = try log.json("/log/recent")["answers"]?.elements.map { $0["household"]?.string }
    #expect(left?.map { Array(($0 ?? "").utf8) } == [Array("caf\u{e9}".utf8)])
  }

  @Test("the oldest answers go where the database would grow beyond its size")
  func bounded() throws {
    let place = try LogPlace()
    let log = try place.log { $0.megabytes = 1 }
    let model = try LogPlace.model(counts: [Int](repeating: 1, count: 64))
    let id = String(repeating: "x", count: 128)
    for count in 0..<9000 {
      log.answered(LogPlace.answer(model, household: "h\(count / 3000)", id: id))
    }
    #expect(log.waitForWritten(9000))
    #expect(try FileSystem.size(of: place.path) <= 1_000_000)
    let kettle = try log.json("/log/summary")["models"]?.elements.first
    let left = try #require(kettle?["answers"]?.whole)
    #expect((1000..<9000).contains(left))
    let recent = try log.json("/log/recent", [HTTPField("limit", "1")])
    #expect(recent["answers"]?.elements.first?["household"] == "h2")
    #expect(place.reports.withLock { $0 }.isEmpty)
  }

  @Test("answers older than they may be are forgotten, with the names of their households")
  func forgets() throws {
    let place = try LogPlace()
    var database = try LogDatabase(path: place.path, megabytes: 10, busySeconds: 1)
    let model = try LogPlace.model()
    try database.write([
      LoggedAnswer(LogPlace.answer(model, household: "old"), time: 1000),
      LoggedAnswer(LogPlace.answer(model, household: "new"), time: 3000),
    ])
    let isMore = try database.forget(before: 2000)
    #expect(!isMore)
    let reader = try SQLiteDatabase(path: place.path, for: .reading)
    #expect(try reader.integer("SELECT count(*) FROM answers") == 1)
    #expect(try reader.integer("SELECT count(*) FROM households WHERE household = 'old'") == 0)
    #expect(try reader.integer("SELECT count(*) FROM models") == 1)
    // Of the model, forgotten or not, another answer can be written.
    try database.write([LoggedAnswer(LogPlace.answer(model, household: "new"), time: 4000)])
    #expect(try reader.integer("SELECT count(*) FROM answers") == 2)
  }

  @Test("another program's database is refused, and left as it is")
  func foreign() throws {
    let place = try LogPlace()
    try SQLiteDatabase(path: place.path, for: .writing).execute("CREATE TABLE t (a)")
    let before = try FileSystem.bytes(of: place.path)
    let error = #expect(throws: ServingError.self) { _ = try place.log() }
    #expect(error?.status == .badData)
    #expect(try FileSystem.bytes(of: place.path) == before)
  }
}

@Suite("The prediction log in trouble")
struct LogTroubleTests {
  @Test("a file that is removed stops it for a moment: it begins a new one by itself")
  func removed() throws {
    let place = try LogPlace()
    let log = try place.log()
    let model = try LogPlace.model()
    log.answered(LogPlace.answer(model))
    #expect(log.waitForWritten(1))
    try FileSystem.remove(place.path)
    #expect(LogPlace.eventually { !log.state.isWriting })
    log.answered(LogPlace.answer(model, id: "after"))
    #expect(log.waitForWritten(2))
    #expect(try log.json("/log/recent")["answers"]?.elements.map { $0["request_id"] } == ["after"])
    #expect(place.reports.withLock { $0.count } == 2)
  }

  @Test("a lock stops it, with one line, and nothing that waits is lost")
  func locked() throws {
    let place = try LogPlace()
    let log = try place.log()
    let model = try LogPlace.model()
    let other = try SQLiteDatabase(path: place.path, for: .writing)
    try other.execute("BEGIN IMMEDIATE")
    for _ in 0..<100 { log.answered(LogPlace.answer(model)) }
    #expect(LogPlace.eventually { !log.state.isWriting })
    #expect(log.state.written == 0)
    let refused = try log.ask(
      "DELETE", "/log/households/{household}", parameters: ["household": "x"])
    #expect(refused.status == 503)
    try other.execute("COMMIT")
    #expect(log.waitForWritten(100))
    #expect(log.state == LogState(written: 100, dropped: 0, waiting: 0, isWriting: true))
    #expect(place.reports.withLock { $0.count } == 2)
  }

  @Test("while it is full nobody waits, and what cannot be kept is counted")
  func full() throws {
    let place = try LogPlace()
    let log = try place.log { $0.queue = 50 }
    let other = try SQLiteDatabase(path: place.path, for: .writing)
    try other.execute("BEGIN IMMEDIATE")
    let model = try LogPlace.model()
    for _ in 0..<500 { log.answered(LogPlace.answer(model)) }
    #expect(log.state.dropped >= 400)
    try other.execute("COMMIT")
    #expect(LogPlace.eventually { log.state.waiting == 0 && log.state.isWriting })
    log.stop()
    #expect(log.state.written + log.state.dropped == 500)
  }

  @Test("a log that was damaged while it lay there is refused at the start")
  func damaged() throws {
    let place = try LogPlace()
    try FileDescriptor(creating: place.path).write(Array(repeating: 65, count: 9000))
    let error = #expect(throws: ServingError.self) { _ = try place.log() }
    #expect(error?.status == .badData)
  }
}
