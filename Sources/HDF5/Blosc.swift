import CBlosc

/// Blosc's container: a header of 16 bytes that is not believed, and compressed blocks.
enum Blosc {
  private static let headerSize = 16

  /// The size of the decoded bytes; nil where the header does not fit the bytes that are there.
  static func plainSize(of source: UnsafeRawBufferPointer) -> Int? {
    guard source.count >= headerSize else { return nil }
    let version = unsafe source[0]
    let plain = unsafe Int(source.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
    let block = unsafe Int(source.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    let stored = unsafe Int(source.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    guard version > 0, version <= UInt8(BLOSC_VERSION_FORMAT), unsafe source[3] > 0 else {
      return nil
    }
    guard stored >= headerSize, stored <= source.count, plain > 0,
      plain <= ChunkLimits.largestChunk, block > 0, block <= plain
    else { return nil }
    return plain
  }

  /// Decodes into `target`; the bytes written, or nil where the source is damaged or too large.
  static func decode(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard let plain = unsafe plainSize(of: source), plain <= target.count else { return nil }
    // Reads at most the header's compressed size, checked above, and writes at most target.count;
    // the `_ctx` form has no state outside the call.
    let made = unsafe blosc_decompress_ctx(source.baseAddress, target.baseAddress, target.count, 1)
    return Int(made) == plain ? plain : nil
  }

  /// Encodes as PyTables does from its parameters; nil where the bytes do not shrink.
  static func encode(
    _ source: UnsafeRawBufferPointer, _ parameters: [UInt32],
    into target: UnsafeMutableRawBufferPointer
  ) -> Int? {
    guard parameters.count >= 6, parameters[2] > 0, parameters[2] <= 255 else { return nil }
    let made = unsafe blosc_compress_ctx(
      Int32(clamping: parameters[4]), Int32(clamping: parameters[5]), Int(parameters[2]),
      source.count, source.baseAddress, target.baseAddress, target.count, "blosclz", 0, 1)
    return made > 0 && Int(made) < source.count ? Int(made) : nil
  }
}
