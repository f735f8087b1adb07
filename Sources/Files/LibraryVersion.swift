import CCrypto

/// A library of the system and its version, as it answers itself where it can.
package struct LibraryVersion: Sendable, Equatable {
  /// As people call it, without "lib", and the version's own spelling.
  package let name: String
  package let version: String

  package init(name: String, version: String) {
    self.name = name
    self.version = version
  }

  /// The library under SHA-256.
  package static var crypto: LibraryVersion {
    // OpenSSL_version returns a constant string of the library.
    let text = unsafe OpenSSL_version(OPENSSL_VERSION_STRING).map { unsafe String(cString: $0) }
    return LibraryVersion(name: "OpenSSL", version: text ?? "unknown")
  }
}
