/// Reads a compiled time zone (RFC 8536): its 64-bit block and its footer, or the 32-bit block.
struct TZifParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The counts of one block's header, in the order in which they lie there.
  private struct Header {
    let isUTCCount, isStandardCount, leapCount, timeCount, typeCount, characterCount: Int

    func size(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
        + isStandardCount + isUTCCount
    }
  }

  /// The zone, or nil where the bytes are no such file.
  mutating func rules(named name: String) -> TimeZoneRules? {
    guard let header = header() else { return nil }
    guard bytes[4] >= UInt8(ascii: "2") else { return block(header, timeSize: 4, name: name) }
    position += header.size(timeSize: 4)
    guard let long = self.header() else { return nil }
    return block(long, timeSize: 8, name: name)
  }

  private mutating func header() -> Header? {
    guard take(4)?.elementsEqual("TZif".utf8) == true, take(16) != nil else { return nil }
    let counts = (0..<6).compactMap { _ in integer(size: 4) }
    guard counts.count == 6, counts.allSatisfy({ (0..<100_000).contains($0) }) else { return nil }
    return Header(
      isUTCCount: Int(counts[0]), isStandardCount: Int(counts[1]), leapCount: Int(counts[2]),
      timeCount: Int(counts[3]), typeCount: Int(counts[4]), characterCount: Int(counts[5]))
  }

  private mutating func block(
    _ header: Header, timeSize: Int, name: String
  ) -> TimeZoneRules? {
    guard position + header.size(timeSize: timeSize) <= bytes.count else { return nil }
    let times = (0..<header.timeCount).compactMap { _ in integer(size: timeSize) }
    guard let indices = take(header.timeCount).map(Array.init),
      let kinds = kinds(header),
      let first = kinds.first(where: { !$0.isDaylightSaving })
        ?? kinds.first,
      indices.allSatisfy({ Int($0) < kinds.count }),
      zip(times, times.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    position += header.leapCount * (timeSize + 4) + header.isStandardCount + header.isUTCCount
    return TimeZoneRules(
      name: name, transitions: times, kinds: indices.map { kinds[Int($0)] }, first: first,
      footer: timeSize == 8 ? footer() : nil)
  }

  private mutating func kinds(_ header: Header) -> [TimeZoneRules.Kind]? {
    var raw: [(offset: Int, isDaylightSaving: Bool, name: Int)] = []
    for _ in 0..<header.typeCount {
      guard let offset = integer(size: 4), let rest = take(2).map(Array.init) else { return nil }
      raw.append((Int(offset), rest[0] != 0, Int(rest[1])))
    }
    guard let characters = take(header.characterCount).map(Array.init) else { return nil }
    return raw.map { kind in
      let text = characters.dropFirst(kind.name).prefix { $0 != 0 }
      return TimeZoneRules.Kind(
        offset: kind.offset, isDaylightSaving: kind.isDaylightSaving,
        abbreviation: String(decoding: text, as: UTF8.self))
    }
  }

  /// The rule between the two newlines at the end, which speaks for all later years.
  private func footer() -> RecurringRule? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else { return nil }
    let text = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
    return RecurringRule(String(decoding: text, as: UTF8.self))
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= bytes.count - position else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// A big-endian two's complement number of 4 or 8 bytes.
  private mutating func integer(size: Int) -> Int64? {
    guard let field = take(size) else { return nil }
    let pattern = field.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return size == 4
      ? Int64(Int32(truncatingIfNeeded: pattern)) : Int64(truncatingIfNeeded: pattern)
  }
}
