/// Reads the parts of one ISO 8601 text, in the order in which they are asked for.
struct ISOScanner {
  enum Offset {
    case local
    /// Seconds east of Greenwich.
    case fixed(Int)
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var hasClock = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The date, and the time of day where one follows; nil where no such moment exists.
  mutating func civilTime() -> CivilTime? {
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2)
    else { return nil }
    var time = CivilTime(year: year, month: month, day: day)
    if isFollowed, skip("T") || skip(" ") || skip("t") {
      guard let hour = digits(2), skip(":"), let minute = digits(2) else { return nil }
      (time.hour, time.minute) = (hour, minute)
      if skip(":") {
        guard let second = digits(2) else { return nil }
        time.second = second
      }
      hasClock = true
    }
    return time.isValid ? time : nil
  }

  /// Nanoseconds after the second; 0 where the text has none, nil where a point has no digits.
  mutating func fraction() -> Int64? {
    guard hasClock, skip(".") || skip(",") else { return 0 }
    var value: Int64 = 0
    var scale: Int64 = 100_000_000
    let start = position
    while let digit = digit() {
      value += Int64(digit) * scale
      scale /= 10
    }
    return position > start ? value : nil
  }

  /// What stands after the clock; nil where it is no offset, or more follows.
  mutating func offset() -> Offset? {
    while skip(" ") {}
    if isAtEnd { return .local }
    guard hasClock else { return nil }
    if skip("Z") || skip("z") { return isAtEnd ? .fixed(0) : nil }
    let sign = skip("-") ? -1 : 1
    guard sign == -1 || skip("+"), let hours = digits(2) else { return nil }
    var minutes = 0
    if !isAtEnd {
      _ = skip(":")
      guard let two = digits(2) else { return nil }
      minutes = two
    }
    guard isAtEnd, hours < 24, minutes < 60 else { return nil }
    return .fixed(sign * (hours * 3600 + minutes * 60))
  }

  private var isAtEnd: Bool { position >= bytes.endIndex }

  /// True where at least two bytes are left.
  private var isFollowed: Bool { position + 1 < bytes.endIndex }

  private func peek() -> UInt8? { isAtEnd ? nil : bytes[position] }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let next = peek(), next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func digit() -> Int? {
    guard let next = peek(), (48...57).contains(next) else { return nil }
    position += 1
    return Int(next) - 48
  }

  private mutating func digits(_ count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }
}
