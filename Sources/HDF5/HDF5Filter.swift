/// A step that chunks pass through on their way to disk, as a dataset declares it.
package struct HDF5Filter: Sendable, Hashable {
  /// The registered number: 1 deflate, 2 shuffle, 3 fletcher32, 307 bzip2, 32001 Blosc.
  package let identifier: Int
  /// Bit 0: a chunk that the filter could not shrink is stored without it.
  package let flags: UInt32
  /// The filter's parameters.
  package let values: [UInt32]

  static let deflateNumber = 1
  static let shuffleNumber = 2
  static let fletcher32Number = 3
  static let bzip2Number = 307
  static let bloscNumber = 32001

  /// The filter's name, for people.
  package var name: String {
    switch identifier {
    case HDF5Filter.deflateNumber: "deflate"
    case HDF5Filter.shuffleNumber: "shuffle"
    case HDF5Filter.fletcher32Number: "fletcher32"
    case 4: "szip"
    case 5: "nbit"
    case 6: "scale-offset"
    case 305: "LZO"
    case HDF5Filter.bzip2Number: "bzip2"
    case 32000: "LZF"
    case HDF5Filter.bloscNumber: "Blosc"
    case 32004: "LZ4"
    case 32008: "bitshuffle"
    case 32015: "Zstandard"
    case 32026: "Blosc 2"
    default: "an unknown filter"
    }
  }
}

/// A filter to write a table with.
package enum HDF5FilterChoice: Sendable, Hashable {
  /// Bytes of the same place in each row next to each other; before deflate or bzip2.
  case shuffle
  /// zlib's compression, level 0 to 9.
  case deflate(level: Int)
  /// A checksum of each chunk.
  case fletcher32
  /// bzip2's compression, level 1 to 9.
  case bzip2(level: Int)
  /// Blosc with its own byte shuffle and the codec BloscLZ, level 0 to 9; NILMTK writes level 9.
  case blosc(level: Int)

  /// What is stored in the file, as PyTables stores it.
  func filter(rowSize: Int, chunkSize: Int) -> HDF5Filter {
    switch self {
    case .shuffle: HDF5Filter(HDF5Filter.shuffleNumber, [rowSize])
    case .deflate(let level): HDF5Filter(HDF5Filter.deflateNumber, [level])
    case .fletcher32: HDF5Filter(HDF5Filter.fletcher32Number, [])
    // 27 is the object version 2.7 of PyTables, 0 its table's class.
    case .bzip2(let level): HDF5Filter(HDF5Filter.bzip2Number, [level, 27, 0])
    // Filter revision 2, Blosc format 2, type size, chunk bytes, level, byte shuffle.
    case .blosc(let level):
      HDF5Filter(
        HDF5Filter.bloscNumber, [2, 2, rowSize > 255 ? 1 : rowSize, chunkSize, level, 1])
    }
  }
}

extension HDF5Filter {
  /// A filter as we write it: optional, so a chunk that does not shrink is stored raw.
  fileprivate init(_ identifier: Int, _ values: [Int]) {
    self.init(identifier: identifier, flags: 1, values: values.map { UInt32($0) })
  }
}
