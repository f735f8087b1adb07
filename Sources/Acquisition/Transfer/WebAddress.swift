import CCurl
import Files

/// An address that can be fetched: http, https or file, checked and taken apart by libcurl.
package struct WebAddress: Sendable, Equatable {
  /// The schemes that may be fetched.
  package enum Scheme: String, Sendable {
    case http, https, file
  }

  /// How the bytes travel.
  package let scheme: Scheme
  /// The address as libcurl wants it, perhaps with a user's name and password.
  let text: String
  /// The address for eyes and records, without a password.
  package let shown: String
  /// The path of a file: address on this computer.
  let localPath: String?
  /// What the file is called: the last part of the path, or "download".
  package let fileName: String

  /// Reads an address.
  ///
  /// - Throws: `AcquisitionError` (64) where it is none, or of another scheme.
  package init(_ given: String) throws(AcquisitionError) {
    let parts = try AddressParts(given)
    guard let scheme = Scheme(rawValue: parts.text(CURLUPART_SCHEME) ?? "") else {
      throw WebAddress.refusal(given, "only http, https and file are fetched", nil)
    }
    guard let text = parts.text(CURLUPART_URL), let path = parts.text(CURLUPART_PATH) else {
      throw WebAddress.refusal(given, "it names no file", nil)
    }
    self.scheme = scheme
    self.text = text
    shown = WebAddress.withoutSecrets(text)
    localPath = scheme == .file ? WebAddress.decoded(path[...]) : nil
    fileName = WebAddress.fileName(inPath: path)
  }

  /// The address without user name, password and fragment; unreadable text stays as it is.
  static func withoutSecrets(_ text: String) -> String {
    guard let parts = try? AddressParts(text) else { return text }
    for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT] {
      parts.clear(part)
    }
    return parts.text(CURLUPART_URL) ?? text
  }

  /// The last part of the path where it can be a file's name here, else "download".
  private static func fileName(inPath path: String) -> String {
    let last = path.split(separator: "/").last.map(decoded) ?? ""
    let isPlain = (try? ArchivePath(last))?.parts == [last]
    return isPlain && !last.hasPrefix(".") && last.utf8.count <= 200 ? last : "download"
  }

  /// Undoes percent encoding; what is no UTF-8 after that becomes "".
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self) ?? ""
  }

  fileprivate static func refusal(
    _ given: String, _ reason: String, _ remedy: String?
  ) -> AcquisitionError {
    AcquisitionError(
      status: .wrongUsage, attempt: "download", path: given, reason: reason, remedy: remedy)
  }
}

/// The single owner of one parsed address (`CURLU`).
@safe private struct AddressParts: ~Copyable {
  private let handle: OpaquePointer

  init(_ given: String) throws(AcquisitionError) {
    guard let handle = unsafe curl_url() else {
      throw WebAddress.refusal(given, "there is no memory left", nil)
    }
    // Blanks and letters beyond ASCII are encoded as browsers do.
    let flags = UInt32(CURLU_NON_SUPPORT_SCHEME) | UInt32(CURLU_URLENCODE)
    guard unsafe curl_url_set(handle, CURLUPART_URL, given, flags) == CURLUE_OK else {
      unsafe curl_url_cleanup(handle)
      throw WebAddress.refusal(given, "that is no address", AddressParts.hint(given))
    }
    unsafe self.handle = handle
  }

  deinit { unsafe curl_url_cleanup(handle) }

  /// A part of the address; nil where it has none.
  borrowing func text(_ part: CURLUPart) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    // libcurl allocates the text, and the caller frees it with curl_free.
    guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text = unsafe text else {
      return nil
    }
    defer { unsafe curl_free(text) }
    return unsafe String(cString: text)
  }

  borrowing func clear(_ part: CURLUPart) { _ = unsafe curl_url_set(handle, part, nil, 0) }

  private static func hint(_ given: String) -> String {
    FileSystem.exists(given)
      ? "A file on this computer is given as file://\(FileSystem.resolved(given))."
      : "An address looks like https://host/folder/file.zip."
  }
}
