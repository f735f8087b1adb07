import Files
import Glibc

/// The lines of earlier sessions, in a file of the user's.
struct ShellHistory {
  /// `$XDG_STATE_HOME/energy/history`, or the same under `~/.local/state`; nil without a home.
  static func place(_ value: (String) -> String? = Environment.value) -> String? {
    // A relative XDG path is to be ignored, says the specification.
    let state = value("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    let folder = state ?? value("HOME").map { FileSystem.joined($0, ".local/state") }
    return folder.map { FileSystem.joined($0, "energy/history") }
  }

  private let path: String
  /// How many lines are kept.
  private static let limit = 1000

  init(path: String) { self.path = path }

  /// The latest lines, oldest first; none where there is no file yet.
  ///
  /// A file that has grown to twice the limit is cut to it.
  func load() throws -> [String] {
    guard FileSystem.exists(path) else { return [] }
    let lines = try FileSystem.text(of: path).split(separator: "\n").map(String.init)
    if lines.count > 2 * ShellHistory.limit {
      let kept = lines.suffix(ShellHistory.limit).joined(separator: "\n") + "\n"
      try Publication.text(kept, at: path)
    }
    return Array(lines.suffix(ShellHistory.limit))
  }

  /// Adds a line at the end, so that sessions side by side keep all of theirs.
  func append(_ line: String) throws(FilesError) {
    try FileSystem.createFolders(FileSystem.parent(of: path))
    // What was typed may name private files: nobody else may read it.
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    let bytes = Array((line + "\n").utf8)
    let count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe write(descriptor, bytes.baseAddress, bytes.count)
    }
    guard count == bytes.count else { throw failure("write to") }
  }

  private func failure(_ attempt: String) -> FilesError {
    FilesError(
      status: .cannotCreate, attempt: attempt, path: path,
      reason: unsafe String(cString: strerror(errno)), remedy: "What is typed is not kept.")
  }
}
