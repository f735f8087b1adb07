/// A number as it is written: `mantissa` times ten to the `exponent`.
struct BodyNumber {
  var mantissa: UInt64 = 0
  var exponent = 0
  var isNegative = false
  /// Whether `mantissa` holds all of its digits.
  var isWhole = true

  /// The number times ten to some power, digits below dropped; nil where 64 bits do not hold it.
  func scaled(by power: Int) -> Int64? {
    guard isWhole else { return nil }
    var (value, missing) = (mantissa, exponent.addingReportingOverflow(power).partialValue)
    while missing < 0, value > 0 {
      value /= 10
      missing += 1
    }
    while missing > 0, value > 0 {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = next
      missing -= 1
    }
    guard let magnitude = Int64(exactly: value) else { return nil }
    return isNegative ? -magnitude : magnitude
  }
}

extension BodyScanner {
  /// More digits than any program writes.
  private static let longestNumber = 400

  /// Reads the nearest Double to a number.
  ///
  /// - Throws: `Refusal`: 400 where it is no number of JSON, 422 where it is no number at all, or
  ///   larger than any Double.
  @inline(__always)
  mutating func double(_ place: @autoclosure () -> BodyPlace) throws(Refusal) -> Double {
    skipBlanks()
    let first = position
    guard let number = scanNumber() else { throw noNumber(from: first, place()) }
    // Both are exact, so that one division or product rounds once (Clinger, 1990).
    if number.isWhole, number.mantissa <= 1 << 53, number.exponent >= -22, number.exponent <= 22 {
      let power = BodyScanner.powers[Int(number.exponent.magnitude)]
      let magnitude =
        number.exponent < 0 ? Double(number.mantissa) / power : Double(number.mantissa) * power
      return number.isNegative ? -magnitude : magnitude
    }
    return try spelled(from: first, place())
  }

  /// The same, and how it is written.
  ///
  /// - Throws: As `double`.
  mutating func number(
    _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) -> (written: BodyNumber, value: Double) {
    skipBlanks()
    let first = position
    guard let number = scanNumber() else { throw noNumber(from: first, place()) }
    return (number, try spelled(from: first, place()))
  }

  private func spelled(from first: Int, _ place: BodyPlace) throws(Refusal) -> Double {
    guard position - first <= BodyScanner.longestNumber else {
      throw place.wrong("a number of \(position - first) characters", code: "too_long")
    }
    let text = String(decoding: bytes[first..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw place.wrong("the number \(text.prefix(40)) is too large")
    }
    return value
  }

  private mutating func noNumber(from first: Int, _ place: BodyPlace) -> Refusal {
    let begins = first < end && (bytes[first] == UInt8(ascii: "-") || bytes[first] &- 48 < 10)
    if begins { return malformed("no number is written like this", place) }
    position = first
    let words = ["NaN", "Infinity", "nan", "inf"]
    if words.contains(where: { takeWord($0) }) {
      return malformed("JSON has no NaN and no Infinity: null stands for a gap", place)
    }
    return unexpected("a number", place)
  }

  /// Goes over a number of JSON; nil where it is none.
  @inline(__always)
  private mutating func scanNumber() -> BodyNumber? {
    var number = BodyNumber()
    if byte == UInt8(ascii: "-") {
      number.isNegative = true
      position += 1
    }
    let first = position
    digits(&number, decimals: false)
    guard position > first, bytes[first] != 48 || position == first + 1 else { return nil }
    if byte == UInt8(ascii: ".") {
      position += 1
      let point = position
      digits(&number, decimals: true)
      guard position > point else { return nil }
    }
    guard byte | 0x20 == UInt8(ascii: "e") else { return number }
    return scanExponent(&number) ? number : nil
  }

  @inline(__always)
  private mutating func digits(_ number: inout BodyNumber, decimals: Bool) {
    while true {
      let digit = byte &- 48
      guard digit < 10 else { return }
      position += 1
      // Nineteen digits fit into 64 bits; noughts at the beginning take no room.
      if number.mantissa < 1_000_000_000_000_000_000 {
        number.mantissa = number.mantissa &* 10 &+ UInt64(digit)
        if decimals { number.exponent -= 1 }
      } else {
        if digit != 0 { number.isWhole = false }
        if !decimals { number.exponent += 1 }
      }
    }
  }

  private mutating func scanExponent(_ number: inout BodyNumber) -> Bool {
    position += 1
    let isNegative = byte == UInt8(ascii: "-")
    if isNegative || byte == UInt8(ascii: "+") { position += 1 }
    let first = position
    var exponent = 0
    while byte &- 48 < 10 {
      exponent = min(exponent * 10 + Int(byte &- 48), 100_000)
      position += 1
    }
    number.exponent += isNegative ? -exponent : exponent
    return position > first
  }

  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }
}
