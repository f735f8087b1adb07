import Files
package import Kernels

/// A safetensors file that is open to be read, and whose header has been checked.
package struct SafetensorsFile: ~Copyable {
  /// As it was opened.
  package let path: String
  /// What the header says.
  package let header: SafetensorsHeader
  private let file: FileDescriptor
  /// Bytes before the tensors.
  private let dataStart: Int
  private let size: Int

  /// Opens a file and reads its header.
  ///
  /// - Throws: `NetworksError`: 66 where there is no such file, 65 where it is damaged or something
  ///   else.
  package init(path: String) throws(NetworksError) {
    let file = try SafetensorsFile.opened(path)
    let size: Int
    do { size = try file.size() } catch { throw NetworksError(error) }
    guard size >= 8 else {
      throw SafetensorsFile.refusal(path, "it ends at byte \(size), within its first 8 bytes")
    }
    let length = try SafetensorsFile.read(file, 8, at: 0).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= UInt64(min(size - 8, SafetensorsHeader.longest)) else {
      let reason =
        length > UInt64(SafetensorsHeader.longest)
        ? "it is no safetensors file, or damaged: its header would be \(length) bytes long"
        : "it ends at byte \(size), within its header of \(length) bytes"
      throw SafetensorsFile.refusal(path, reason)
    }
    let bytes = try SafetensorsFile.read(file, Int(length), at: 8)
    let header: SafetensorsHeader
    do { header = try SafetensorsHeader(bytes, dataCount: size - 8 - bytes.count) } catch {
      throw SafetensorsFile.refusal(path, error.reason)
    }
    self.init(file, path, header, dataStart: 8 + bytes.count, size: size)
  }

  private init(
    _ file: consuming FileDescriptor, _ path: String, _ header: SafetensorsHeader, dataStart: Int,
    size: Int
  ) {
    self.file = file
    self.path = path
    self.header = header
    self.dataStart = dataStart
    self.size = size
  }

  /// The digits of its seal, checked or not; nil where it has none.
  package var seal: String? { header.metadata[SafetensorsSeal.key] }

  /// The floats of a tensor.
  ///
  /// - Throws: `NetworksError`: 65 where there is no tensor of that name, or it holds no F32, 74
  ///   where reading fails.
  package func floats(_ name: String) throws(NetworksError) -> Tensor {
    guard let entry = header.entries.first(where: { $0.name == name }) else {
      throw SafetensorsFile.refusal(path, "it has no tensor \(name)")
    }
    return try floats(entry)
  }

  private func floats(_ entry: SafetensorsHeader.Entry) throws(NetworksError) -> Tensor {
    guard entry.isFloats else {
      let what = entry.count > 0 ? "holds \(entry.type), and F32 is read here" : "is empty"
      throw SafetensorsFile.refusal(path, "\(entry.name) \(what)")
    }
    var tensor = Tensor(shape: entry.shape)
    do throws(FilesError) {
      try tensor.withMutableValues { (values) throws(FilesError) in
        try file.fill(&values, at: dataStart + entry.bytes.lowerBound)
      }
    } catch { throw NetworksError(error) }
    return tensor
  }

  /// All tensors of floats by their names, read once, with the seal over the whole file.
  ///
  /// - Throws: `NetworksError`: 65 where it has no seal or another one, 74 where reading fails.
  package func sealedFloats() throws(NetworksError) -> [String: Tensor] {
    guard let digest = self.seal else {
      throw SafetensorsFile.refusal(path, "it has no checksum")
    }
    var seal = SafetensorsSeal()
    seal.update(try SafetensorsFile.read(file, dataStart, at: 0))
    var tensors: [String: Tensor] = [:]
    for entry in header.entries {
      if entry.isFloats {
        let tensor = try floats(entry)
        tensor.withValues { seal.update($0) }
        tensors[entry.name] = tensor
      } else {
        let (start, end) = (dataStart + entry.bytes.lowerBound, dataStart + entry.bytes.upperBound)
        try take(start..<end, into: &seal)
      }
    }
    guard seal.finish() == digest else {
      throw SafetensorsFile.refusal(path, "its checksum does not match its contents")
    }
    return tensors
  }

  private func take(
    _ bytes: Range<Int>, into seal: inout SafetensorsSeal
  ) throws(NetworksError) {
    for start in stride(from: bytes.lowerBound, to: bytes.upperBound, by: 1 << 20) {
      let count = min(1 << 20, bytes.upperBound - start)
      seal.update(try SafetensorsFile.read(file, count, at: start))
    }
  }

  /// Refuses a file whose bytes are not those that were sealed.
  ///
  /// - Throws: `NetworksError` (65) where it has no seal or another one.
  package func checkSeal() throws(NetworksError) {
    guard let digest = self.seal else {
      throw SafetensorsFile.refusal(path, "it has no checksum")
    }
    var seal = SafetensorsSeal()
    try take(0..<size, into: &seal)
    guard seal.finish() == digest else {
      throw SafetensorsFile.refusal(path, "its checksum does not match its contents")
    }
  }

  private static func opened(_ path: String) throws(NetworksError) -> FileDescriptor {
    guard !FileSystem.exists(path) || FileSystem.isRegularFile(path) else {
      throw refusal(path, "it is no file")
    }
    do { return try FileDescriptor(reading: path) } catch { throw NetworksError(error) }
  }

  private static func read(
    _ file: borrowing FileDescriptor, _ count: Int, at offset: Int
  ) throws(NetworksError) -> [UInt8] {
    do { return try file.bytes(count, at: offset) } catch { throw NetworksError(error) }
  }

  private static func refusal(_ path: String, _ reason: String) -> NetworksError {
    NetworksError(status: .badData, attempt: "read", path: path, reason: reason)
  }
}

extension SafetensorsHeader.Entry {
  /// Whether it is read here.
  fileprivate var isFloats: Bool { type == "F32" && count > 0 }
}
