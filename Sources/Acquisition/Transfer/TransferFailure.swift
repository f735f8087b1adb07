import CCurl
import Files

/// Why one attempt did not bring the whole file.
enum TransferFailure: Error {
  /// Another attempt may do better; the server may say after how many seconds.
  case passing(reason: String, wait: Double?)
  /// What is here cannot be continued: the next attempt begins at the first byte.
  case stale(reason: String)
  /// No attempt will do better.
  case lasting(AcquisitionError)

  /// The failure that libcurl's code means.
  static func from(code: CURLcode, words: String, address: WebAddress) -> TransferFailure {
    let reason = phrase(words)
    switch code {
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR,
      CURLE_OPERATION_TIMEDOUT, CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST,
      CURLE_COULDNT_RESOLVE_PROXY, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SSL_CONNECT_ERROR,
      CURLE_PROXY, CURLE_WEIRD_SERVER_REPLY:
      return .passing(reason: plainReason(code) ?? reason, wait: nil)
    case CURLE_FILE_COULDNT_READ_FILE:
      return .lasting(error(.missingInput, address, reason, "Check the path."))
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      return .lasting(
        error(
          .unavailable, address, reason,
          "Install ca-certificates and check the clock; on a network with a login page, log in first; "
            + "where a proxy signs in the server's place, name its certificate in SSL_CERT_FILE."))
    case CURLE_UNSUPPORTED_PROTOCOL:
      return .lasting(
        error(
          .unavailable, address, "the server redirects to an address that may not be followed",
          "Redirects lead to http and https only, and never from https to http; "
            + "give the final address with --url if you trust it."))
    case CURLE_TOO_MANY_REDIRECTS:
      return .lasting(
        error(.unavailable, address, "the server redirects in a circle", "Check the address."))
    default:
      return .lasting(error(.unavailable, address, reason, nil))
    }
  }

  /// The failure that a status of HTTP means.
  static func from(status: Int, wait: Double?, address: WebAddress) -> TransferFailure {
    switch status {
    case 408, 425, 429, 500, 502, 503, 504:
      return .passing(reason: "the server answers \(status) (\(meaning(status)))", wait: wait)
    case 401, 403, 404, 410:
      return .lasting(
        error(
          .missingInput, address, "the server answers \(status) (\(meaning(status)))",
          status == 401
            ? "Give the address as https://NAME:PASSWORD@host/… or another one with --url."
            : "Check the address, or give another one with --url."))
    case 416: return .stale(reason: "the server has no such part of the file any more")
    default:
      return .lasting(
        error(
          .unavailable, address, "the server answers \(status) (\(meaning(status)))",
          "Open the address in a browser to see what it says."))
    }
  }

  private static func meaning(_ status: Int) -> String {
    switch status {
    case 401: "a password is needed"
    case 403: "forbidden"
    case 404: "not found"
    case 407: "the proxy wants a password"
    case 408: "request timed out"
    case 410: "gone for good"
    case 425, 429: "too many requests"
    case 503: "busy or under maintenance"
    case 500...599: "a fault of the server"
    default: "not a file"
    }
  }

  /// Our words for what happens on every shaky network; nil where libcurl's are as good.
  private static func plainReason(_ code: CURLcode) -> String? {
    switch code {
    case CURLE_PARTIAL_FILE: "the connection was cut"
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR: "the connection broke"
    case CURLE_GOT_NOTHING: "the server hung up without an answer"
    case CURLE_OPERATION_TIMEDOUT: "the server is silent"
    default: nil
    }
  }

  /// libcurl's words in the shape of our sentences: no capital at the start, no full stop.
  private static func phrase(_ words: String) -> String {
    let bare = words.hasSuffix(".") ? words.dropLast() : words[...]
    let second = bare.dropFirst().first
    return second?.isUppercase == true
      ? String(bare) : bare.prefix(1).lowercased() + bare.dropFirst()
  }

  static func error(
    _ status: ExitStatus, _ address: WebAddress, _ reason: String, _ remedy: String?
  ) -> AcquisitionError {
    AcquisitionError(
      status: status, attempt: "download", path: address.shown, reason: reason, remedy: remedy)
  }
}
