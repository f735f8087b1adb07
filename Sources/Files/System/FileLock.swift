import Glibc

/// Keeps a second process away from a file or folder while it lives.
package struct FileLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock of a file or folder, which need not exist; its parent must.
  ///
  /// - Parameters:
  ///   - target: What is kept to oneself.
  ///   - attempt: What it is wanted for, completing "could not …": "download to".
  ///   - rival: Who else may have it: "energy download".
  /// - Throws: `FilesError`: 75 where another process has it, 73 where it cannot be made.
  package init(for target: String, attempt: String, rival: String) throws(FilesError) {
    path = FileSystem.joined(
      FileSystem.parent(of: target), ".\(FileSystem.name(of: target)).lock")
    while true {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else { throw FilesError.writing("create", path, code: errno) }
      // A disk that knows no locks (some network disks) is used without one.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        throw FilesError(
          status: .tryAgain, attempt: attempt, path: target,
          reason: "another \(rival) is at work on it", remedy: "Wait until it is done.")
      }
      // Whoever had it before may have removed the file between our open and our lock.
      if FileLock.isSame(descriptor, path) {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit {
    unsafe unlink(path)
    close(descriptor)
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else {
      return false
    }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
