package import Files

/// Where a file came from, kept beside it as JSON.
package struct Provenance: Sendable, Equatable {
  /// The address without secrets.
  package var address: String
  /// Where redirects led.
  package var finalAddress: String?
  package var entityTag: String?
  package var lastModified: String?
  /// Bytes of what was fetched.
  package var bytes: Int
  /// Of what was fetched, in hexadecimal digits.
  package var sha256: String
  /// True where the user gave the sum and it held; else it is merely recorded.
  package var isVerified: Bool
  /// ISO 8601, UTC.
  package var fetchedAt: String
  package var licence: String?
  package var citation: String?
  /// What was unpacked.
  package var product: Product?

  /// A file or folder that came out of an archive.
  package struct Product: Sendable, Equatable {
    /// How many there are, links left out.
    package var files: Int
    /// Of all of them together.
    package var bytes: Int
    /// Of a single file.
    package var sha256: String?
  }

  /// Where the record of a file or folder lies.
  package static func path(of file: String) -> String { file + ".source.json" }

  /// The record as it is written.
  package var json: JSON {
    [
      "version": 1, "address": .string(address), "final_address": JSON(finalAddress),
      "etag": JSON(entityTag), "last_modified": JSON(lastModified), "bytes": .integer(bytes),
      "sha256": .string(sha256), "sha256_verified": .bool(isVerified),
      "fetched_at": .string(fetchedAt), "licence": JSON(licence), "citation": JSON(citation),
      "unpacked": product.map { product in
        [
          "files": .integer(product.files), "bytes": .integer(product.bytes),
          "sha256": JSON(product.sha256),
        ]
      } ?? .null,
    ]
  }

  /// Reads the record; nil where it is none.
  package static func parse(_ bytes: [UInt8]) -> Provenance? {
    guard let json = try? JSON.parse(bytes), json["version"] == .integer(1),
      let address = json["address"]?.string, let sha256 = json["sha256"]?.string,
      let size = json["bytes"]?.count, let fetchedAt = json["fetched_at"]?.string
    else { return nil }
    return Provenance(
      address: address, finalAddress: json["final_address"]?.string,
      entityTag: json["etag"]?.string, lastModified: json["last_modified"]?.string, bytes: size,
      sha256: sha256, isVerified: json["sha256_verified"] == .bool(true), fetchedAt: fetchedAt,
      licence: json["licence"]?.string, citation: json["citation"]?.string,
      product: json["unpacked"].flatMap { unpacked in
        guard let files = unpacked["files"]?.count, let bytes = unpacked["bytes"]?.count else {
          return nil
        }
        return Product(files: files, bytes: bytes, sha256: unpacked["sha256"]?.string)
      })
  }

  /// The record beside a file or folder; nil where there is none that can be read.
  static func beside(_ file: String) -> Provenance? {
    guard let bytes = try? FileSystem.bytes(of: path(of: file), limit: 1 << 20) else { return nil }
    return parse(bytes)
  }

  func write(beside file: String) throws(AcquisitionError) {
    try AcquisitionError.wrapping {
      try Publication.text(json.indentedText + "\n", at: Provenance.path(of: file))
    }
  }
}

extension JSON {
  /// A whole number from 0 on; nil of anything else.
  fileprivate var count: Int? { whole.flatMap { $0 >= 0 ? $0 : nil } }
}
