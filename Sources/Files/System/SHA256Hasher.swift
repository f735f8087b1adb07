import CCrypto

/// SHA-256 of bytes that arrive in pieces, by libcrypto.
@safe package struct SHA256Hasher: ~Copyable {
  private let context: OpaquePointer

  /// Begins with no bytes.
  package init() {
    // EVP_MD_CTX_new and EVP_DigestInit_ex fail only where memory is exhausted.
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else { preconditionFailure("libcrypto has no memory for SHA-256") }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let code = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(code == 1, "SHA-256 refused \(bytes.count) bytes")
  }

  /// Takes the next bytes.
  package mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// Takes the bytes of floats, the lowest of each first.
  package mutating func update(_ floats: Span<Float>) {
    unsafe floats.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest as 64 lower-case hexadecimal digits.
  package consuming func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    // EVP_DigestFinal_ex writes at most EVP_MAX_MD_SIZE bytes.
    let code = unsafe EVP_DigestFinal_ex(context, &digest, &length)
    precondition(code == 1 && length == 32, "SHA-256 gave \(length) bytes")
    return digest[..<Int(length)].map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  /// The digest of a whole file; `stopping` is called between blocks and may throw.
  ///
  /// - Throws: `FilesError` where the file cannot be read, or what `stopping` throws.
  package static func hex(
    ofFile path: String, stopping: () throws -> Void = {}
  ) throws -> String {
    let file = try FileDescriptor(reading: path)
    var hasher = SHA256Hasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      try stopping()
      let count = try FileSystem.fill(&buffer, from: file)
      if count == 0 { return hasher.finish() }
      unsafe buffer.withUnsafeBytes { bytes in
        unsafe hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
  }
}

@available(*, unavailable)
extension SHA256Hasher: Sendable {}
