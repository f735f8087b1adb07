/// A place inside the folder that an archive is unpacked into; no other can be written down.
package struct ArchivePath: Hashable, Sendable {
  /// The names of the folders and, last, of the file; never "", "." or "..".
  package let parts: [String]

  /// Why a name is refused, without a full stop.
  package struct Refusal: Error, Equatable {
    package let reason: String
  }

  /// Checks the name of an archive's entry; the folder itself ("./") has no parts.
  ///
  /// - Throws: `Refusal` for an absolute name, "..", control characters, a backslash, and names
  ///   that no file system takes.
  package init(_ name: String) throws(Refusal) {
    parts = try ArchivePath.checked(name, from: [], mayGoUp: false)
  }

  private init(parts: [String]) { self.parts = parts }

  /// Where a link in this entry's folder leads by its words.
  ///
  /// - Throws: `Refusal` where it leads out of the folder that is unpacked into.
  package func following(link: String) throws(Refusal) -> ArchivePath {
    ArchivePath(
      parts: try ArchivePath.checked(link, from: Array(parts.dropLast()), mayGoUp: true))
  }

  /// "a/b/c".
  package var text: String { parts.joined(separator: "/") }

  /// The folder of this entry.
  package var parent: ArchivePath { ArchivePath(parts: Array(parts.dropLast())) }

  private static func checked(
    _ name: String, from start: [String], mayGoUp: Bool
  ) throws(Refusal) -> [String] {
    guard !name.isEmpty else { throw Refusal(reason: "it has no name") }
    guard name.utf8.count <= 4000 else { throw Refusal(reason: "its name is too long") }
    guard name.utf8.first != UInt8(ascii: "/") else {
      throw Refusal(reason: "its name is absolute")
    }
    guard name.utf8.allSatisfy({ $0 >= 32 && $0 != 127 && $0 != UInt8(ascii: "\\") }) else {
      throw Refusal(reason: "its name has control characters or backslashes")
    }
    var parts = start
    for part in name.utf8.split(separator: UInt8(ascii: "/")).map({ String(Substring($0)) })
    where part != "." {
      if part == ".." {
        guard mayGoUp, !parts.isEmpty else { throw Refusal(reason: "it climbs out of the folder") }
        parts.removeLast()
      } else {
        guard part.utf8.count <= 255 else { throw Refusal(reason: "its name is too long") }
        parts.append(part)
      }
    }
    guard parts.count <= 64 else { throw Refusal(reason: "it lies too deep") }
    return parts
  }
}
