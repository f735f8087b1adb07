import Files

/// Windows of mains as a client has cut them itself.
struct RawWindows: Sendable, Equatable {
  /// Watts, `[count, width]`.
  private(set) var values: [Float] = []
  private(set) var count = 0
  private(set) var width = 0
  /// Whether they came as a list of lists.
  private(set) var isNested = false

  /// Reads `[599 numbers]` or `[[599 numbers], …]`.
  ///
  /// - Throws: `Refusal`: 400 or 422 that names row and number, 413 where there are too many.
  init(_ scanner: inout BodyScanner, _ limits: PredictLimits) throws(Refusal) {
    guard scanner.take("[") else { throw scanner.unexpected("a list", .key("x")) }
    scanner.skipBlanks()
    isNested = scanner.byte == UInt8(ascii: "[")
    if isNested {
      repeat { try row(&scanner, limits) } while scanner.take(",")
      try scanner.require("]", "a comma or a closing bracket is missing", .key("x"))
    } else {
      try numbers(&scanner, limits) { .element("x", $0) }
      (count, width) = (1, values.count)
    }
    guard width > 0 else {
      throw BodyPlace.key("x").wrong("x holds no number", code: "missing")
    }
  }

  private mutating func row(
    _ scanner: inout BodyScanner, _ limits: PredictLimits
  ) throws(Refusal) {
    let row = count
    guard row < limits.windows else {
      throw Refusal(
        413, "too_many_windows",
        "more than \(DecimalText.grouped(limits.windows)) windows; send them in several requests",
        field: "x", index: row)
    }
    guard scanner.take("[") else { throw scanner.unexpected("a list", .element("x", row)) }
    let first = values.count
    try numbers(&scanner, limits) { .cell("x", row, $0) }
    let found = values.count - first
    if row == 0 { width = found }
    guard found == width else {
      throw BodyPlace.element("x", row).wrong(
        "x[\(row)] has \(found) numbers, and x[0] has \(width)", code: "wrong_length")
    }
    count += 1
  }

  /// Reads numbers up to the bracket that closes them.
  private mutating func numbers(
    _ scanner: inout BodyScanner, _ limits: PredictLimits, _ place: (Int) -> BodyPlace
  ) throws(Refusal) {
    if scanner.take("]") { return }
    var index = 0
    repeat {
      guard index < limits.windowSamples else {
        throw Refusal(
          413, "too_many_samples",
          "a window has at most \(DecimalText.grouped(limits.windowSamples)) samples",
          field: place(index).field, index: index)
      }
      let value = Float(try scanner.double(place(index)))
      guard value.isFinite else { throw place(index).wrong("the number is too large") }
      values.append(value)
      index += 1
    } while scanner.take(",")
    try scanner.require("]", "a comma or a closing bracket is missing", place(index - 1))
  }
}
