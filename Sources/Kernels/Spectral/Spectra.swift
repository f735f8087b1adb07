import CKernels

/// The spectra of many signals, `[frequencies][rows][groups][2][16]`: a row holds channels in groups
/// of 16, real parts before imaginary ones.
@safe struct Spectra {
  let frequencies: Int
  let rows: Int
  let groups: Int
  private let storage: FloatStorage

  /// Zeros.
  init(frequencies: Int, rows: Int, groups: Int) {
    self.frequencies = frequencies
    self.rows = rows
    self.groups = groups
    storage = FloatStorage(
      count: Spectra.count(frequencies: frequencies, rows: rows, groups: groups))
  }

  /// Floats that so many spectra take.
  static func count(frequencies: Int, rows: Int, groups: Int) -> Int {
    frequencies * stride(rows: rows, groups: groups)
  }

  /// An odd number of groups: at a power of two, the frequencies of a signal would all want the same
  /// few lines of the cache.
  private static func stride(rows: Int, groups: Int) -> Int { (rows * groups | 1) * Lanes.complex }

  /// From one row to the next.
  var rowStride: Int { groups * Lanes.complex }
  /// From one frequency to the next.
  var frequencyStride: Int { Spectra.stride(rows: rows, groups: groups) }

  /// One frequency of all rows.
  func frequency(_ frequency: Int) -> UnsafeMutablePointer<Float> {
    unsafe storage.base + frequency * frequencyStride
  }

  /// One group of a row, frequencies `frequencyStride` apart.
  func signal(row: Int, group: Int) -> UnsafeMutablePointer<Float> {
    unsafe storage.base + row * rowStride + group * Lanes.complex
  }
}

/// Channels side by side in memory.
enum Lanes {
  /// Channels in a group.
  static let count = Int(energy_vector)
  /// Floats of a group at one frequency.
  static let complex = 2 * count

  /// Groups that so many channels take.
  static func groups(_ channels: Int) -> Int { (channels + count - 1) / count }
}

/// Spectra as the left side of products, packed: `[frequencies][3 · rows · inner]`.
@safe struct PackedSpectra {
  let frequencies: Int
  /// Floats of one frequency.
  let stride: Int
  private let storage: FloatStorage

  /// Room for products of `rows` rows over `inner` terms.
  init(frequencies: Int, rows: Int, inner: Int) {
    self.frequencies = frequencies
    stride = 3 * rows * inner
    storage = FloatStorage(count: frequencies * stride)
  }

  func frequency(_ frequency: Int) -> UnsafeMutablePointer<Float> {
    unsafe storage.base + frequency * stride
  }
}
