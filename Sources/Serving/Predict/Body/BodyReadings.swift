import Files
import MeterData

/// The readings of a body while it is read.
struct BodyReadings {
  /// "series", or "samples" of a stream.
  let listKey: String
  let limit: Int
  private(set) var hasList = false
  private(set) var start: BodyTimes?
  private(set) var period: Double?
  private(set) var power: [Double]?
  private var times = BodyTimes()
  private var values: [Double] = []

  init(listKey: String, limit: Int) {
    self.listKey = listKey
    self.limit = limit
  }

  /// Reads `[{"timestamp", "power"}…]`.
  ///
  /// - Throws: `Refusal` that names element and member.
  mutating func list(_ scanner: inout BodyScanner) throws(Refusal) {
    hasList = true
    guard scanner.take("[") else { throw scanner.unexpected("a list", .key(listKey)) }
    if scanner.take("]") { return }
    repeat {
      try requireRoom(values.count, listKey)
      try element(&scanner, values.count)
    } while scanner.take(",")
    try scanner.require(
      "]", "a comma or a closing bracket is missing", .element(listKey, values.count - 1))
  }

  private mutating func element(
    _ scanner: inout BodyScanner, _ index: Int
  ) throws(Refusal) {
    guard scanner.take("{") else {
      throw scanner.unexpected(
        "an object with timestamp and power", .element(listKey, index))
    }
    var (hasTime, hasPower) = (false, false)
    if !scanner.take("}") {
      repeat {
        let key = try scanner.key(.element(listKey, index))
        if key.elementsEqual(BodyReadings.power), !hasPower {
          values.append(try reading(&scanner, .member(listKey, index, "power")))
          hasPower = true
        } else if key.elementsEqual(BodyReadings.timestamp), !hasTime {
          try times.add(&scanner, .member(listKey, index, "timestamp"))
          hasTime = true
        } else {
          throw BodyKeys.refusal(
            key, known: ["timestamp", "power"], .element(listKey, index))
        }
      } while scanner.take(",")
      try scanner.require(
        "}", "a comma or a closing brace is missing", .element(listKey, index))
    }
    guard hasTime, hasPower else {
      let missing = hasTime ? "power" : "timestamp"
      throw BodyPlace.member(listKey, index, missing).wrong(
        "\(missing) is missing" + (hasTime ? "; null stands for a gap" : ""), code: "missing")
    }
  }

  /// Reads the numbers of "power", at regular times.
  ///
  /// - Throws: `Refusal` that names the element.
  mutating func compactPower(_ scanner: inout BodyScanner) throws(Refusal) {
    guard scanner.take("[") else { throw scanner.unexpected("a list", .key("power")) }
    var values: [Double] = []
    if !scanner.take("]") {
      values.reserveCapacity(min(limit, (scanner.end - scanner.position) / 4))
      repeat {
        try requireRoom(values.count, "power")
        values.append(try reading(&scanner, .element("power", values.count)))
      } while scanner.take(",")
      try scanner.require(
        "]", "a comma or a closing bracket is missing", .element("power", values.count - 1))
    }
    power = values
  }

  mutating func readStart(_ scanner: inout BodyScanner) throws(Refusal) {
    var start = BodyTimes()
    try start.add(&scanner, .key("start"))
    self.start = start
  }

  mutating func readPeriod(_ scanner: inout BodyScanner) throws(Refusal) {
    let period = try scanner.double(.key("period_s"))
    guard period >= 1e-6, period <= 86_400 else {
      throw BodyPlace.key("period_s").wrong("period_s must lie between 0.000001 and 86400")
    }
    self.period = period
  }

  @inline(__always)
  private func reading(
    _ scanner: inout BodyScanner, _ place: @autoclosure () -> BodyPlace
  ) throws(Refusal) -> Double {
    scanner.skipBlanks()
    if scanner.byte == UInt8(ascii: "n"), scanner.takeWord("null") { return .nan }
    return try scanner.double(place())
  }

  @inline(__always)
  private func requireRoom(_ count: Int, _ key: String) throws(Refusal) {
    guard count < limit else {
      throw Refusal(
        413, "too_many_samples",
        "more than \(DecimalText.grouped(limit)) readings; send them in several requests",
        field: key, index: count)
    }
  }

  private static let power = Array("power".utf8)
  private static let timestamp = Array("timestamp".utf8)
}

extension BodyReadings {
  /// The rows; nil where the body has none of their keys.
  ///
  /// - Throws: `Refusal` (422) where a key is missing or too many, or times are out of order.
  consuming func block(in zone: TimeZoneRules) throws(Refusal) -> ReadingBlock? {
    let compact = [("start", start != nil), ("period_s", period != nil), ("power", power != nil)]
    if hasList {
      if let stray = compact.first(where: \.1)?.0 {
        throw BodyPlace.key(stray).wrong(
          "\(stray) belongs to start, period_s and power, and stands beside \(listKey)")
      }
      let key = listKey
      let moments = try times.resolved(in: zone) { .member(key, $0, "timestamp") }
      return ReadingBlock(times: moments, values: values)
    }
    guard compact.contains(where: \.1) else { return nil }
    guard let start, let period, let power else {
      let missing = compact.first { !$0.1 }?.0 ?? "power"
      throw BodyPlace.key(missing).wrong(
        "\(missing) is missing; start, period_s and power go together", code: "missing")
    }
    let first = try start.resolved(in: zone) { _ in .key("start") }[0]
    return try BodyReadings.regular(power, from: first, every: period)
  }

  private static func regular(
    _ power: [Double], from first: Int64, every period: Double
  ) throws(Refusal) -> ReadingBlock {
    let last = Double(first) + Double(power.count) * period * 1e9
    guard last < Double(TimeOrder.latest) else {
      throw BodyPlace.key("period_s").wrong(
        "the last reading lies outside the years that are understood, \(TimeOrder.years)")
    }
    let step = (period * 1e9).rounded()
    let isExact = abs(step - period * 1e9) < 1e-3
    let times = power.indices.map { index in
      first
        + (isExact
          ? Int64(step) * Int64(index) : Int64((Double(index) * period * 1e9).rounded()))
    }
    return ReadingBlock(times: times, values: power)
  }
}

/// Keys that nobody knows, or that stand twice.
enum BodyKeys {
  static func refusal(
    _ key: ArraySlice<UInt8>, known: [String], _ place: BodyPlace
  ) -> Refusal {
    let name = String(decoding: key.prefix(64), as: UTF8.self)
    let field = place.field.map { "\($0).\(name)" } ?? name
    if known.contains(name) {
      return Refusal(
        400, "duplicate_key", "\"\(name)\" stands twice", field: field, index: place.index)
    }
    let hint =
      Spelling.question(for: name, among: known)
      ?? "Known are \(ApplianceNames.list(known))."
    return Refusal(
      422, "unknown_key", "there is no \"\(name)\" here. \(hint)", field: field, index: place.index)
  }
}
