package import Files

/// What is known of a file whose first bytes are here, so that the rest can be asked for later.
package struct PartRecord: Sendable, Equatable {
  /// The address without secrets.
  package var address: String
  package var entityTag: String?
  package var lastModified: String?
  /// Bytes of the whole file, where the server said so.
  package var total: Int?

  package init(
    address: String, entityTag: String? = nil, lastModified: String? = nil, total: Int? = nil
  ) {
    self.address = address
    self.entityTag = entityTag
    self.lastModified = lastModified
    self.total = total
  }

  /// What goes into If-Range: a strong entity tag, else the date (RFC 9110, 13.1.5).
  package var validator: String? {
    if let entityTag, !entityTag.hasPrefix("W/") { return entityTag }
    return lastModified
  }

  /// Reads the side file of a part.
  ///
  /// - Throws: `AcquisitionError` (65) where it is no such record; the part is then not trusted.
  package static func parse(_ bytes: [UInt8]) throws(AcquisitionError) -> PartRecord {
    let json = try AcquisitionError.wrapping { try JSON.parse(bytes) }
    guard json["version"] == .integer(1), case .string(let address)? = json["address"] else {
      throw damage("it is of another version")
    }
    var record = PartRecord(address: address)
    record.entityTag = try header("etag", in: json)
    record.lastModified = try header("last_modified", in: json)
    switch json["total"] ?? .null {
    case .null: break
    case .integer(let total) where total >= 0: record.total = total
    default: throw damage("\"total\" is no number of bytes")
    }
    return record
  }

  /// The record as it is written.
  package var json: JSON {
    [
      "version": 1, "address": .string(address), "etag": JSON(entityTag),
      "last_modified": JSON(lastModified), "total": JSON(total),
    ]
  }

  /// A header's value: it is sent back to a server, so it must be one line.
  private static func header(_ key: String, in json: JSON) throws(AcquisitionError) -> String? {
    switch json[key] ?? .null {
    case .null: return nil
    case .string(let text) where isHeaderValue(text): return text
    default: throw damage("\"\(key)\" is no header")
    }
  }

  private static func isHeaderValue(_ text: String) -> Bool {
    (1...1024).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 32 && $0 != 127 }
  }

  private static func damage(_ reason: String) -> AcquisitionError {
    AcquisitionError(
      status: .badData, attempt: "read the record of a part", path: nil, reason: reason)
  }
}
