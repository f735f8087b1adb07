import CCurl

/// What a server says before the body, as far as a download looks at it.
struct ResponseHead: Equatable {
  /// The status code; 0 for a file.
  var status = 0
  var entityTag: String?
  var lastModified: String?
  var contentType: String?
  /// Bytes of the body that follows; a body in chunks has no length, whatever else is said.
  var contentLength: Int? { isChunked ? nil : announcedLength }
  private var announcedLength: Int?
  private var isChunked = false
  var contentRange: ContentRange?
  var retryAfter: String?
  /// Where redirects led, without secrets.
  var address: String?

  /// "bytes 100-999/1000", "bytes 100-999/*" or "bytes */1000".
  struct ContentRange: Equatable {
    var first: Int?
    var total: Int?

    init?(_ text: String) {
      guard text.lowercased().hasPrefix("bytes") else { return nil }
      let parts = text.dropFirst(5).split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      first = parts[0].split(separator: "-").first.flatMap { ResponseHead.count($0) }
      total = ResponseHead.count(parts[1])
    }
  }

  /// Takes one line; the status line of a further answer (after a redirect) starts from nothing.
  mutating func take(line: String) {
    if line.hasPrefix("HTTP/") {
      self = ResponseHead()
      let words = line.split(separator: " ").dropFirst()
      status = words.first.flatMap { Int(ResponseHead.trimmed($0)) } ?? 0
      return
    }
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = ResponseHead.trimmed(line[line.index(after: colon)...])
    // What is sent back to the server, or shown, must be one plain line.
    guard (1...1024).contains(value.utf8.count), value.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
    else { return }
    switch line[..<colon].lowercased() {
    case "etag": entityTag = value
    case "last-modified": lastModified = value
    case "content-type": contentType = value.lowercased()
    case "content-length": announcedLength = ResponseHead.count(value[...])
    case "transfer-encoding": isChunked = true
    case "content-range": contentRange = ContentRange(value)
    case "retry-after": retryAfter = value
    default: break
    }
  }

  /// Seconds that the server asks to wait, given as a number or as a date.
  func secondsToWait(now: Int) -> Double? {
    guard let retryAfter else { return nil }
    if let seconds = ResponseHead.count(retryAfter[...]) { return Double(seconds) }
    // curl_getdate reads every date format of HTTP; -1 means that it could not.
    let date = unsafe Int(curl_getdate(retryAfter, nil))
    return date < 0 ? nil : Double(max(date - now, 0))
  }

  /// A number of bytes or seconds, below 10^18 so that sums cannot overflow.
  private static func count(_ text: Substring) -> Int? {
    let digits = trimmed(text)
    guard (1...18).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(digits)
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.unicodeScalars.first, first.properties.isWhitespace {
      text.unicodeScalars.removeFirst()
    }
    while let last = text.unicodeScalars.last, last.properties.isWhitespace {
      text.unicodeScalars.removeLast()
    }
    return String(text)
  }
}
