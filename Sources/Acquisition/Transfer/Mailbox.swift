import CCurl

/// What libcurl's callbacks are given: it passes on what arrives, and keeps the first failure.
final class Mailbox {
  private(set) var head = ResponseHead()
  private(set) var failure: TransferFailure?
  private let receiver: any TransferReceiver
  private var isOpen = false
  private var headerBytes = 0
  /// More than any honest answer has: a server that sends headers without end is hung up on.
  private static let mostHeaderBytes = 256 << 10

  init(_ receiver: any TransferReceiver) { self.receiver = receiver }

  /// The mailbox behind a callback's context.
  @unsafe static func at(_ context: UnsafeMutableRawPointer?) -> Mailbox? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Mailbox>.fromOpaque(context).takeUnretainedValue()
  }

  /// Takes one header line; fewer bytes than were given tell libcurl to stop.
  func header(_ bytes: UnsafeRawBufferPointer) -> Int {
    headerBytes += bytes.count
    guard headerBytes <= Mailbox.mostHeaderBytes else {
      failure = .passing(reason: "the server sends headers without end", wait: nil)
      return 0
    }
    unsafe head.take(line: String(decoding: bytes, as: UTF8.self))
    return bytes.count
  }

  /// Takes a piece of the body; fewer bytes than were given tell libcurl to stop.
  func body(_ bytes: UnsafeRawBufferPointer) -> Int {
    open()
    guard failure == nil, bytes.count > 0 else { return 0 }
    do throws(TransferFailure) {
      unsafe try receiver.receive(bytes)
      return bytes.count
    } catch {
      failure = error
      return 0
    }
  }

  /// Lets the receiver look at the answer, once.
  func open() {
    guard !isOpen else { return }
    isOpen = true
    do throws(TransferFailure) {
      try receiver.begin(head)
    } catch {
      failure = error
    }
  }
}

/// The single owner of a list of request headers.
@safe struct HeaderList: ~Copyable {
  let first: UnsafeMutablePointer<curl_slist>?

  init(_ lines: [String]) {
    var list: UnsafeMutablePointer<curl_slist>?
    // curl_slist_append copies the line, and returns nil only where memory is exhausted.
    for line in lines { unsafe list = curl_slist_append(list, line) ?? list }
    unsafe first = list
  }

  deinit { unsafe curl_slist_free_all(first) }
}
