package import Work

/// A field of a request's or a response's head.
package struct HTTPField: Sendable, Equatable {
  /// As written; letters' case does not matter.
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A request before its body has come.
package struct HTTPHead: Sendable, Equatable {
  /// "GET".
  package let method: String
  /// Decoded, without the query: "/models/kettle".
  package let path: String
  /// What follows the question mark, decoded, in order.
  package let query: [HTTPField]
  package let fields: [HTTPField]
  /// The address of who asks, without a port.
  package let peer: String

  package init(
    method: String, path: String, query: [HTTPField] = [], fields: [HTTPField] = [],
    peer: String = ""
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.fields = fields
    self.peer = peer
  }

  /// The value of the last field of a name, whatever its letters' case.
  package func field(_ name: String) -> String? {
    fields.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The value of the last query item of a name.
  package func query(_ name: String) -> String? { query.last { $0.name == name }?.value }
}

/// A whole request.
package struct HTTPRequest: Sendable {
  package let head: HTTPHead
  package let body: [UInt8]
  /// Of the log, and of the response's X-Request-ID: the client's own where it is short and plain.
  package let id: String
  /// Raised once nobody waits for the answer any more.
  package let cancellation: Cancellation

  package init(
    head: HTTPHead, body: [UInt8] = [], id: String = "",
    cancellation: Cancellation = Cancellation()
  ) {
    self.head = head
    self.body = body
    self.id = id
    self.cancellation = cancellation
  }
}
