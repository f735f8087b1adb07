import Glibc

/// One file that is written again for every input, for readers that want a path.
///
/// It keeps its name, because libhdf5 asks for the real path; it lies below .build.
enum ScratchFile {
  private static let opened: (descriptor: Int32, path: String) = {
    var name = Array(".build/fuzz-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&name)
    return (
      descriptor, String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    )
  }()

  /// Replaces the contents; nil where the kernel refuses.
  static func write(_ bytes: [UInt8]) -> String? {
    let descriptor = opened.descriptor
    guard descriptor >= 0, ftruncate(descriptor, 0) == 0 else { return nil }
    let written = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard written == bytes.count else { return nil }
    return opened.path
  }
}
