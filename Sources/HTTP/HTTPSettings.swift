/// Where a server listens, and what it puts up with.
package struct HTTPSettings: Sendable {
  /// A name or an address: "127.0.0.1".
  package var host: String
  /// 0 takes a free one.
  package var port: Int
  /// Threads that read requests and write responses.
  package var workers: Int
  /// Open at the same time; a request on one more is answered 503.
  package var maximumConnections: Int
  /// Bytes for a request's head, and for what is being read and written of each connection.
  package var connectionMemory: Int
  /// Bytes of the bodies of all requests and of all responses together; what is more is answered
  /// 503.
  package var allBodies: Int
  /// Bytes of a request's target.
  package var maximumTarget: Int
  /// Seconds from a connection's beginning, or a further request's first line, to its head's end.
  package var headSeconds: Double
  /// Seconds for a body, or for a response to be taken; more where bytes move at `leastRate`: of a
  /// body all that came count, of a response those that its client took of late.
  package var bodySeconds: Double
  /// Bytes a second that extend `bodySeconds`.
  package var leastRate: Int
  /// Seconds that a connection stays open between requests.
  package var idleSeconds: Double

  package init(host: String = "127.0.0.1", port: Int = 8000, workers: Int = 2) {
    self.host = host
    self.port = port
    self.workers = workers
    maximumConnections = 10_000
    connectionMemory = 16_384
    allBodies = 1 << 30
    maximumTarget = 4_096
    headSeconds = 10
    bodySeconds = 30
    leastRate = 16_384
    idleSeconds = 60
  }
}
