package import Files

/// What may be replaced by a file that we write.
package enum OutputCheck {
  /// The eight bytes with which every HDF5 file begins.
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Refuses a name under which nothing can be written, or where something else of the user's is.
  ///
  /// An HDF5 file and an empty file are replaced: a run is often repeated.
  package static func requireReplaceable(_ path: String) throws(FilesError) {
    try Publication.checkFile(path)
    guard FileSystem.isRegularFile(path) else { return }
    let size = try FileSystem.size(of: path)
    if size == 0 { return }
    if size >= 8, try FileDescriptor(reading: path).bytes(8, at: 0) == signature { return }
    throw FilesError(
      status: .cannotCreate, attempt: "create", path: path,
      reason: "it exists and is no HDF5 file, the only kind that energy replaces",
      remedy: "Remove it, or choose another name.")
  }
}
