import Glibc

/// Floats that lie in a file one after another, read from its pages as they are touched.
///
/// The single owner of one mapping, which ends with it.
@safe package final class MappedFloats {
  /// How many there are.
  package let count: Int
  private let base: UnsafeMutableRawPointer
  private let length: Int
  private let values: UnsafeBufferPointer<Float>

  /// Maps `count` floats that begin at a byte of the file.
  ///
  /// - Throws: `FilesError`: 66 where the file cannot be opened, 65 where it ends too early.
  package init(path: String, offset: Int, count: Int) throws(FilesError) {
    precondition(count > 0 && offset >= 0, "\(count) floats from byte \(offset) on")
    guard offset.isMultiple(of: MemoryLayout<Float>.alignment) else {
      throw MappedFloats.refusal(path, "its values begin at byte \(offset), not at a multiple of 4")
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FilesError.reading("open", path, code: errno)
    }
    defer { close(descriptor) }
    // Touching pages beyond the end of the file would end the process.
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0, offset + 4 * count <= Int(facts.st_size) else {
      throw MappedFloats.refusal(path, "it ends before the values that it describes")
    }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let start = offset / page * page
    length = offset - start + 4 * count
    // mmap keeps its own hold on the file; MAP_FAILED is the address -1.
    guard let base = unsafe mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, start),
      Int(bitPattern: base) != -1
    else { throw FilesError.reading("map", path, code: errno) }
    unsafe self.base = base
    let first = unsafe (base + (offset - start)).assumingMemoryBound(to: Float.self)
    unsafe values = UnsafeBufferPointer(start: first, count: count)
    self.count = count
  }

  deinit { unsafe munmap(base, length) }

  /// Lends all values; the file must not be cut short meanwhile.
  package func withValues<Result, Thrown: Error>(
    _ body: (Span<Float>) throws(Thrown) -> Result
  ) throws(Thrown) -> Result {
    let span = unsafe values.span
    return try body(span)
  }

  /// A copy of some of the values.
  package func copy(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    return unsafe Array(values[range])
  }

  /// Where the mapping begins, at the start of a page, and its bytes.
  var pages: (start: UnsafeMutableRawPointer, count: Int) { unsafe (base, length) }

  private static func refusal(_ path: String, _ reason: String) -> FilesError {
    FilesError(
      status: .badData, attempt: "map", path: path, reason: reason,
      remedy: "Make or fetch the file again.")
  }
}
