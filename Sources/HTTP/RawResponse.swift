import CMicroHTTPD

/// Responses as bytes, for those that do not go through the library, and as the library's.
enum RawResponse {
  /// Of a connection that is closed after it.
  static func bytes(of response: HTTPResponse, id: String) -> [UInt8] {
    let reason = unsafe String(cString: MHD_get_reason_phrase_for(UInt32(response.status)))
    var head = "HTTP/1.1 \(response.status) \(reason)\r\nConnection: close\r\n"
    head += "Content-Length: \(response.body.count)\r\nX-Request-ID: \(id)\r\n"
    for field in response.fields { head += "\(field.name): \(field.value)\r\n" }
    return Array((head + "\r\n").utf8) + response.body
  }

  /// Queues a response; whether the library takes it.
  static func queue(
    _ response: HTTPResponse, id: String, closing: Bool, to connection: OpaquePointer?
  ) -> MHD_Result {
    guard let made = unsafe made(of: response.body) else { return .NO }
    defer { unsafe MHD_destroy_response(made) }
    var fields = response.fields + [HTTPField("X-Request-ID", id)]
    if closing { fields.append(HTTPField("Connection", "close")) }
    for field in fields {
      // The library refuses fields with line breaks; no such thing may stand in a head.
      if unsafe MHD_add_response_header(made, field.name, field.value) == .NO { return .NO }
    }
    return unsafe MHD_queue_response(connection, UInt32(response.status), made)
  }

  /// Up to here bytes are copied, to go out with the head in one piece of the library's own.
  private static let copied = 16_384

  private static func made(of body: [UInt8]) -> OpaquePointer? {
    guard body.count > copied else {
      return unsafe body.withUnsafeBytes { bytes in
        // MUST_COPY: the library does not write, though its parameter says that it might.
        unsafe MHD_create_response_from_buffer(
          bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
          .RESPMEM_MUST_COPY)
      }
    }
    let kept = unsafe Unmanaged.passRetained(Kept(body))
    let start = unsafe kept.takeUnretainedValue().start
    let made = unsafe MHD_create_response_from_buffer_with_free_callback_cls(
      body.count, start,
      { kept in
        if let kept = unsafe kept { unsafe Unmanaged<Kept>.fromOpaque(kept).release() }
      }, kept.toOpaque())
    if unsafe made == nil { unsafe kept.release() }
    return unsafe made
  }

  /// Bytes that the library reads until it lets go of them.
  @safe private final class Kept {
    private let body: [UInt8]
    let start: UnsafeMutableRawPointer?

    init(_ body: [UInt8]) {
      self.body = body
      // An array's elements stay where they are as long as it lives and nobody changes it; this
      // one is constant, and lives until the library calls back.
      unsafe start = body.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      }
    }
  }
}
