import Glibc

/// The single owner of one open file descriptor.
package struct FileDescriptor: ~Copyable {
  private let number: Int32
  private let isOwned: Bool
  /// As it was opened, for messages; "standard input" for "-".
  package let path: String

  /// Opens a file to be read from its beginning; "-" is standard input.
  package init(reading path: String) throws(FilesError) {
    isOwned = path != "-"
    self.path = isOwned ? path : "standard input"
    number = isOwned ? FileDescriptor.opened(path, O_RDONLY) : STDIN_FILENO
    guard number >= 0 else { throw FilesError.reading("open", path, code: errno) }
    if isOwned, FileSystem.isDirectory(path) {
      throw FilesError.reading("read", path, code: EISDIR)
    }
  }

  /// Creates a file, or empties the one that is there.
  package init(creating path: String) throws(FilesError) {
    isOwned = true
    self.path = path
    number = FileDescriptor.opened(path, O_WRONLY | O_CREAT | O_TRUNC)
    guard number >= 0 else { throw FilesError.writing("create", path, code: errno) }
  }

  /// Opens a file to be written on at its end, and creates one where there is none.
  package init(appending path: String) throws(FilesError) {
    isOwned = true
    self.path = path
    number = FileDescriptor.opened(path, O_WRONLY | O_CREAT | O_APPEND)
    guard number >= 0 else { throw FilesError.writing("create", path, code: errno) }
  }

  /// Opens a folder, to make a rename inside it durable.
  init(folder path: String) throws(FilesError) {
    isOwned = true
    self.path = path
    number = FileDescriptor.opened(path, O_RDONLY | O_DIRECTORY)
    guard number >= 0 else { throw FilesError.writing("open the folder", path, code: errno) }
  }

  private static func opened(_ path: String, _ flags: Int32) -> Int32 {
    unsafe path.withCString { unsafe open($0, flags | O_CLOEXEC, 0o666) }
  }

  deinit {
    // A close that can lose data is preceded by `sync`.
    if isOwned, number >= 0 { close(number) }
  }

  /// Waits for something to read, or the end, so many milliseconds; false where none came.
  func isReadable(within milliseconds: Int32) -> Bool {
    var request = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&request, 1, milliseconds) > 0
  }

  /// Fills the buffer from its start; 0 at the end of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FilesError) -> Int {
    while true {
      let count = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw readFailure(errno) }
    }
  }

  /// Fills as much of the buffer as the file has from a byte offset on.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FilesError) -> Int {
    while true {
      let count = unsafe pread(number, buffer.baseAddress, buffer.count, offset)
      if count >= 0 { return count }
      guard errno == EINTR else { throw readFailure(errno) }
    }
  }

  /// Bytes in the file as it is now, whatever its name leads to meanwhile.
  package func size() throws(FilesError) -> Int {
    var facts = stat()
    guard unsafe fstat(number, &facts) == 0 else { throw readFailure(errno) }
    return Int(facts.st_size)
  }

  /// Exactly so many bytes from a byte offset on.
  ///
  /// - Throws: `FilesError` (74) where the file ends before them.
  package func bytes(_ count: Int, at offset: Int) throws(FilesError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let outcome = unsafe bytes.withUnsafeMutableBytes { target -> Result<Int, FilesError> in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[done...])
        return Result { () throws(FilesError) in try unsafe read(into: rest, at: offset + done) }
      }
      let piece = try outcome.get()
      guard piece > 0 else {
        throw FilesError(
          status: .inputOutput, attempt: "read", path: path,
          reason: "it ends at byte \(offset + done), before all that was written to it")
      }
      done += piece
    }
    return bytes
  }

  /// Reads floats, lowest byte first, from a byte offset on until all places are filled.
  ///
  /// - Throws: `FilesError`: 74 where reading fails, 65 where the file ends before.
  package func fill(_ floats: inout MutableSpan<Float>, at offset: Int) throws(FilesError) {
    let wanted = 4 * floats.count
    let outcome = unsafe floats.withUnsafeMutableBytes { bytes in
      Result { () throws(FilesError) in
        var done = 0
        while done < wanted {
          let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
          let count = try unsafe read(into: rest, at: offset + done)
          if count == 0 { break }
          done += count
        }
        return done
      }
    }
    let done = try outcome.get()
    guard done == wanted else {
      throw FilesError(
        status: .badData, attempt: "read", path: path,
        reason: "it ends at byte \(offset + done), where \(wanted - done) more should follow")
    }
  }

  /// Writes floats, lowest byte first.
  package func write(_ floats: Span<Float>) throws(FilesError) {
    let outcome = unsafe floats.withUnsafeBytes { bytes in
      Result { () throws(FilesError) in try unsafe write(bytes) }
    }
    try outcome.get()
  }

  /// Writes every byte.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(FilesError) {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      let count = unsafe Glibc.write(
        number, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FilesError.writing("write", path, code: errno) }
      unsafe rest = rest.dropFirst(count)
    }
  }

  /// Writes every byte.
  package func write(_ bytes: [UInt8]) throws(FilesError) {
    let outcome: Result<Void, FilesError> = unsafe bytes.withUnsafeBytes { bytes in
      do throws(FilesError) {
        return .success(try unsafe write(bytes))
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }

  /// Returns once the contents have reached the disk.
  package func sync() throws(FilesError) {
    // Pipes and some file systems cannot sync, and say so with EINVAL.
    guard fsync(number) == 0 || errno == EINVAL else {
      throw FilesError.writing("write", path, code: errno)
    }
  }

  private func readFailure(_ code: Int32) -> FilesError {
    FilesError(
      status: .inputOutput, attempt: "read", path: path, reason: FilesError.systemReason(code),
      remedy: nil)
  }
}

@available(*, unavailable)
extension FileDescriptor: Sendable {}
