import Files

/// A decimal number as it is written: `mantissa` / 10^`decimals`, digits behind the point dropped
/// from the 19th on.
struct WrittenNumber {
  var mantissa: UInt64 = 0
  /// Digits after the point that `mantissa` holds.
  var decimals = 0
  var isNegative = false

  /// The nearest Double; exact division makes it the correctly rounded one below 2^53.
  @inline(__always) var value: Double {
    let magnitude = Double(mantissa) / WrittenNumber.powers[decimals]
    return isNegative ? -magnitude : magnitude
  }

  /// The number times 10^`digits`, digits below dropped; nil where 64 bits do not hold it.
  @inline(__always) func scaled(by digits: Int) -> Int64? {
    var magnitude = mantissa
    var missing = digits - decimals
    while missing < 0 {
      magnitude /= 10
      missing += 1
    }
    let (scaled, overflow) = magnitude.multipliedReportingOverflow(
      by: WrittenNumber.integerPowers[missing])
    guard !overflow, scaled <= UInt64(Int64.max) else { return nil }
    return isNegative ? -Int64(scaled) : Int64(scaled)
  }

  private static let powers: [Double] = (0...18).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }
  private static let integerPowers: [UInt64] = (0...18).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

/// A place in lines of text; beyond the end there is an endless newline.
///
/// Every access is checked against the end, so any bytes may be fed to it.
struct ByteCursor {
  private let bytes: ArraySlice<UInt8>
  private let end: Int
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
    end = bytes.endIndex
  }

  @inline(__always) var isAtEnd: Bool { position >= end }

  /// The byte here, a newline beyond the end.
  @inline(__always) var byte: UInt8 {
    isAtEnd ? ByteCursor.newline : bytes[position]
  }

  /// True at a newline, at a carriage return before one, and at the end.
  @inline(__always) var isAtLineEnd: Bool {
    byte == ByteCursor.newline || (byte == ByteCursor.carriageReturn && isBeforeNewline)
  }

  private var isBeforeNewline: Bool {
    position + 1 >= end || bytes[position + 1] == ByteCursor.newline
  }

  @inline(__always) mutating func advance() { position += 1 }

  /// Skips blanks and tabs; true where there was one.
  @inline(__always) mutating func skipBlanks() -> Bool {
    let start = position
    while byte == ByteCursor.blank || byte == ByteCursor.tab { position += 1 }
    return position > start
  }

  /// Goes to the beginning of the next line.
  @inline(__always) mutating func skipLine() {
    while byte != ByteCursor.newline { position += 1 }
    position += 1
  }

  /// Goes on to the next such byte of the line, or to the line's end.
  @inline(__always) mutating func skip(to stop: UInt8) {
    while byte != stop, byte != ByteCursor.newline { position += 1 }
  }

  /// Reads digits with perhaps a sign and a point; nil where there is no digit, or too many.
  @inline(__always) mutating func number(point: UInt8 = ByteCursor.dot) -> WrittenNumber? {
    var number = WrittenNumber()
    if byte == ByteCursor.minus {
      number.isNegative = true
      position += 1
    } else if byte == ByteCursor.plus {
      position += 1
    }
    var digits = 0
    var kept = 0
    while let digit = digit {
      // 19 digits fit: nanoseconds since 1970 have as many.
      guard kept < 19 else { return nil }
      number.mantissa = number.mantissa &* 10 &+ digit
      digits += 1
      if number.mantissa > 0 { kept += 1 }
      position += 1
    }
    if byte == point {
      position += 1
      while let digit = digit {
        if kept < 18, number.decimals < 18 {
          number.mantissa = number.mantissa &* 10 &+ digit
          number.decimals += 1
          if number.mantissa > 0 { kept += 1 }
        }
        digits += 1
        position += 1
      }
    }
    return digits > 0 ? number : nil
  }

  @inline(__always) private var digit: UInt64? {
    let digit = byte &- 48
    return digit < 10 ? UInt64(digit) : nil
  }

  /// The bytes from a place up to here.
  func bytes(from start: Int) -> ArraySlice<UInt8> { bytes[min(start, end)..<min(position, end)] }

  /// The text from a place up to here, at most 40 bytes of it, for messages.
  func text(from start: Int) -> String {
    String(decoding: bytes(from: start).prefix(40), as: UTF8.self)
  }

  static let newline: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let blank: UInt8 = 32
  static let tab: UInt8 = 9
  static let dot: UInt8 = 46
  static let minus: UInt8 = 45
  static let plus: UInt8 = 43
  static let quote: UInt8 = 34
}
