import Glibc

extension MappedFloats {
  /// In which order values are going to be touched.
  package enum AccessPattern: Sendable {
    /// One after another: the kernel reads far ahead.
    case ordered
    /// Here and there: the kernel reads nothing but what is touched.
    case scattered
  }

  /// Tells the kernel what is going to happen; it changes no value, only how long they take.
  package func expect(_ pattern: AccessPattern) {
    let (start, length) = unsafe pages
    _ = unsafe madvise(start, length, pattern == .ordered ? MADV_NORMAL : MADV_RANDOM)
  }

  /// Asks the kernel to read the pages of some values now, without waiting for them.
  package func prefetch(_ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    let (start, length) = unsafe pages
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let first = length - 4 * (count - range.lowerBound)
    let edge = first / page * page
    // Within the mapping, as the range is within the values; a request that is declined does no harm.
    _ = unsafe madvise(start + edge, first + 4 * range.count - edge, MADV_WILLNEED)
  }

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
