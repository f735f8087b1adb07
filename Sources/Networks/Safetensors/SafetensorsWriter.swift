package import Files
package import Kernels

/// Writes safetensors files, which Python's library of that name opens.
package enum SafetensorsWriter {
  /// A tensor and its name.
  package struct NamedTensor {
    /// As PyTorch names parameters: "conv1.weight".
    package let name: String
    package let tensor: Tensor

    package init(name: String, tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// Creates a file with the tensors in the given order, and a seal over all of it.
  ///
  /// The tensors' bytes go from memory to the file without a copy.
  ///
  /// - Parameters:
  ///   - tensors: No two of one name.
  ///   - metadata: Texts by their keys, in the order in which they are written.
  ///   - path: Of the file.
  /// - Returns: The seal's digits.
  /// - Throws: `FilesError`: 73 where the file cannot be created, 74 where writing stops half-way.
  @discardableResult
  package static func write(
    _ tensors: [NamedTensor], metadata: [JSON.Member], to path: String
  ) throws(FilesError) -> String {
    var start = prefix(tensors, metadata)
    var seal = SafetensorsSeal()
    seal.update(start)
    for named in tensors { named.tensor.withValues { seal.update($0) } }
    let digest = seal.finish()
    start.replaceSubrange(SafetensorsSeal.place, with: Array(digest.utf8))
    let file = try FileDescriptor(creating: path)
    try file.write(start)
    for named in tensors {
      try named.tensor.withValues { (values) throws(FilesError) in try file.write(values) }
    }
    return digest
  }

  /// Everything before the tensors, with noughts in place of the seal.
  private static func prefix(_ tensors: [NamedTensor], _ metadata: [JSON.Member]) -> [UInt8] {
    let seal = JSON.Member(key: SafetensorsSeal.key, value: .string(SafetensorsSeal.blank))
    var members = [
      JSON.Member(key: SafetensorsHeader.metadataKey, value: .object([seal] + metadata))
    ]
    var end = 0
    for named in tensors {
      let begin = end
      end += 4 * named.tensor.count
      let entry: JSON = [
        "dtype": "F32", "shape": .array(named.tensor.shape.map(JSON.integer)),
        "data_offsets": [.integer(begin), .integer(end)],
      ]
      members.append(JSON.Member(key: named.name, value: entry))
    }
    precondition(
      Set(members.map(\.key)).count == members.count, "two tensors of one name: \(members)")
    var text = Array(JSON.object(members).text.utf8)
    // So that the tensors begin at a multiple of eight bytes.
    text += [UInt8](repeating: UInt8(ascii: " "), count: -text.count & 7)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return length + text
  }
}

/// SHA-256 over a file, computed with noughts where its own digits stand: no byte is left out.
struct SafetensorsSeal: ~Copyable {
  static let key = "sha256"
  static let blank = String(repeating: "0", count: 64)
  /// Where the digits stand in a file: the seal is the first of the metadata, and those come first.
  static let place: Range<Int> = {
    let start = 8 + "{\"\(SafetensorsHeader.metadataKey)\":{\"\(key)\":\"".utf8.count
    return start..<start + blank.utf8.count
  }()

  private var hasher = SHA256Hasher()
  private var done = 0

  /// Takes the next bytes of the file.
  mutating func update(_ bytes: [UInt8]) {
    var bytes = bytes
    for place in SafetensorsSeal.place where (done..<done + bytes.count).contains(place) {
      bytes[place - done] = UInt8(ascii: "0")
    }
    hasher.update(bytes)
    done += bytes.count
  }

  /// Takes the next floats, which come after the header.
  mutating func update(_ floats: Span<Float>) {
    precondition(done >= SafetensorsSeal.place.upperBound, "\(done) bytes are not yet the header")
    hasher.update(floats)
    done += 4 * floats.count
  }

  /// The digest as 64 lower-case hexadecimal digits.
  consuming func finish() -> String { hasher.finish() }
}
