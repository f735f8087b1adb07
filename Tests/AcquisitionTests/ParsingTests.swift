import Files
import Testing

@testable import Acquisition

@Suite("What comes from outside")
struct ParsingTests {
  @Test(
    "an address is taken apart",
    arguments: [
      ("https://host/a/b/ukdale.h5.zip", "ukdale.h5.zip", "https://host/a/b/ukdale.h5.zip"),
      ("HTTP://Host:80/x%20y.zip?download=1#top", "x y.zip", "http://Host:80/x%20y.zip?download=1"),
      ("http://me:secret@host/x", "x", "http://host/x"),
      ("http://host", "download", "http://host/"),
      ("http://host/a/..%2f..%2fetc", "download", "http://host/a/..%2f..%2fetc"),
      ("http://host/.bashrc", "download", "http://host/.bashrc"),
      ("file:///data/a%C3%BC.csv", "aü.csv", "file:///data/a%C3%BC.csv"),
    ])
  func address(given: String, name: String, shown: String) throws {
    let address = try WebAddress(given)
    #expect(address.fileName == name)
    #expect(address.shown == shown)
  }

  @Test(
    "no address is refused with status 64",
    arguments: ["", "x", "data/raw/x.zip", "ftp://host/x", "http://", "javascript:x", "file:x"])
  func noAddress(given: String) throws {
    let error = try failure { try WebAddress(given) }
    #expect(error.status == .wrongUsage)
  }

  @Test("a local path that was given as an address is answered with the right spelling")
  func localPath() throws {
    try withTemporaryFolder { folder in
      try write([1], to: folder + "/x.zip")
      let error = try failure { try WebAddress(folder + "/x.zip") }
      #expect(error.remedy?.contains("file:///") == true)
    }
  }

  @Test(
    "a Content-Range",
    arguments: [
      ("bytes 100-999/1000", 100, 1000), ("bytes 0-0/*", 0, nil), ("bytes */1000", nil, 1000),
      ("BYTES 5-6/7", 5, 7), ("bytes 99999999999999999999-1/2", nil, 2),
    ] as [(String, Int?, Int?)])
  func contentRange(text: String, first: Int?, total: Int?) {
    let range = ResponseHead.ContentRange(text)
    #expect(range?.first == first)
    #expect(range?.total == total)
  }

  @Test("headers: the last answer counts, names in any case, values trimmed")
  func headers() {
    var head = ResponseHead()
    for line in [
      "HTTP/1.1 302 Found\r\n", "ETag: \"old\"\r\n", "\r\n", "HTTP/2 200\r\n",
      "CONTENT-LENGTH:  12 \r\n", "Content-Type: Text/HTML\r\n", "Retry-After: 7\r\n", "junk\r\n",
    ] { head.take(line: line) }
    #expect(head.status == 200)
    #expect(head.entityTag == nil)
    #expect(head.contentLength == 12)
    #expect(head.contentType == "text/html")
    #expect(head.secondsToWait(now: 0) == 7)
    head.take(line: "ETag: \"a\rb\"\r\n")
    #expect(head.entityTag == nil)
    head.take(line: "Transfer-Encoding: chunked\r\n")
    #expect(head.contentLength == nil)
    head.retryAfter = "Thu, 01 Jan 1970 00:01:40 GMT"
    #expect(head.secondsToWait(now: 40) == 60)
    #expect(head.secondsToWait(now: 400) == 0)
    head.retryAfter = "soon"
    #expect(head.secondsToWait(now: 0) == nil)
  }

  @Test("no bytes break a parser or leave the folder", arguments: 1...8)
  func untrusted(seed: UInt64) {
    // Words that matter to the parsers, in any order, with odd bytes between them.
    let words = [
      "../", "..", "./", "/", "a", "ü", "\\", "\n", "\r", "\0", "%2f", "%", "{\"version\":1,",
      "\"address\":\"x\"", "}", ",\"etag\":\"\\u0000\"", "http://", "file://", "@", "#", "?",
      "ETag: ", "Content-Range: bytes ", "0-", "*/", "99999999999999999999", "Retry-After: ",
      "HTTP/1.1 ",
    ]
    let dice = noise(60_000, seed: seed)
    var bytes: [UInt8] = []
    for (index, die) in dice.enumerated() {
      if die < 250 {
        bytes += words[Int(die) % words.count].utf8
      } else {
        bytes.append(dice[index - 1])
      }
      guard index % 12 == 11 else { continue }
      UntrustedInput.read(bytes)
      bytes = []
    }
  }

  @Test("a part's record comes back as it was written")
  func record() throws {
    let record = PartRecord(
      address: "http://host/ü?a=\"b\"", entityTag: "\"x\"", lastModified: nil, total: 12)
    try #expect(PartRecord.parse(Array(record.json.indentedText.utf8)) == record)
  }

  @Test(
    "a part's record that could harm is refused",
    arguments: [
      "", "[]", "{}", "{\"version\": 2, \"address\": \"x\"}",
      "{\"version\": 1, \"address\": \"x\", \"total\": -1}",
      "{\"version\": 1, \"address\": \"x\", \"total\": 1e300}",
      "{\"version\": 1, \"address\": \"x\", \"etag\": \"a\\r\\nHost: evil\"}",
      "{\"version\": 1, \"address\": \"x\", \"etag\": 5}",
      "{\"version\": 1, \"address\": \"x\", \"last_modified\": \"\"}",
    ])
  func badRecord(text: String) throws {
    let error = try failure { try PartRecord.parse(Array(text.utf8)) }
    #expect(error.status == .badData)
  }

  @Test("a provenance comes back as it was written")
  func provenance() {
    let record = Provenance(
      address: "http://host/x", finalAddress: nil, entityTag: nil, lastModified: "then", bytes: 5,
      sha256: String(repeating: "a", count: 64), isVerified: true,
      fetchedAt: "2026-01-02T03:04:05Z", licence: "CC BY 4.0", citation: nil,
      product: Provenance.Product(files: 2, bytes: 9, sha256: nil))
    #expect(Provenance.parse(Array(record.json.indentedText.utf8)) == record)
    #expect(Provenance.parse(Array("{\"version\": 1}".utf8)) == nil)
  }

  @Test(
    "names say what is an archive",
    arguments: [
      ("ukdale.h5.zip", "ukdale.h5"), ("a.TAR.GZ", "a"), ("a.tgz", "a"), ("x.csv.xz", "x.csv"),
      ("ukdale.h5", nil), (".zip", nil), ("zip", nil),
    ] as [(String, String?)])
  func archives(name: String, content: String?) {
    #expect(ArchiveKind.contentName(of: name) == content)
  }

  @Test("waits double up to a minute, the upper half at random")
  func waits() {
    var policy = RetryPolicy()
    policy.jitter = { 1 }
    #expect((1...9).map { policy.pause(afterFailures: $0) } == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    policy.jitter = { 0 }
    #expect(policy.pause(afterFailures: 2) == 1)
    #expect(policy.pause(afterFailures: 1_000_000) == 30)
  }

  @Test("a known data set is well described")
  func known() throws {
    for dataset in KnownDataset.all {
      let address = try WebAddress(dataset.address)
      #expect(address.scheme == .https)
      #expect(ArchiveKind.contentName(of: address.fileName) != nil)
      var order = DownloadOrder(address: address, folder: "data/raw")
      order.dataset = dataset
      #expect(order.knownSize == dataset.size)
      #expect(order.productPath == "data/raw/\(dataset.product)")
    }
  }
}
