import CMicroHTTPD

/// Reads a request's head out of the library.
enum RequestReader {
  /// The head; nil where the path or the query is no text.
  static func head(
    _ connection: OpaquePointer?, method: String, target: UnsafePointer<CChar>?, peer: String
  ) -> HTTPHead? {
    guard let target = unsafe target,
      let path = unsafe RequestTarget(UnsafeBufferPointer(cString: target))?.path
    else { return nil }
    var query: [HTTPField] = []
    for raw in unsafe fields(.GET_ARGUMENT_KIND, of: connection) {
      guard let name = RequestTarget.decoded(raw.name.utf8),
        let value = RequestTarget.decoded(raw.value.utf8)
      else { return nil }
      query.append(HTTPField(name, value))
    }
    let fields = unsafe fields(.HEADER_KIND, of: connection)
    return HTTPHead(method: method, path: path, query: query, fields: fields, peer: peer)
  }

  private static func fields(_ kind: MHD_ValueKind, of connection: OpaquePointer?) -> [HTTPField] {
    var fields: [HTTPField] = []
    unsafe withUnsafeMutablePointer(to: &fields) { fields in
      _ = unsafe MHD_get_connection_values(
        connection, kind,
        { fields, _, name, value in
          let fields = unsafe fields?.assumingMemoryBound(to: [HTTPField].self)
          unsafe fields?.pointee.append(
            HTTPField(RequestReader.text(name), RequestReader.text(value)))
          return .YES
        }, fields)
    }
    return fields
  }

  private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
    guard let pointer = unsafe pointer else { return "" }
    return unsafe String(cString: pointer)
  }
}

extension HTTPHead {
  /// Bytes of the body as the head declares them; nil where they come in chunks.
  var declaredBody: Int? {
    if field("Transfer-Encoding") != nil { return nil }
    guard let text = field("Content-Length") else { return 0 }
    return Int(text) ?? Int.max
  }

  /// The client's identifier of the request, where it is short and plain.
  var plainIdentifier: String? {
    guard let id = field("X-Request-ID"), (1...64).contains(id.utf8.count) else { return nil }
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isPlain ? id : nil
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes of a C string without its end.
  fileprivate init(cString: UnsafePointer<CChar>) {
    var length = 0
    while unsafe cString[length] != 0 { length += 1 }
    unsafe self.init(
      start: UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self), count: length)
  }
}
