package import Files

/// What a request is answered with.
package struct HTTPResponse: Sendable, Equatable {
  package var status: Int
  /// Beside Content-Length, which the library adds, and X-Request-ID, which the server adds.
  package var fields: [HTTPField]
  package var body: [UInt8]

  package init(status: Int, fields: [HTTPField] = [], body: [UInt8] = []) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// A body of a kind.
  package init(status: Int = 200, type: String, body: [UInt8], fields: [HTTPField] = []) {
    self.init(status: status, fields: [HTTPField("Content-Type", type)] + fields, body: body)
  }

  /// One JSON document and a newline.
  package init(status: Int = 200, json: JSON, fields: [HTTPField] = []) {
    self.init(
      status: status, type: "application/json", body: Array((json.text + "\n").utf8),
      fields: fields)
  }
}
