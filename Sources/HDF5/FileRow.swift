/// How a row lies in the file, and how to bring it into the packed, little-endian form of memory.
///
/// We convert rows ourselves: libhdf5 1.10.8 crashes in its conversions where a damaged header
/// gives a column a place outside the row.
struct FileRow: Sendable {
  /// Bytes from one row to the next.
  let size: Int
  /// One for each readable column.
  let columns: [Column]
  /// Whether a row in the file is byte for byte a row in memory.
  let isPacked: Bool
  /// Whether a column holds pointers to elsewhere in the file, which only libhdf5 can follow.
  let hasVariableParts: Bool

  /// The elements of one field.
  struct Column: Sendable {
    let offsetInFile: Int
    let offsetInMemory: Int
    let count: Int
    let elementSize: Int
    let isBigEndian: Bool
  }

  /// Converts whole rows.
  ///
  /// - Parameters:
  ///   - source: As many rows as lie in the file.
  ///   - target: Room for as many rows of `rowSize`.
  ///   - rowSize: Bytes of a row in memory.
  func convert(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer, rowSize: Int
  ) {
    let rows = source.count / max(size, 1)
    precondition(target.count >= rows * rowSize)
    for column in columns {
      for row in 0..<rows {
        let from = row * size + column.offsetInFile
        let to = row * rowSize + column.offsetInMemory
        let bytes = column.count * column.elementSize
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[to..<(to + bytes)])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[from..<(from + bytes)]))
        if column.isBigEndian {
          for element in 0..<column.count {
            let start = to + element * column.elementSize
            unsafe target[start..<(start + column.elementSize)].reverse()
          }
        }
      }
    }
  }
}
