/// What a `.npy` file says of its array before the numbers.
///
/// The format: numpy.lib.format, versions 1.0 to 3.0. Anything that is not understood to the last
/// character is refused.
struct NumpyHeader: Equatable {
  /// Bytes of one number, 4 or 8: little-endian IEEE 754.
  let size: Int
  /// Numbers in the array.
  let count: Int
  /// Where the first number begins in the file.
  let offset: Int

  /// Why an array is refused, without a full stop.
  struct Refusal: Error, Equatable {
    let reason: String
  }

  /// Bytes that decide whether there is a header, and how long it is.
  static let preambleSize = 12
  /// NumPy itself refuses longer ones.
  static let longestText = 10_000

  /// The bytes of the text that describes the array, and where they begin.
  ///
  /// - Parameter preamble: The first bytes of the file, as a rule twelve.
  /// - Returns: Where the text lies in the file.
  /// - Throws: `Refusal` where it is no such file.
  static func text(after preamble: [UInt8]) throws(Refusal) -> Range<Int> {
    guard preamble.count >= 10, preamble[..<6].elementsEqual([0x93] + Array("NUMPY".utf8)) else {
      throw Refusal(reason: "it does not begin as a .npy file does")
    }
    let digits = preamble[6] == 1 ? 2 : 4
    guard (1...3).contains(preamble[6]), preamble[7] == 0, preamble.count >= 8 + digits else {
      throw Refusal(reason: "it is of version \(preamble[6]).\(preamble[7]), which is not known")
    }
    let length = preamble[8..<(8 + digits)].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestText else {
      throw Refusal(reason: "its header claims \(length) bytes")
    }
    return (8 + digits)..<(8 + digits + length)
  }

  /// Reads the text between the preamble and the numbers.
  ///
  /// - Parameters:
  ///   - text: The bytes that describe the array.
  ///   - offset: Where they end in the file.
  /// - Throws: `Refusal` where it is no array that can be read.
  init(text: some Collection<UInt8>, offset: Int) throws(Refusal) {
    var scanner = NumpyScanner(text)
    let entries = try scanner.entries()
    guard let description = entries["descr"], let order = entries["fortran_order"],
      let shape = entries["shape"], entries.count == 3
    else {
      throw Refusal(reason: "its header names \(entries.keys.sorted().joined(separator: ", "))")
    }
    guard case .text(let type) = description, let size = ["<f4": 4, "<f8": 8][type] else {
      throw Refusal(
        reason: "its numbers are \(description), and float32 or float64, little-endian ('<f4' or "
          + "'<f8'), is needed")
    }
    guard case .numbers(let extents) = shape, extents.count == 1 else {
      throw Refusal(reason: "its shape is \(shape), and one dimension is needed")
    }
    // Of one dimension both orders are the same, but what was meant is not known.
    guard case .flag(false) = order else {
      throw Refusal(reason: "its order is Fortran's, and C's is needed")
    }
    guard extents[0] <= 1 << 40 else { throw Refusal(reason: "it claims \(extents[0]) numbers") }
    self.size = size
    count = extents[0]
    self.offset = offset
  }
}

/// A value of the header.
private enum NumpyValue: CustomStringConvertible {
  case text(String)
  case flag(Bool)
  case numbers([Int])

  var description: String {
    switch self {
    case .text(let text): "'\(text)'"
    case .flag(let flag): flag ? "True" : "False"
    case .numbers(let numbers): "(\(numbers.map(String.init).joined(separator: ", ")))"
    }
  }
}

/// Reads the one form of Python's dictionaries that NumPy writes.
private struct NumpyScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: some Collection<UInt8>) { bytes = Array(text) }

  /// The whole text: one dictionary, and blanks after it.
  mutating func entries() throws(NumpyHeader.Refusal) -> [String: NumpyValue] {
    var entries: [String: NumpyValue] = [:]
    try require("{")
    while !skip("}") {
      let name = try text()
      try require(":")
      guard entries.updateValue(try value(), forKey: name) == nil else { throw unclear }
      if skip("}") { break }
      try require(",")
    }
    skipBlanks()
    guard position == bytes.count else { throw unclear }
    return entries
  }

  private mutating func value() throws(NumpyHeader.Refusal) -> NumpyValue {
    skipBlanks()
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "("): return .numbers(try numbers())
    default:
      if skip("True") { return .flag(true) }
      if skip("False") { return .flag(false) }
      throw unclear
    }
  }

  private mutating func numbers() throws(NumpyHeader.Refusal) -> [Int] {
    var numbers: [Int] = []
    try require("(")
    while !skip(")") {
      numbers.append(try number())
      if skip(")") { break }
      try require(",")
    }
    return numbers
  }

  private mutating func number() throws(NumpyHeader.Refusal) -> Int {
    skipBlanks()
    let digits = bytes[position...].prefix { (48...57).contains($0) }
    guard !digits.isEmpty, let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw unclear
    }
    position += digits.count
    _ = skip("L")  // Python 2 wrote long numbers so.
    return number
  }

  private mutating func text() throws(NumpyHeader.Refusal) -> String {
    skipBlanks()
    guard let quote = byte, quote == 39 || quote == 34 else { throw unclear }
    let rest = bytes[(position + 1)...]
    guard let end = rest.firstIndex(of: quote) else { throw unclear }
    position = end + 1
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  private mutating func require(_ token: String) throws(NumpyHeader.Refusal) {
    guard skip(token) else { throw unclear }
  }

  /// Goes beyond a token, where it is the next.
  private mutating func skip(_ token: String) -> Bool {
    skipBlanks()
    guard bytes[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  private mutating func skipBlanks() {
    while let byte, byte == 32 || byte == 10 || byte == 9 { position += 1 }
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var unclear: NumpyHeader.Refusal {
    NumpyHeader.Refusal(reason: "its header is not one that NumPy writes, at byte \(position)")
  }
}
