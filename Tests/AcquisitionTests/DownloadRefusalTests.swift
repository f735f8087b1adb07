import Files
import Testing
import Work

@testable import Acquisition

@Suite("A download that meets a bad server")
struct DownloadRefusalTests {
  static let content = noise(50_000)

  /// Fetches from a server that gives the same answers in order, the last one for ever.
  private func meet(
    _ replies: [TestReply], _ diary: Diary = Diary(), expectedSize: Int? = nil,
    check: (_ folder: String, _ error: AcquisitionError?, TestServer) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try withServer({ replies[min($0.number, replies.count - 1)] }) { server in
        var error: AcquisitionError?
        do {
          _ = try fetch(server.url("/x.zip"), in: folder, diary) {
            $0.expectedSize = expectedSize
          }
        } catch let failure as AcquisitionError {
          error = failure
        }
        try check(folder, error, server)
      }
    }
  }

  private static func honest(_ bytes: [UInt8] = content) -> TestReply {
    TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: \(bytes.count)", "ETag: \"a\""], body: bytes)
  }

  @Test(
    "tries again after answers that pass",
    arguments: [408, 425, 429, 500, 502, 503, 504])
  func passing(status: Int) throws {
    let diary = Diary()
    let busy = TestReply(["HTTP/1.1 \(status) No", "Content-Length: 4"], body: [1, 2, 3, 4])
    try meet([busy, busy, Self.honest()], diary) { folder, error, _ in
      #expect(error == nil)
      #expect(diary.retries.count == 2)
      #expect(diary.waited == [1, 2])
      try #expect(FileSystem.bytes(of: folder + "/x.part") == Self.content)
    }
  }

  @Test("waits as long as Retry-After asks, in seconds or until a date")
  func retryAfter() throws {
    let diary = Diary()
    let seconds = TestReply(["HTTP/1.1 503 Busy", "Retry-After: 7", "Content-Length: 0"])
    let past = TestReply([
      "HTTP/1.1 503 Busy", "Retry-After: Tue, 03 Jun 2014 06:00:00 GMT", "Content-Length: 0",
    ])
    try meet([seconds, past, Self.honest()], diary) { _, error, _ in
      #expect(error == nil)
      #expect(diary.waited == [7, 2])
    }
  }

  @Test("gives up at once where Retry-After asks for more than patience")
  func longRetryAfter() throws {
    let later = TestReply(["HTTP/1.1 503 Busy", "Retry-After: 7200", "Content-Length: 0"])
    try meet([later]) { folder, error, server in
      #expect(error?.status == .tryAgain)
      #expect(error?.reason.hasSuffix("asks to come back in 120 minutes") == true)
      #expect(server.requests.count == 1)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("gives up after five failures before the first byte, each wait twice the one before")
  func givesUp() throws {
    let diary = Diary()
    try meet([TestReply(["HTTP/1.1 503 Busy", "Content-Length: 0"])], diary) { folder, error, _ in
      #expect(error?.status == .unavailable)
      #expect(error?.reason == "the server answers 503 (busy or under maintenance) (5 attempts)")
      #expect(diary.waited == [1, 2, 4, 8])
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test(
    "refuses what no attempt will change",
    arguments: [
      (404, Files.ExitStatus.missingInput), (410, .missingInput), (403, .missingInput),
      (401, .missingInput), (400, .unavailable), (451, .unavailable), (501, .unavailable),
      (204, .unavailable), (304, .unavailable),
    ])
  func lasting(status: Int, exit: Files.ExitStatus) throws {
    try meet([TestReply(["HTTP/1.1 \(status) No", "Content-Length: 0"])]) { folder, error, server in
      #expect(error?.status == exit)
      #expect(error?.reason.contains("\(status)") == true)
      #expect(server.requests.count == 1)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("survives a length that is too long, and says that the file never comes whole")
  func tooLong() throws {
    let liar = TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: 60000", "ETag: \"a\""], body: Self.content)
    try meet([liar]) { _, error, server in
      #expect(error?.status == .tryAgain)
      #expect(server.requests.count <= 16)
    }
  }

  @Test("notices a length that is too short where the size is known")
  func tooShort() throws {
    let liar = TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: 40000", "ETag: \"a\""], body: Self.content)
    try meet([liar], expectedSize: 50_000) { folder, error, _ in
      #expect(error?.status == .badData)
      #expect(error?.reason == "the server offers 40,000 bytes where the known file has 50,000")
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("notices a cut that only the known size tells")
  func cutWithoutLength() throws {
    let cut = TestReply(["HTTP/1.1 200 OK"], body: Array(Self.content.prefix(100)))
    try meet([cut, Self.honest()], expectedSize: 50_000) { folder, error, _ in
      #expect(error == nil)
      try #expect(FileSystem.bytes(of: folder + "/x.part") == Self.content)
    }
  }

  @Test("takes a stalled connection for a broken one")
  func stall() throws {
    let diary = Diary()
    let stalled = TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: 50000"], body: [1, 2, 3], ending: .stall)
    try meet([stalled, Self.honest()], diary) { folder, error, _ in
      #expect(error == nil)
      // A busy machine may take the honest answer for stalled as well, and ask again.
      #expect((1...4).contains(diary.retries.count))
      try #expect(FileSystem.bytes(of: folder + "/x.part") == Self.content)
    }
  }

  @Test("refuses a part of the file that it did not ask for")
  func wrongRange() throws {
    let wrong = TestReply(
      ["HTTP/1.1 206 Partial", "Content-Range: bytes 10-49999/50000", "Content-Length: 49990"],
      body: Array(Self.content.dropFirst(10)))
    try meet([wrong]) { folder, error, server in
      #expect(error?.status == .tryAgain)
      #expect(server.requests.count == 4)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("refuses a web page in place of a file, and keeps the part that is there")
  func loginPage() throws {
    let cut = TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: 50000", "ETag: \"a\""],
      body: Array(Self.content.prefix(20_000)))
    let page = TestReply(
      ["HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Content-Length: 6"],
      body: Array("<html>".utf8))
    try meet([cut, page]) { folder, error, _ in
      #expect(error?.status == .unavailable)
      #expect(error?.reason == "a web page came in place of the file")
      try #expect(FileSystem.size(of: folder + "/x.part") == 20_000)
    }
  }

  @Test("follows redirects to http, and records where they led without secrets")
  func redirect() throws {
    try withTemporaryFolder { folder in
      try withServer({ request in
        request.target == "/x.zip"
          ? TestReply(["HTTP/1.1 302 Found", "Location: /there.zip", "Content-Length: 0"])
          : Self.honest()
      }) { server in
        let address = "http://me:secret@127.0.0.1:\(server.port)/x.zip"
        let outcome = try fetch(address, in: folder)
        #expect(outcome.finalAddress == server.url("/there.zip"))
        #expect(outcome.record.address == server.url("/x.zip"))
        #expect(server.requests[0].headers["authorization"] != nil)
      }
    }
  }

  @Test(
    "follows no redirect to a file, another protocol or itself",
    arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "/x.zip"])
  func badRedirect(location: String) throws {
    let redirect = TestReply([
      "HTTP/1.1 302 Found", "Location: \(location)", "Content-Length: 0",
    ])
    try meet([redirect]) { folder, error, server in
      #expect(error?.status == .unavailable)
      #expect(error?.reason.hasPrefix("the server redirects") == true)
      #expect(server.requests.count <= 11)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("hangs up on headers without end")
  func endlessHeaders() throws {
    let lines = Array(repeating: "X-Filler: " + String(repeating: "x", count: 1000), count: 1200)
    try meet([TestReply(["HTTP/1.1 200 OK"] + lines, body: Self.content)]) { _, error, _ in
      #expect(error?.status == .unavailable)
      #expect(error?.reason.hasPrefix("the server sends headers without end") == true)
    }
  }

  @Test("refuses an empty file")
  func empty() throws {
    try meet([TestReply(["HTTP/1.1 200 OK", "Content-Length: 0"])]) { folder, error, _ in
      #expect(error?.status == .badData)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("looks for room before the first byte")
  func noRoom() throws {
    let huge = TestReply(
      ["HTTP/1.1 200 OK", "Content-Length: 90000000000000000"], body: Self.content)
    try meet([huge]) { folder, error, server in
      #expect(error?.status == .cannotCreate)
      #expect(error?.reason.contains("90 PB are needed and") == true)
      #expect(server.requests.count == 1)
      try #expect(FileSystem.list(folder).isEmpty)
    }
  }

  @Test("says that nobody answers at a closed port")
  func nobody() throws {
    try withTemporaryFolder { folder in
      let port = withServer({ _ in Self.honest() }) { $0.port }
      let error = try failure {
        try fetch("http://127.0.0.1:\(port)/x", in: folder) { $0.policy.attempts = 2 }
      }
      #expect(error.status == .unavailable)
    }
  }
}
