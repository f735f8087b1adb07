import Glibc

/// Questions to the file system, and its plain operations.
package enum FileSystem {
  /// True where the path names anything (a link is followed).
  package static func exists(_ path: String) -> Bool { status(of: path) != nil }

  /// True where the path names a folder, perhaps through a link.
  package static func isDirectory(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// True where the path names an ordinary file, perhaps through a link.
  package static func isRegularFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  /// True where the path itself is a symbolic link, whatever it leads to.
  package static func isLink(_ path: String) -> Bool { linkKind(of: path) == S_IFLNK }

  /// True where this process may create files in the folder.
  package static func isWritable(_ folder: String) -> Bool {
    unsafe access(folder, W_OK | X_OK) == 0
  }

  /// The file's bytes.
  package static func size(of path: String) throws(FilesError) -> Int {
    guard let status = status(of: path) else {
      throw FilesError.reading("open", path, code: errno)
    }
    return Int(status.st_size)
  }

  /// When the contents changed last, nanoseconds UTC.
  package static func modified(_ path: String) throws(FilesError) -> Int64 {
    guard let status = status(of: path) else {
      throw FilesError.reading("open", path, code: errno)
    }
    return Int64(status.st_mtim.tv_sec) * ISOTime.second + Int64(status.st_mtim.tv_nsec)
  }

  /// What tells a file from whatever takes its place; nil where there is none.
  package static func identity(of path: String) -> FileIdentity? {
    status(of: path).map { status in
      FileIdentity(
        device: UInt64(status.st_dev), number: UInt64(status.st_ino), size: Int(status.st_size),
        modified: Int64(status.st_mtim.tv_sec) * ISOTime.second + Int64(status.st_mtim.tv_nsec))
    }
  }

  /// Bytes that an ordinary user may still write on the disk that holds the path.
  package static func freeSpace(at path: String) throws(FilesError) -> Int {
    var answer = statvfs()
    guard unsafe statvfs(path, &answer) == 0 else {
      throw FilesError.reading("look for free space at", path, code: errno)
    }
    return Int(
      clamping: UInt64(answer.f_bavail).multipliedReportingOverflow(
        by: UInt64(answer.f_frsize)
      ).partialValue)
  }

  /// Creates the folder and those above it; one that is there already is no error.
  package static func createFolders(_ path: String) throws(FilesError) {
    guard !path.isEmpty, !isDirectory(path) else { return }
    let above = parent(of: path)
    if above != path { try createFolders(above) }
    guard unsafe mkdir(path, 0o777) == 0 || (errno == EEXIST && isDirectory(path)) else {
      throw FilesError.writing("create the folder", path, code: errno)
    }
  }

  /// Removes a file, a link or a folder with all it holds; an absent one is no error.
  ///
  /// Links are removed, never followed.
  package static func remove(_ path: String) throws(FilesError) {
    if linkKind(of: path) == S_IFDIR {
      for name in try list(path) { try remove(joined(path, name)) }
    }
    // remove(3) takes files and empty folders alike.
    guard unsafe Glibc.remove(path) == 0 || errno == ENOENT else {
      throw FilesError.writing("remove", path, code: errno)
    }
  }

  /// The names in a folder, sorted, without "." and "..".
  package static func list(_ folder: String) throws(FilesError) -> [String] {
    guard let stream = unsafe opendir(folder) else {
      throw FilesError.reading("list the folder", folder, code: errno)
    }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    // readdir is safe here because the stream is this call's own.
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Renames within one disk; what stood under the new name is replaced.
  package static func rename(_ old: String, to new: String) throws(FilesError) {
    guard unsafe Glibc.rename(old, new) == 0 else {
      throw FilesError.writing("create", new, code: errno)
    }
  }

  /// Makes a link that leads to `target`; false where the system refuses.
  package static func link(_ path: String, to target: String) -> Bool {
    unsafe symlink(target, path) == 0
  }

  /// The path without links, or the path itself where it cannot be resolved.
  package static func resolved(_ path: String) -> String {
    guard let text = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  /// A folder for temporary files: TMPDIR, or /tmp.
  package static var temporaryFolder: String {
    guard let text = unsafe getenv("TMPDIR"), unsafe text[0] != 0 else { return "/tmp" }
    return unsafe String(cString: text)
  }

  private static func status(of path: String) -> stat? {
    var answer = stat()
    return unsafe stat(path, &answer) == 0 ? answer : nil
  }

  private static func kind(of path: String) -> mode_t? {
    status(of: path).map { $0.st_mode & S_IFMT }
  }

  private static func linkKind(of path: String) -> mode_t? {
    var answer = stat()
    return unsafe lstat(path, &answer) == 0 ? answer.st_mode & S_IFMT : nil
  }
}

extension FileSystem {
  /// "a/b" for "a/b/c", "." for "c", "/" for "/c".
  package static func parent(of path: String) -> String {
    let trimmed = trimmed(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// "c" for "a/b/c".
  package static func name(of path: String) -> String {
    let trimmed = trimmed(path)
    guard let slash = trimmed.lastIndex(of: "/") else { return String(trimmed) }
    return String(trimmed[trimmed.index(after: slash)...])
  }

  /// The path of `name` in `folder`.
  package static func joined(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func trimmed(_ path: String) -> Substring {
    var rest = path[...]
    while rest.count > 1, rest.hasSuffix("/") { rest = rest.dropLast() }
    return rest
  }
}

extension FileSystem {
  /// The whole of a file that must not be larger than `limit` bytes.
  package static func bytes(of path: String, limit: Int = 64 << 20) throws(FilesError) -> [UInt8] {
    let file = try FileDescriptor(reading: path)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try fill(&buffer, from: file)
      if count == 0 { return contents }
      contents += buffer[..<count]
      guard contents.count <= limit else {
        throw FilesError(
          status: .badData, attempt: "read", path: file.path,
          reason: "it is larger than \(DecimalText.bytes(limit))")
      }
    }
  }

  /// The last bytes of a file, at most `count`, and whether something lies before them.
  package static func tail(
    of path: String, count: Int
  ) throws(FilesError) -> (bytes: [UInt8], isWhole: Bool) {
    let size = try size(of: path)
    let file = try FileDescriptor(reading: path)
    let length = min(size, count)
    var bytes = [UInt8](repeating: 0, count: length)
    var failure: FilesError?
    let read = unsafe bytes.withUnsafeMutableBytes { buffer in
      do throws(FilesError) {
        return try unsafe file.read(into: buffer, at: size - length)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return (Array(bytes[..<read]), length == size)
  }

  /// The whole of a small text file.
  package static func text(of path: String, limit: Int = 64 << 20) throws(FilesError) -> String {
    let bytes = try bytes(of: path, limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw FilesError(
        status: .badData, attempt: "read", path: path, reason: "it is not UTF-8 text")
    }
    return text
  }

  /// Reads once into an array that owns its storage.
  static func fill(
    _ buffer: inout [UInt8], from file: borrowing FileDescriptor
  ) throws(FilesError) -> Int {
    try fill(&buffer, from: 0, of: file)
  }

  /// Reads once into an array from an index on.
  static func fill(
    _ buffer: inout [UInt8], from start: Int, of file: borrowing FileDescriptor
  ) throws(FilesError) -> Int {
    precondition((0...buffer.count).contains(start), "\(start) of \(buffer.count) bytes")
    var failure: FilesError?
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      do throws(FilesError) {
        return try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}

/// A file as it is now: another one, or another content, has another identity.
package struct FileIdentity: Sendable, Equatable {
  package let device: UInt64
  package let number: UInt64
  /// Bytes.
  package let size: Int
  /// Nanoseconds UTC.
  package let modified: Int64
}
