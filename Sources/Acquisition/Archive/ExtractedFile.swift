import Files
import Glibc

/// The single owner of a file that is being unpacked; it must not have been there before.
struct ExtractedFile: ~Copyable {
  private let descriptor: Int32
  private let path: String

  init(creating path: String) throws(AcquisitionError) {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    // The archive's own permissions are not taken: nothing it holds needs to be run.
    descriptor = unsafe open(path, flags, 0o666)
    self.path = path
    guard descriptor >= 0 else {
      throw AcquisitionError(FilesError.writing("create", path, code: errno))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes bytes at an offset; what lies between stays a hole.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(AcquisitionError) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, offset + done)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  /// Gives the file its full length, holes at the end included.
  func finish(length: Int) throws(AcquisitionError) {
    guard ftruncate(descriptor, length) == 0 else { throw failure() }
  }

  private func failure() -> AcquisitionError {
    AcquisitionError(FilesError.writing("write", path, code: errno))
  }
}

@available(*, unavailable)
extension ExtractedFile: Sendable {}
