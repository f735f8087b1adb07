/// Checks of the header messages in which libhdf5 1.10.8 believes too much.
enum HeaderMessage {
  static let continuation = 0x10
  static let symbolTable = 0x11
  private static let datatype = 0x03
  private static let layout = 0x08
  private static let attribute = 0x0c

  /// What is wrong with a message, or nil.
  static func damage(_ kind: Int, _ body: ArraySlice<UInt8>) -> String? {
    switch kind {
    case datatype: typeLength(body, depth: 0) == nil ? "a type is impossible" : nil
    case layout: hasEmptyChunks(body) ? "its chunks have no rows" : nil
    case attribute: isOverlong(body) ? "an attribute is longer than its place" : nil
    default: nil
    }
  }

  /// A chunked layout of versions 1 to 3 in which an extent is zero: libhdf5 divides by it.
  private static func hasEmptyChunks(_ body: ArraySlice<UInt8>) -> Bool {
    let isOld = body.byte(0) < 3
    let kind = isOld ? body.byte(2) : body.byte(1)
    guard kind == 2, body.byte(0) <= 3 else { return false }
    let rank = Int(isOld ? body.byte(1) : body.byte(2))
    // The element's size counts as one more extent.
    guard rank >= 2 else { return true }
    let first = isOld ? 16 : 11
    return (0..<rank).contains { body.number(first + 4 * $0, 4) == 0 }
  }

  /// An attribute whose parts or value do not fit the message: libhdf5 copies beyond it.
  private static func isOverlong(_ body: ArraySlice<UInt8>) -> Bool {
    let version = body.byte(0)
    guard (1...3).contains(version) else { return false }
    let padding = version == 1 ? 8 : 1
    let name = rounded(body.number(2, 2), to: padding)
    let type = rounded(body.number(4, 2), to: padding)
    let space = rounded(body.number(6, 2), to: padding)
    let start = version == 3 ? 9 : 8
    let value = start + name + type + space
    guard value <= body.count else { return true }
    // The type or the space may stand elsewhere and be shared.
    guard version == 1 || body.byte(1) & 3 == 0 else { return false }
    let typeBytes = body.after(start + name).prefix(type)
    guard typeLength(typeBytes, depth: 0) != nil else { return true }
    guard let points = points(body.after(start + name + type).prefix(space)) else { return true }
    let (size, overflows) = typeBytes.number(4, 4).multipliedReportingOverflow(by: points)
    return overflows || size > body.count - value
  }

  /// The elements of a dataspace; nil where it is damaged.
  private static func points(_ body: ArraySlice<UInt8>) -> Int? {
    let version = body.byte(0)
    guard version == 1 || version == 2, body.count >= 4 else { return nil }
    if version == 2, body.byte(3) == 2 { return 0 }
    let rank = Int(body.byte(1))
    let first = version == 1 ? 8 : 4
    guard rank <= 32, first + 8 * rank <= max(body.count, 8) else { return nil }
    var points = 1
    for index in 0..<rank {
      let (product, overflows) = points.multipliedReportingOverflow(
        by: body.number(first + 8 * index, 8))
      guard !overflows else { return nil }
      points = product
    }
    return points
  }

  /// The bytes that a datatype takes; nil where it is damaged: a size of zero, by which libhdf5
  /// divides, or parts that end outside.
  private static func typeLength(_ body: ArraySlice<UInt8>, depth: Int) -> Int? {
    guard depth < 16, body.count >= 8, body.number(4, 4) > 0 else { return nil }
    let length: Int? =
      switch body.byte(0) & 0x0f {
      case 0, 4: 12
      case 1: 20
      case 2: 10
      case 5: 8 + body.number(1, 1)
      case 6: compoundLength(body, depth: depth)
      case 8, 9: typeLength(body.after(8), depth: depth + 1).map { 8 + $0 }
      case 10: arrayLength(body, depth: depth)
      default: 8
      }
    guard let length, length <= body.count else { return nil }
    // An enumeration's names and values follow its base; nothing stands behind it here.
    return body.byte(0) & 0x0f == 8 ? body.count : length
  }

  private static func compoundLength(_ body: ArraySlice<UInt8>, depth: Int) -> Int? {
    let version = body.byte(0) >> 4
    guard (1...3).contains(version) else { return nil }
    let size = body.number(4, 4)
    let offsetBytes =
      version < 3 ? 4 : size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4
    var place = 8
    for _ in 0..<body.number(1, 2) {
      guard let end = body.after(place).firstIndex(of: 0) else { return nil }
      let name = end - body.startIndex - place + 1
      place += version < 3 ? rounded(name, to: 8) : name
      let offset = body.number(place, offsetBytes)
      // Version 1 has room for an array's extents in each member.
      place += version == 1 ? 32 : offsetBytes
      guard let member = typeLength(body.after(place), depth: depth + 1),
        offset <= size, body.number(place + 4, 4) <= size - offset
      else { return nil }
      place += member
    }
    return place
  }

  private static func arrayLength(_ body: ArraySlice<UInt8>, depth: Int) -> Int? {
    let version = body.byte(0) >> 4
    let rank = Int(body.byte(8))
    guard (1...32).contains(rank) else { return nil }
    // Version 2 has three reserved bytes and a permutation.
    let base = version < 3 ? 12 + 8 * rank : 9 + 4 * rank
    guard let length = typeLength(body.after(base), depth: depth + 1) else { return nil }
    var elements = 1
    for index in 0..<rank {
      let extent = body.number((version < 3 ? 12 : 9) + 4 * index, 4)
      let (product, overflows) = elements.multipliedReportingOverflow(by: extent)
      guard !overflows else { return nil }
      elements = product
    }
    let (size, overflows) = elements.multipliedReportingOverflow(by: body.number(base + 4, 4))
    guard !overflows, size == body.number(4, 4) else { return nil }
    return base + length
  }

  private static func rounded(_ size: Int, to multiple: Int) -> Int {
    (size + multiple - 1) / multiple * multiple
  }
}
