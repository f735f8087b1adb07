import Glibc
import Synchronization

/// Makes a file or folder appear under its name only when it is whole.
package enum Publication {
  private static let counter = Atomic<Int>(0)

  /// Lets `write` fill a file aside, and moves it to `path` once it is on the disk.
  ///
  /// The file aside lies in the same folder and is removed when `write` throws, whatever it throws.
  ///
  /// - Throws: `FilesError` with status 73 before `write` is called where the target is a folder or
  ///   its folder is missing or not writable; 74 where the disk fails; whatever `write` throws.
  package static func file<R>(
    at path: String, write: (_ temporaryPath: String) throws -> R
  ) throws -> R {
    try checkFile(path)
    let target = FileSystem.resolved(path)
    let aside = aside(target)
    do {
      let result = try write(aside)
      try sync(aside)
      try FileSystem.rename(aside, to: target)
      try FileDescriptor(folder: FileSystem.parent(of: target)).sync()
      return result
    } catch {
      unsafe unlink(aside)
      throw Publication.naming(error, path, not: aside)
    }
  }

  /// The same failure, saying the name that the user gave in place of the one aside.
  private static func naming(
    _ error: any Error, _ path: String, not aside: String
  ) -> any Error {
    guard let failure = error as? any Failure, let place = failure.path, place.hasPrefix(aside)
    else { return error }
    return moved(failure, to: path + place.dropFirst(aside.count))
  }

  private static func moved<F: Failure>(_ failure: F, to path: String) -> F {
    F(
      status: failure.status, attempt: failure.attempt, path: path, reason: failure.reason,
      remedy: failure.remedy)
  }

  /// Publishes a small text.
  ///
  /// - Throws: As `file(at:write:)`.
  package static func text(_ text: String, at path: String) throws {
    try file(at: path) { aside in
      try FileDescriptor(creating: aside).write(Array(text.utf8))
    }
  }

  /// Lets `write` fill a folder aside, and moves it to `path` once all of it is on the disk.
  ///
  /// A folder that is there is moved away first and removed after.
  ///
  /// - Throws: As `file(at:write:)`.
  package static func folder<R>(
    at path: String, write: (_ temporaryPath: String) throws -> R
  ) throws -> R {
    try checkFolder(path)
    let target = FileSystem.resolved(path)
    let aside = aside(target)
    do {
      try FileSystem.createFolders(aside)
      let result = try write(aside)
      try syncTree(aside)
      try replaceFolder(target, with: aside)
      try FileDescriptor(folder: FileSystem.parent(of: target)).sync()
      return result
    } catch {
      // What failed first is what the user must know.
      try? FileSystem.remove(aside)
      throw Publication.naming(error, path, not: aside)
    }
  }

  /// Refuses a target that cannot become a file, before any work is done.
  package static func checkFile(_ path: String) throws(FilesError) {
    if FileSystem.isDirectory(path) || path.hasSuffix("/") {
      throw refusal(path, "it is a folder", "Name a file.")
    }
    if FileSystem.exists(path), !FileSystem.isRegularFile(path) {
      throw refusal(path, "it is a device or a pipe, not a file", "Name an ordinary file.")
    }
    try checkParent(of: path)
  }

  private static func checkFolder(_ path: String) throws(FilesError) {
    if FileSystem.exists(path), !FileSystem.isDirectory(path) {
      throw refusal(path, "it is a file", "Name a folder.")
    }
    try checkParent(of: path)
  }

  private static func checkParent(of path: String) throws(FilesError) {
    guard !FileSystem.name(of: path).isEmpty else {
      throw refusal(path.isEmpty ? "\"\"" : path, "that is no name", "Name a file.")
    }
    let folder = FileSystem.parent(of: path)
    guard FileSystem.isDirectory(folder) else {
      throw refusal(path, "there is no folder \(folder)", "Create it first: mkdir -p \(folder)")
    }
    guard FileSystem.isWritable(folder) else {
      throw refusal(path, "the folder \(folder) is not writable", "Choose another folder.")
    }
  }

  private static func refusal(_ path: String, _ reason: String, _ remedy: String) -> FilesError {
    FilesError(
      status: .cannotCreate, attempt: "create", path: path, reason: reason, remedy: remedy)
  }

  /// Makes a link lead to a name, in place of whatever link is there, in one instant.
  ///
  /// - Parameters:
  ///   - path: Of the link.
  ///   - target: As the link shall spell it; a name in the link's folder, for instance.
  /// - Throws: `FilesError` with status 73 where the link cannot be made.
  package static func link(at path: String, to target: String) throws(FilesError) {
    try checkParent(of: path)
    let aside = aside(path)
    guard FileSystem.link(aside, to: target) else {
      throw FilesError.writing("create the link", path, code: errno)
    }
    do {
      try FileSystem.rename(aside, to: path)
      try FileDescriptor(folder: FileSystem.parent(of: path)).sync()
    } catch {
      unsafe unlink(aside)
      throw error
    }
  }

  /// Makes a folder disappear under its name in one instant, and removes what it holds after that.
  ///
  /// - Throws: `FilesError` with status 73; then it may stand aside, and counts as abandoned later.
  package static func withdraw(_ path: String) throws(FilesError) {
    let aside = aside(path)
    try FileSystem.rename(path, to: aside)
    try FileSystem.remove(aside)
  }

  /// Removes what writers of some targets in a folder left when they were killed.
  ///
  /// The name says whose it was; a process that lives may still be writing.
  ///
  /// - Parameters:
  ///   - folder: Where the targets lie.
  ///   - start: What the targets' names begin with.
  package static func removeAbandoned(in folder: String, startingWith start: String) {
    // A folder that cannot be listed only keeps its rubbish.
    for name in (try? FileSystem.list(folder)) ?? [] {
      guard name.hasPrefix(".\(start)"), name.hasSuffix(suffix),
        let writer = name.dropLast(suffix.count).split(separator: ".").last,
        let process = Int32(writer.prefix { $0.isNumber }),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      try? FileSystem.remove(FileSystem.joined(folder, name))
    }
  }

  private static let suffix = ".partial"

  /// A name in the same folder, hidden, that no other writer uses.
  private static func aside(_ target: String) -> String {
    removeAbandoned(
      in: FileSystem.parent(of: target), startingWith: "\(FileSystem.name(of: target)).")
    let serial = counter.add(1, ordering: .relaxed).newValue
    return FileSystem.joined(
      FileSystem.parent(of: target),
      ".\(FileSystem.name(of: target)).\(getpid())-\(serial)\(suffix)")
  }

  private static func sync(_ path: String) throws(FilesError) {
    guard FileSystem.isRegularFile(path) else {
      throw FilesError(
        status: .internalFault, attempt: "publish", path: path, reason: "nothing was written")
    }
    // fsync works on a descriptor opened for reading too: it flushes the file, not the handle.
    try FileDescriptor(reading: path).sync()
  }

  private static func syncTree(_ folder: String) throws(FilesError) {
    for name in try FileSystem.list(folder) {
      let path = FileSystem.joined(folder, name)
      // What a link leads to is not ours, and may be the folder itself.
      if FileSystem.isLink(path) { continue }
      if FileSystem.isDirectory(path) {
        try syncTree(path)
      } else if FileSystem.isRegularFile(path) {
        try sync(path)
      }
    }
    try FileDescriptor(folder: folder).sync()
  }

  private static func replaceFolder(_ target: String, with aside: String) throws(FilesError) {
    guard FileSystem.exists(target) else { return try FileSystem.rename(aside, to: target) }
    let old = Publication.aside(target)
    try FileSystem.rename(target, to: old)
    do {
      try FileSystem.rename(aside, to: target)
    } catch {
      try FileSystem.rename(old, to: target)
      throw error
    }
    try FileSystem.remove(old)
  }
}
