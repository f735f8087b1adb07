import Files

/// What stands before the tensors of a safetensors file: their names, types, shapes and places.
///
/// The format: 8 bytes, little-endian, with the header's length; the header, JSON, padded with
/// blanks; the tensors, without a gap between them (github.com/huggingface/safetensors).
package struct SafetensorsHeader: Sendable, Equatable {
  /// One tensor of the file.
  package struct Entry: Sendable, Equatable {
    /// As PyTorch names parameters: "conv1.weight".
    package let name: String
    /// "F32" for the tensors that are read here.
    package let type: String
    package let shape: [Int]
    /// Counted from the end of the header.
    package let bytes: Range<Int>

    /// How many numbers it is.
    package var count: Int { shape.reduce(1, *) }
  }

  /// Texts that travel with the tensors.
  package let metadata: [String: String]
  /// In the order of their bytes.
  package let entries: [Entry]

  /// The longest header that is read: a description of a model has some 50 kB.
  static let longest = 16 << 20
  /// Where texts stand among the tensors' names.
  static let metadataKey = "__metadata__"
  /// Bytes of one number of each type that the format has.
  private static let widths = [
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "U16": 2, "I16": 2, "F16": 2,
    "BF16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
  ]

  /// Reads the JSON, and checks that the tensors fill the rest of the file exactly.
  ///
  /// - Parameters:
  ///   - bytes: The JSON.
  ///   - dataCount: Bytes that follow the header.
  /// - Throws: `HeaderFault` with the reason.
  init(_ bytes: [UInt8], dataCount: Int) throws(HeaderFault) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch {
      throw HeaderFault("its header is no JSON (\(error.reason))")
    }
    guard case .object(let members) = json else { throw HeaderFault("its header is no object") }
    if let name = SafetensorsHeader.firstDouble(members) {
      throw HeaderFault("its header names \(name) twice")
    }
    metadata = try SafetensorsHeader.texts(json[SafetensorsHeader.metadataKey])
    var entries: [Entry] = []
    for member in members where member.key != SafetensorsHeader.metadataKey {
      entries.append(try SafetensorsHeader.entry(member))
    }
    self.entries = entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    try SafetensorsHeader.requireCovering(self.entries, dataCount)
  }

  private static func texts(_ json: JSON?) throws(HeaderFault) -> [String: String] {
    guard let json else { return [:] }
    guard case .object(let members) = json else {
      throw HeaderFault("the \(metadataKey) of its header is no object")
    }
    if let name = firstDouble(members) { throw HeaderFault("its metadata name \(name) twice") }
    var texts: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw HeaderFault("\(member.key) in its metadata is no text")
      }
      texts[member.key] = text
    }
    return texts
  }

  private static func entry(_ member: JSON.Member) throws(HeaderFault) -> Entry {
    let (name, value) = (member.key, member.value)
    guard case .string(let type)? = value["dtype"] else {
      throw HeaderFault("its header gives \(name) no dtype")
    }
    guard let width = widths[type] else {
      throw HeaderFault("\(name) is of type \(type), which is not known here")
    }
    guard let shape = value["shape"]?.naturals, let offsets = value["data_offsets"]?.naturals,
      offsets.count == 2, offsets[0] <= offsets[1]
    else { throw HeaderFault("its header gives \(name) no shape or no data_offsets") }
    var size = width
    for extent in shape {
      let (product, isTooLarge) = size.multipliedReportingOverflow(by: extent)
      guard !isTooLarge else { throw HeaderFault("\(name) has the impossible shape \(shape)") }
      size = product
    }
    guard size == offsets[1] - offsets[0] else {
      throw HeaderFault(
        "\(name) of shape \(shape) takes \(size) bytes and has \(offsets[1] - offsets[0])")
    }
    return Entry(name: name, type: type, shape: shape, bytes: offsets[0]..<offsets[1])
  }

  private static func requireCovering(_ entries: [Entry], _ dataCount: Int) throws(HeaderFault) {
    var end = 0
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        let what = entry.bytes.lowerBound < end ? "overlaps another tensor" : "follows a gap"
        throw HeaderFault("\(entry.name) \(what)")
      }
      end = entry.bytes.upperBound
    }
    guard end <= dataCount else {
      throw HeaderFault("it is cut short: \(end - dataCount) bytes of its tensors are missing")
    }
    guard end == dataCount else {
      throw HeaderFault("\(dataCount - end) bytes follow its last tensor")
    }
  }

  private static func firstDouble(_ members: [JSON.Member]) -> String? {
    var seen: Set<String> = []
    return members.first { !seen.insert($0.key).inserted }?.key
  }
}

/// Why a header is refused, without a full stop.
struct HeaderFault: Error {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension JSON {
  /// A list of whole numbers from 0 on.
  fileprivate var naturals: [Int]? {
    guard case .array(let elements) = self else { return nil }
    let numbers = elements.compactMap { element -> Int? in
      guard case .integer(let number) = element, number >= 0 else { return nil }
      return number
    }
    return numbers.count == elements.count ? numbers : nil
  }
}
