import Synchronization

/// Where one request's response goes; the first one counts.
package final class HTTPReply: Sendable {
  private let deliver: Mutex<(@Sendable (HTTPResponse) -> Void)?>

  /// - Parameter deliver: Takes the response, on whatever thread sends it.
  package init(_ deliver: @escaping @Sendable (HTTPResponse) -> Void) {
    self.deliver = Mutex(deliver)
  }

  /// Sends the response; a second one is dropped.
  package func send(_ response: HTTPResponse) {
    let deliver = deliver.withLock { deliver in
      defer { deliver = nil }
      return deliver
    }
    deliver?(response)
  }
}
