/// What a server asks for its answers; called on the server's threads, several at a time.
package protocol HTTPService: AnyObject, Sendable {
  /// Decides on a request before its body is read.
  func admit(_ head: HTTPHead) -> HTTPAdmission

  /// Answers a request: sends the reply exactly once, now or later, from any thread.
  ///
  /// It must not wait for long: meanwhile other connections of its thread wait too.
  func answer(_ request: HTTPRequest, _ reply: HTTPReply)

  /// What is said where the server itself refuses a request.
  func refusal(_ fault: HTTPFault) -> HTTPResponse

  /// Told of every exchange once its response has gone out, or its client has gone away.
  func ended(_ exchange: HTTPExchange)
}

/// Why the server itself refuses a request.
package enum HTTPFault: Sendable, Equatable {
  /// The path or the query holds what is no text: 400.
  case badTarget
  /// The target is longer than so many bytes: 414.
  case longTarget(limit: Int)
  /// The body is longer than so many bytes: 413.
  case longBody(limit: Int)
  /// The head or the body took too long to come: 408.
  case slow
  /// There are as many connections as there may be: 503.
  case crowded
  /// The bodies of requests and responses fill the memory there is for them: 503.
  case full
  /// The server is going down: 503.
  case stopping
}

/// Whether a request's body is worth reading.
package enum HTTPAdmission: Sendable {
  /// A body of so many bytes at most; a longer one is refused with 413 through `refusal`.
  case body(limit: Int)
  /// Answered at once; the connection is closed where a body was to follow.
  case refused(HTTPResponse)
}

/// One request and what became of it: what a log keeps.
package struct HTTPExchange: Sendable {
  package var method: String
  package var path: String
  package var id: String
  package var peer: String
  /// 0 where no response was sent.
  package var status: Int
  package var received: Int
  package var sent: Int
  /// From the head's arrival to the response's last byte.
  package var seconds: Double

  package init(
    method: String, path: String, id: String, peer: String, status: Int, received: Int, sent: Int,
    seconds: Double
  ) {
    self.method = method
    self.path = path
    self.id = id
    self.peer = peer
    self.status = status
    self.received = received
    self.sent = sent
    self.seconds = seconds
  }
}
