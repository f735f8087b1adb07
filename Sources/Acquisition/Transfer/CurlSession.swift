import CCurl
import Files
import Glibc
import Work

/// What one attempt asks for.
struct TransferRequest {
  var address: WebAddress
  /// The first byte wanted; 0 asks for the whole file without naming a range.
  var offset = 0
  /// If-Range: the bytes are wanted only of this very file.
  var validator: String?
  /// User-Agent.
  var agent: String
  /// Proxies of the environment (http_proxy, https_proxy, all_proxy, no_proxy) are used.
  var usesProxies = true
  /// A file of certificates to trust in place of the system's.
  var certificates: String?
}

/// Who receives an answer: first `begin` once, then `receive` for each piece of the body.
protocol TransferReceiver: AnyObject {
  /// Looks at the answer before its body.
  func begin(_ head: ResponseHead) throws(TransferFailure)
  /// Takes the next bytes, valid during the call alone.
  func receive(_ bytes: UnsafeRawBufferPointer) throws(TransferFailure)
  /// Called several times a second, whatever happens.
  func watch() throws(Interrupted)
}

/// The single owner of the handle of one transfer and of the handle that drives it.
@safe struct CurlSession: ~Copyable {
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  /// libcurl writes its words for an error here; it must outlive the easy handle.
  private let words: UnsafeMutablePointer<CChar>

  /// curl_global_init's answer: it runs once, before any other call, as the manual asks.
  private static let libraryCode = curl_global_init(Int(CURL_GLOBAL_ALL))

  /// Initialises libcurl, the first time.
  static func prepareLibrary() {
    precondition(libraryCode == CURLE_OK, "libcurl cannot start: code \(libraryCode.rawValue)")
  }

  init() {
    CurlSession.prepareLibrary()
    guard let easy = unsafe curl_easy_init(), let multi = unsafe curl_multi_init() else {
      preconditionFailure("libcurl has no memory for a transfer")
    }
    unsafe self.easy = easy
    unsafe self.multi = multi
    unsafe words = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    // The easy handle was taken off the multi handle by `drive`.
    unsafe curl_easy_cleanup(easy)
    unsafe curl_multi_cleanup(multi)
    unsafe words.deallocate()
  }

  /// Asks once, and hands what is answered to the receiver.
  ///
  /// - Throws: Why the answer did not come whole; the receiver's own failure where it had one.
  func perform(
    _ request: TransferRequest, policy: RetryPolicy, for receiver: some TransferReceiver
  ) throws(TransferFailure) -> ResponseHead {
    let mailbox = Mailbox(receiver)
    // The file is wanted as it lies on the server, not compressed for the way.
    let guarded = request.validator.map { ["If-Range: \($0)"] } ?? []
    let headers = HeaderList(["Accept-Encoding: identity"] + guarded)
    configure(request, policy)
    unsafe connect(mailbox, headers)
    let code = try drive(receiver, request.address)
    // The list and the mailbox are used by the handle until here.
    withExtendedLifetime(mailbox) {}
    withExtendedLifetime(headers) {}
    return try conclude(code, mailbox, request.address)
  }

  private func conclude(
    _ code: CURLcode, _ mailbox: Mailbox, _ address: WebAddress
  ) throws(TransferFailure) -> ResponseHead {
    var head = mailbox.head
    head.address = effectiveAddress
    if let failure = mailbox.failure { throw failure }
    if code == CURLE_HTTP_RETURNED_ERROR {
      // What an unsatisfiable range means is for the receiver to say.
      if head.status == 416 { return head }
      throw .from(
        status: head.status, wait: head.secondsToWait(now: Int(time(nil))), address: address)
    }
    guard code == CURLE_OK else {
      throw .from(code: code, words: message(code), address: address)
    }
    // An empty body reaches no callback, so the receiver hears of the answer here.
    mailbox.open()
    if let failure = mailbox.failure { throw failure }
    return head
  }
}

@available(*, unavailable)
extension CurlSession: Sendable {}

extension CurlSession {
  private func configure(_ request: TransferRequest, _ policy: RetryPolicy) {
    set(CURLOPT_URL, request.address.text)
    set(CURLOPT_USERAGENT, request.agent)
    set(CURLOPT_PROTOCOLS_STR, "http,https,file")
    // A redirect may not lead to this computer's files, nor give up an encrypted connection.
    set(CURLOPT_REDIR_PROTOCOLS_STR, request.address.scheme == .https ? "https" : "http,https")
    set(CURLOPT_FOLLOWLOCATION, 1)
    set(CURLOPT_MAXREDIRS, 10)
    set(CURLOPT_FAILONERROR, 1)
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT, policy.connectTimeout)
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, policy.stallTimeout)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_BUFFERSIZE, 256 << 10)
    if request.offset > 0 { set(CURLOPT_RANGE, "\(request.offset)-") }
    if let certificates = request.certificates { set(CURLOPT_CAINFO, certificates) }
    if !request.usesProxies { set(CURLOPT_NOPROXY, "*") }
  }

  /// Tells libcurl where answers go; both must live until the transfer is over.
  @unsafe private func connect(_ mailbox: Mailbox, _ headers: borrowing HeaderList) {
    let context = unsafe Unmanaged.passUnretained(mailbox).toOpaque()
    unsafe energy_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
    unsafe energy_curl_set_list(easy, CURLOPT_HTTPHEADER, headers.first)
    unsafe energy_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    unsafe energy_curl_set_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      unsafe Mailbox.at(context)?.header(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ?? 0
    }
    unsafe energy_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    unsafe energy_curl_set_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      unsafe Mailbox.at(context)?.body(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ?? 0
    }
  }

  /// Runs the transfer on this thread until it is over or the user stops it.
  private func drive(
    _ receiver: some TransferReceiver, _ address: WebAddress
  ) throws(TransferFailure) -> CURLcode {
    unsafe curl_multi_add_handle(multi, easy)
    defer { unsafe curl_multi_remove_handle(multi, easy) }
    var running: Int32 = 1
    while true {
      unsafe curl_multi_perform(multi, &running)
      do throws(Interrupted) {
        try receiver.watch()
      } catch {
        throw .lasting(AcquisitionError(error))
      }
      if running == 0 { break }
      // Returns as soon as a byte arrives, and after 100 ms at the latest.
      unsafe curl_multi_poll(multi, nil, 0, 100, nil)
    }
    var waiting: Int32 = 0
    while let message = unsafe curl_multi_info_read(multi, &waiting) {
      if unsafe message.pointee.msg == CURLMSG_DONE { return unsafe message.pointee.data.result }
    }
    return CURLE_RECV_ERROR
  }

  /// libcurl's own words for what went wrong, which it may have left empty.
  private func message(_ code: CURLcode) -> String {
    if unsafe words[0] != 0 { return unsafe String(cString: words) }
    guard let text = unsafe curl_easy_strerror(code) else {
      return "libcurl's error \(code.rawValue)"
    }
    return unsafe String(cString: text)
  }

  /// Where redirects led, without secrets.
  private var effectiveAddress: String? {
    var text: UnsafePointer<CChar>?
    // The text belongs to the handle; it is copied at once.
    guard unsafe energy_curl_get_text(easy, CURLINFO_EFFECTIVE_URL, &text) == CURLE_OK,
      let text = unsafe text
    else { return nil }
    return WebAddress.withoutSecrets(unsafe String(cString: text))
  }

  private func set(_ option: CURLoption, _ value: Int) {
    let code = unsafe energy_curl_set_number(easy, option, value)
    precondition(code == CURLE_OK, "libcurl refuses option \(option.rawValue) = \(value)")
  }

  /// libcurl copies the text.
  private func set(_ option: CURLoption, _ value: String) {
    let code = unsafe energy_curl_set_text(easy, option, value)
    precondition(code == CURLE_OK, "libcurl refuses option \(option.rawValue) = \(value)")
  }
}
