import Files

/// The Git checkout that a folder lies in, read from its files.
struct GitCheckout {
  private let folder: String

  /// Looks upwards from the folder; nil where none of them is a checkout.
  init?(around start: String) {
    var place = FileSystem.resolved(start)
    while !FileSystem.exists(FileSystem.joined(place, ".git")) {
      guard place != "/", place != "." else { return nil }
      place = FileSystem.parent(of: place)
    }
    let entry = FileSystem.joined(place, ".git")
    guard !FileSystem.isDirectory(entry) else {
      folder = entry
      return
    }
    // A worktree or submodule has a file here: "gitdir: PATH".
    guard let named = GitCheckout.line(of: entry), named.hasPrefix("gitdir: ") else { return nil }
    folder = FileSystem.joined(place, String(named.dropFirst(8)))
  }

  /// The commit that is checked out; nil before the first one.
  var commit: String? {
    guard let head = GitCheckout.line(of: FileSystem.joined(folder, "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return GitCheckout.hash(head) }
    let reference = String(head.dropFirst(5))
    for place in [folder, common] {
      let path = FileSystem.joined(place, reference)
      if let hash = GitCheckout.line(of: path).flatMap(GitCheckout.hash) { return hash }
    }
    let packed = (try? FileSystem.text(of: FileSystem.joined(common, "packed-refs"))) ?? ""
    let found = packed.split(separator: "\n").first { $0.hasSuffix(" " + reference) }
    return found.flatMap { GitCheckout.hash(String($0.prefix { $0 != " " })) }
  }

  /// Where the references lie that all worktrees share.
  private var common: String {
    guard let named = GitCheckout.line(of: FileSystem.joined(folder, "commondir")) else {
      return folder
    }
    return FileSystem.joined(folder, named)
  }

  /// The first line of a small file; nil where it cannot be read.
  private static func line(of path: String) -> String? {
    guard FileSystem.isRegularFile(path) else { return nil }
    return (try? FileSystem.text(of: path, limit: 1 << 16))?.split(separator: "\n").first
      .map(String.init)
  }

  private static func hash(_ text: String) -> String? {
    [40, 64].contains(text.count) && text.allSatisfy { $0.isHexDigit } ? text : nil
  }
}
