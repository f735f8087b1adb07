import Glibc

/// One nameless file that is written again for every input, for readers that want a path.
enum ScratchFile {
  private static let descriptor: Int32 = {
    var name = Array("/dev/shm/energy-fuzz-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&name)
    if descriptor >= 0 { unsafe unlink(name) }
    return descriptor
  }()

  /// Replaces the contents; nil where the kernel refuses.
  static func write(_ bytes: [UInt8]) -> String? {
    guard descriptor >= 0, ftruncate(descriptor, 0) == 0 else { return nil }
    let written = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard written == bytes.count else { return nil }
    return "/proc/self/fd/\(descriptor)"
  }
}
