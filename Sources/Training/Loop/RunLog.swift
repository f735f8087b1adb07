import Files

/// A text that grows line by line beside a run, and after a crash goes on where its lines were whole.
final class RunLog {
  private let file: FileDescriptor

  /// Begins an empty log, or goes on with the one that is there.
  ///
  /// - Parameters:
  ///   - path: The text.
  ///   - keeping: Says of an earlier line whether it still holds; nil begins anew.
  /// - Throws: `FilesError` where the file cannot be read or written.
  init(_ path: String, keeping: ((Substring) -> Bool)? = nil) throws {
    if let keeping, FileSystem.exists(path) {
      try RunLog.trim(path, keeping)
    } else {
      try FileSystem.remove(path)
    }
    file = try FileDescriptor(appending: path)
  }

  /// Adds a line at once, so that it outlives a kill.
  func append(_ line: String) throws(FilesError) { try file.write(Array((line + "\n").utf8)) }

  /// Drops a last line that a kill cut short, and those that no longer hold.
  private static func trim(_ path: String, _ keeping: (Substring) -> Bool) throws {
    let text = try FileSystem.text(of: path, limit: 1 << 30)
    let whole = text.lastIndex(of: "\n").map { text[...$0] } ?? ""
    let kept = whole.split(separator: "\n").filter(keeping).map { $0 + "\n" }.joined()
    if kept != text { try Publication.text(kept, at: path) }
  }
}
