import CBzip2

/// bzip2 over whole buffers.
enum Bzip2 {
  /// Decodes into `target`; the bytes written, or nil where the source is damaged or too large.
  static func decode(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard var made = UInt32(exactly: target.count), let count = UInt32(exactly: source.count) else {
      return nil
    }
    // The source is only read, whatever the missing `const` says.
    let input = unsafe UnsafeMutableRawPointer(mutating: source.baseAddress)
    let code = unsafe BZ2_bzBuffToBuffDecompress(
      target.baseAddress?.assumingMemoryBound(to: CChar.self), &made,
      input?.assumingMemoryBound(to: CChar.self), count, 0, 0)
    return code == BZ_OK ? Int(made) : nil
  }

  /// Encodes with a level from 1 to 9; nil where the bytes do not fit `target`.
  static func encode(
    _ source: UnsafeRawBufferPointer, level: Int32, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard var made = UInt32(exactly: target.count), let count = UInt32(exactly: source.count) else {
      return nil
    }
    let input = unsafe UnsafeMutableRawPointer(mutating: source.baseAddress)
    let code = unsafe BZ2_bzBuffToBuffCompress(
      target.baseAddress?.assumingMemoryBound(to: CChar.self), &made,
      input?.assumingMemoryBound(to: CChar.self), count, min(max(level, 1), 9), 0, 0)
    return code == BZ_OK ? Int(made) : nil
  }
}
