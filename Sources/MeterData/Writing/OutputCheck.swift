package import Files
import HDF5

/// What may be replaced by a file that we write.
package enum OutputCheck {
  /// The eight bytes with which every HDF5 file begins.
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Refuses a name under which nothing can be written, or where something else of the user's is.
  ///
  /// An HDF5 file and an empty file are replaced: a run is often repeated.
  package static func requireReplaceable(_ path: String) throws(FilesError) {
    try requireReplaceable(path, beginning: signature, kind: "HDF5 file")
  }

  /// Refuses as above, and any HDF5 file too whose attribute `format` is another: data are not
  /// replaced by what is made of them.
  ///
  /// - Parameters:
  ///   - path: Where a file is going to be written.
  ///   - format: Of the files that are written there.
  ///   - kind: What people call them.
  /// - Throws: `FilesError` (73).
  package static func requireReplaceable(
    _ path: String, format: String, kind: String
  ) throws(FilesError) {
    try requireReplaceable(path)
    guard FileSystem.isRegularFile(path), try FileSystem.size(of: path) > 0 else { return }
    // What cannot be read is not known to be ours.
    let found = try? HDF5File(reading: path).root().attributeString("format")
    guard found == format else { throw refusal(path, kind) }
  }

  /// Refuses a name under which nothing can be written, or where a file begins otherwise than those
  /// that are written there; an empty one is replaced.
  ///
  /// - Parameters:
  ///   - path: Where a file is going to be written.
  ///   - beginning: The bytes that all files of the kind begin with.
  ///   - kind: What people call them.
  /// - Throws: `FilesError` (73).
  package static func requireReplaceable(
    _ path: String, beginning: [UInt8], kind: String
  ) throws(FilesError) {
    try Publication.checkFile(path)
    guard FileSystem.isRegularFile(path) else { return }
    let size = try FileSystem.size(of: path)
    if size == 0 { return }
    if size >= beginning.count,
      try FileDescriptor(reading: path).bytes(beginning.count, at: 0) == beginning
    {
      return
    }
    throw refusal(path, kind)
  }

  private static func refusal(_ path: String, _ kind: String) -> FilesError {
    FilesError(
      status: .cannotCreate, attempt: "create", path: path,
      reason: "it exists and is no \(kind), the only kind that is replaced",
      remedy: "Remove it, or choose another name.")
  }
}
