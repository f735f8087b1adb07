/// Writes pickles of protocol 0 with the opcodes that Python 3 chooses.
///
/// Equal texts are written once and then referred to, as Python does with the same object; it keeps
/// metadata below the 64 KiB that an HDF5 attribute may have.
struct PickleWriter {
  private var out: [UInt8] = []
  private var texts: [String: Int] = [:]
  private var memo = 0

  /// The bytes that `pickle.loads` turns back into the value.
  static func pickle(_ value: PythonValue) -> [UInt8] {
    var writer = PickleWriter()
    writer.save(value)
    writer.emit(".")
    return writer.out
  }

  private mutating func save(_ value: PythonValue) {
    switch value {
    case .none: emit("N")
    case .bool(let value): emit(value ? "I01\n" : "I00\n")
    // Python writes INT only for what fits 32 bits.
    case .integer(let value): emit(Int32(exactly: value) != nil ? "I\(value)\n" : "L\(value)L\n")
    case .number(let value): emit("F\(value)\n")
    case .text(let value): save(value)
    case .list(let items):
      emit("(l")
      put()
      for item in items {
        save(item)
        emit("a")
      }
    case .tuple(let items):
      emit("(")
      for item in items { save(item) }
      emit("t")
      if !items.isEmpty { put() }
    case .dictionary(let pairs):
      emit("(d")
      put()
      for pair in pairs {
        save(pair.key)
        save(pair.value)
        emit("s")
      }
    }
  }

  private mutating func save(_ text: String) {
    if let number = texts[text] { return emit("g\(number)\n") }
    emit("V")
    for scalar in text.unicodeScalars { escape(scalar) }
    emit("\n")
    texts[text] = memo
    put()
  }

  /// Python's raw-unicode-escape, with the escapes that its pickler adds.
  private mutating func escape(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\\", "\0", "\n", "\r", "\u{1A}": emit("\\u" + hexadecimal(scalar, digits: 4))
    case ..."\u{FF}": out.append(UInt8(scalar.value))
    case ..."\u{FFFF}": emit("\\u" + hexadecimal(scalar, digits: 4))
    default: emit("\\U" + hexadecimal(scalar, digits: 8))
    }
  }

  private func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
    let text = String(scalar.value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  private mutating func put() {
    emit("p\(memo)\n")
    memo += 1
  }

  private mutating func emit(_ text: String) { out += text.utf8 }
}
