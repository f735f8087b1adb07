import Files
import Glibc

/// The single owner of a file that grows while its bytes arrive.
struct PartFile: ~Copyable {
  private let descriptor: Int32
  let path: String
  /// Bytes here so far.
  private(set) var size: Int

  /// Opens the part that is there, or an empty one.
  init(_ path: String) throws(AcquisitionError) {
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else {
      throw AcquisitionError(FilesError.writing("create", path, code: errno))
    }
    let end = lseek(descriptor, 0, SEEK_END)
    guard end >= 0 else {
      let code = errno
      close(descriptor)
      throw AcquisitionError(FilesError.writing("append to", path, code: code))
    }
    self.descriptor = descriptor
    self.path = path
    size = Int(end)
  }

  deinit { close(descriptor) }

  /// Forgets every byte.
  mutating func empty() throws(AcquisitionError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw AcquisitionError(FilesError.writing("empty", path, code: errno))
    }
    size = 0
  }

  /// Adds bytes at the end.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(AcquisitionError) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = unsafe write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw AcquisitionError(FilesError.writing("write", path, code: errno))
      }
      done += count
      size += count
    }
  }

  /// Returns once the bytes have reached the disk.
  func sync() throws(AcquisitionError) {
    // A network disk may report only now that it is full.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw AcquisitionError(FilesError.writing("write", path, code: errno))
    }
  }
}

@available(*, unavailable)
extension PartFile: Sendable {}
