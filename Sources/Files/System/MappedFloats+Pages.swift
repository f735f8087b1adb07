import Glibc

extension MappedFloats {
  /// Lets go of all pages; the next touch takes them from the system's cache, or from the file.
  package func releasePages() {
    // Private and never written to: what is let go of is only a copy of the file.
    let (start, length) = unsafe pages
    _ = unsafe madvise(start, length, MADV_DONTNEED)
  }

  /// The share of the pages that lie in the system's cache, from 0 to 1.
  package var cachedShare: Double {
    let size = Int(sysconf(Int32(_SC_PAGESIZE)))
    let (start, length) = unsafe pages
    var states = [UInt8](repeating: 0, count: (length + size - 1) / size)
    guard unsafe mincore(start, length, &states) == 0 else { return 0 }
    return Double(states.count { $0 & 1 == 1 }) / Double(states.count)
  }
}

extension FileSystem {
  /// Drops a file's pages from the system's cache, except those that some program holds mapped.
  ///
  /// - Throws: `FilesError` where the file cannot be opened (66).
  package static func dropCache(of path: String) throws(FilesError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FilesError.reading("open", path, code: errno) }
    defer { close(descriptor) }
    // Pages that are not on the disk yet stay where they are.
    _ = fsync(descriptor)
    _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
  }
}
