/// A file as an honest web server serves it, with one or the other fault built in.
struct ServedFile: Sendable {
  var bytes: [UInt8]
  var entityTag: String? = "\"first\""
  var lastModified: String?
  var knowsRanges = true
  /// The server looks at If-Range; some caches do not.
  var knowsIfRange = true
  /// Bytes that Content-Length announces in place of the truth.
  var claimedLength: Int?
  /// Content-Length is left out, and the end of the connection ends the file.
  var isLengthKnown = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The answer, cut after so many bytes of body.
  func reply(
    to request: TestRequest, cutAfter cut: Int? = nil, ending: TestReply.Ending = .close
  ) -> TestReply {
    var start = 0
    var head = ["HTTP/1.1 200 OK"]
    if knowsRanges, let wanted = request.rangeStart, isStillTheSame(request) {
      guard wanted < bytes.count else {
        return TestReply([
          "HTTP/1.1 416 Range Not Satisfiable", "Content-Range: bytes */\(bytes.count)",
          "Content-Length: 0",
        ])
      }
      start = wanted
      head = [
        "HTTP/1.1 206 Partial Content",
        "Content-Range: bytes \(start)-\(bytes.count - 1)/\(bytes.count)",
      ]
    }
    let body = bytes[start...]
    if isLengthKnown { head.append("Content-Length: \(claimedLength ?? body.count)") }
    if let entityTag { head.append("ETag: \(entityTag)") }
    if let lastModified { head.append("Last-Modified: \(lastModified)") }
    return TestReply(head, body: Array(body.prefix(cut ?? body.count)), ending: ending)
  }

  private func isStillTheSame(_ request: TestRequest) -> Bool {
    guard knowsIfRange, let wanted = request.headers["if-range"] else { return true }
    return wanted == entityTag || wanted == lastModified
  }
}
