import Files
import Testing
import Work

@testable import Acquisition

@Suite("A download")
struct DownloadTests {
  static let content = noise(200_000)
  static let other = noise(200_000, seed: 2)

  @Test("brings the file whole, and remembers what the server said of it")
  func whole() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        let outcome = try fetch(server.url("/x"), in: folder)
        #expect(outcome.bytes == Self.content.count)
        #expect(outcome.record.entityTag == "\"first\"")
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
        #expect(server.requests.count == 1)
        #expect(server.requests[0].headers["range"] == nil)
      }
    }
  }

  @Test(
    "goes on after each cut with a range guarded by If-Range",
    arguments: [TestReply.Ending.close, .reset])
  func cut(ending: TestReply.Ending) throws {
    try withTemporaryFolder { folder in
      try withServer({
        ServedFile(Self.content).reply(to: $0, cutAfter: 60_000, ending: ending)
      }) { server in
        let diary = Diary()
        let outcome = try fetch(server.url("/x"), in: folder, diary)
        #expect(outcome.bytes == Self.content.count)
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
        #expect(server.requests.map(\.rangeStart) == [nil, 60_000, 120_000, 180_000])
        #expect(server.requests.dropFirst().allSatisfy { $0.headers["if-range"] == "\"first\"" })
        #expect(diary.restarts.isEmpty)
      }
    }
  }

  @Test("goes on in a later run from the part that an earlier one left")
  func laterRun() throws {
    try withTemporaryFolder { folder in
      try withServer({ request in
        ServedFile(Self.content).reply(to: request, cutAfter: request.number == 0 ? 70_000 : nil)
      }) { server in
        let first = try failure {
          try fetch(server.url("/x"), in: folder) { $0.policy.attempts = 1 }
        }
        #expect(first.status == .tryAgain)
        #expect(first.description.contains("70 kB are kept"))
        let diary = Diary()
        let outcome = try fetch(server.url("/x"), in: folder, diary)
        #expect(outcome.resumedFrom == 70_000)
        #expect(diary.told.first == .resuming(from: 70_000, total: 200_000))
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
      }
    }
  }

  @Test("uses the date where the entity tag is weak or missing", arguments: [nil, "W/\"weak\""])
  func date(tag: String?) throws {
    let date = "Tue, 03 Jun 2014 06:00:00 GMT"
    try withTemporaryFolder { folder in
      var file = ServedFile(Self.content)
      file.entityTag = tag
      file.lastModified = date
      let served = file
      try withServer({ served.reply(to: $0, cutAfter: 150_000) }) { server in
        _ = try fetch(server.url("/x"), in: folder)
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, date])
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
      }
    }
  }

  @Test(
    "begins anew where the file changed between attempts, even behind a cache without If-Range",
    arguments: [true, false], [200_000, 150_000])
  func changed(knowsIfRange: Bool, newSize: Int) throws {
    try withTemporaryFolder { folder in
      var changed = ServedFile(Array(Self.other.prefix(newSize)))
      changed.entityTag = "\"second\""
      changed.knowsIfRange = knowsIfRange
      let second = changed
      try withServer({ request in
        request.number == 0
          ? ServedFile(Self.content).reply(to: request, cutAfter: 60_000)
          : second.reply(to: request)
      }) { server in
        let diary = Diary()
        let outcome = try fetch(server.url("/x"), in: folder, diary)
        #expect(diary.restarts == ["the file changed on the server"])
        #expect(outcome.record.entityTag == "\"second\"")
        #expect(outcome.bytes == newSize)
        #expect(try FileSystem.bytes(of: folder + "/x.part") == second.bytes)
      }
    }
  }

  @Test("begins anew where the server ignores ranges, and never mixes two beginnings")
  func ignoresRanges() throws {
    try withTemporaryFolder { folder in
      var file = ServedFile(Self.content)
      file.knowsRanges = false
      let served = file
      try withServer({ served.reply(to: $0, cutAfter: $0.number < 2 ? 90_000 : nil) }) { server in
        let diary = Diary()
        _ = try fetch(server.url("/x"), in: folder, diary)
        #expect(
          diary.restarts
            == Array(repeating: "the server sends the file from its beginning only", count: 2))
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
      }
    }
  }

  @Test("begins anew where nothing proves that the file is still the same")
  func noValidator() throws {
    try withTemporaryFolder { folder in
      var file = ServedFile(Self.content)
      file.entityTag = nil
      let served = file
      try withServer({ served.reply(to: $0, cutAfter: $0.number < 1 ? 90_000 : nil) }) { server in
        _ = try? fetch(server.url("/x"), in: folder) { $0.policy.attempts = 1 }
        let diary = Diary()
        _ = try fetch(server.url("/x"), in: folder, diary)
        #expect(
          diary.restarts
            == ["the server gives neither an entity tag nor a date to continue it by"])
        #expect(server.requests.last?.rangeStart == nil)
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
      }
    }
  }

  @Test("does not trust a part whose record is damaged, of another address or missing")
  func distrustsPart() throws {
    let records: [String?] = [
      nil, "{", "{\"version\": 1}",
      PartRecord(address: "http://elsewhere/x", entityTag: "\"first\"", total: 200_000).json.text,
      PartRecord(address: "", entityTag: "\"first\"", total: 50).json.text,
    ]
    for record in records {
      try withTemporaryFolder { folder in
        try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
          try write(Self.other, to: folder + "/x.part")
          if let record {
            let text = record.replacing(
              "\"address\":\"\"", with: "\"address\":\"\(server.url("/x"))\"")
            try write(Array(text.utf8), to: folder + "/x.part.json")
          }
          let diary = Diary()
          _ = try fetch(server.url("/x"), in: folder, diary)
          #expect(diary.restarts.count == 1)
          #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
        }
      }
    }
  }

  @Test("asks for nothing where the part is whole already")
  func alreadyWhole() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        _ = try fetch(server.url("/x"), in: folder)
        let outcome = try fetch(server.url("/x"), in: folder)
        #expect(outcome.resumedFrom == Self.content.count)
        #expect(server.requests.count == 1)
      }
    }
  }

  @Test("takes the server's word at 416 that a file of unknown length is whole")
  func wholeAfterAll() throws {
    try withTemporaryFolder { folder in
      var file = ServedFile(Self.content)
      file.isLengthKnown = false
      let served = file
      try withServer({ served.reply(to: $0) }) { server in
        let diary = Diary()
        _ = try fetch(server.url("/x"), in: folder, diary)
        #expect(diary.told == [.answered(total: nil)])
        _ = try fetch(server.url("/x"), in: folder, diary)
        #expect(server.requests.map(\.rangeStart) == [nil, 200_000])
        #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
      }
    }
  }

  @Test("keeps what is there when the user interrupts, and says so")
  func interrupted() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0, cutAfter: 80_000, ending: .stall) }) {
        server in
        let cancellation = Cancellation()
        let supervision = Supervision(cancellation: cancellation) { done, _ in
          if done >= 80_000 { cancellation.cancel() }
        }
        let error = try failure {
          try fetch(server.url("/x"), in: folder, supervision: supervision)
        }
        #expect(error.status == .interrupted)
        #expect(error.description.contains("80 kB of 200 kB are kept in \(folder)/x.part"))
        #expect(try FileSystem.size(of: folder + "/x.part") == 80_000)
      }
    }
  }

  @Test("asks how large a file is without fetching it")
  func size() throws {
    try withTemporaryFolder { folder in
      try withServer({ ServedFile(Self.content).reply(to: $0) }) { server in
        var download = Download(from: try WebAddress(server.url("/x")), to: folder + "/x.part")
        download.usesProxies = false
        try #expect(download.sizeOnServer(Supervision()) == Self.content.count)
        try #expect(FileSystem.list(folder).isEmpty)
      }
    }
  }

  @Test("copies a file: address, blanks and umlauts included")
  func file() throws {
    try withTemporaryFolder { folder in
      try write(Self.content, to: folder + "/a b ü.h5")
      let outcome = try fetch("file://\(folder)/a b ü.h5", in: folder)
      #expect(outcome.bytes == Self.content.count)
      #expect(try FileSystem.bytes(of: folder + "/x.part") == Self.content)
    }
  }
}
