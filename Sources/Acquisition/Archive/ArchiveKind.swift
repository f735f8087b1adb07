import Files

/// What kinds of archive are unpacked, and how they are told.
package enum ArchiveKind {
  /// Endings of names, longest first, that say what is inside.
  private static let suffixes = [
    ".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".txz", ".tbz2", ".tar", ".zip", ".gz", ".xz", ".bz2",
  ]

  /// What an archive's contents are called: "ukdale.h5" for "ukdale.h5.zip"; nil for no archive.
  package static func contentName(of name: String) -> String? {
    let folded = name.lowercased()
    for suffix in suffixes where folded.hasSuffix(suffix) && folded.utf8.count > suffix.utf8.count {
      return String(name.dropLast(suffix.count))
    }
    return nil
  }
}
