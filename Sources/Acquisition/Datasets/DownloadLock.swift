import Files
import Glibc

/// Keeps a second download of the same file out while it lives.
struct DownloadLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock of a file.
  ///
  /// - Throws: `AcquisitionError`: 75 where another process has it, 73 where it cannot be made.
  init(for file: String) throws(AcquisitionError) {
    path = FileSystem.joined(
      FileSystem.parent(of: file), ".\(FileSystem.name(of: file)).lock")
    while true {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else {
        throw AcquisitionError(FilesError.writing("create", path, code: errno))
      }
      // A disk that knows no locks (some network disks) is used without one.
      if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        throw AcquisitionError(
          status: .tryAgain, attempt: "download to", path: file,
          reason: "another energy download is at work on it", remedy: "Wait until it is done.")
      }
      // Whoever had it before may have removed the file between our open and our lock.
      if DownloadLock.isSame(descriptor, path) {
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
