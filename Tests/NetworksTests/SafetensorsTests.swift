import Files
import Glibc
import Kernels
import Testing

@testable import Networks

@Suite("Safetensors")
struct SafetensorsTests {
  /// A folder of the test's own, which is removed when the test ends.
  private final class Folder {
    let path = "\(FileSystem.temporaryFolder)/energy-safetensors-\(UInt64.random(in: 0...(.max)))"
    init() throws { try FileSystem.createFolders(path) }
    deinit { #expect(throws: Never.self) { try FileSystem.remove(path) } }
    func callAsFunction(_ name: String) -> String { FileSystem.joined(path, name) }
  }

  private static let tensors = [
    SafetensorsWriter.NamedTensor(
      name: "conv1.weight",
      tensor: Tensor(
        shape: [2, 1, 3], values: [1, -2.5, .infinity, 0, -0.0, .leastNonzeroMagnitude])
    ),
    SafetensorsWriter.NamedTensor(name: "b", tensor: Tensor(shape: [1], values: [.pi])),
  ]

  private func write(_ bytes: [UInt8], to path: String) throws {
    try FileDescriptor(creating: path).write(bytes)
  }

  /// A header with its length before it and bytes behind it.
  private func file(_ header: String, bytes: Int) -> [UInt8] {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: bytes)
  }

  @Test("come back bit for bit, with their texts")
  func roundTrip() throws {
    let folder = try Folder()
    let path = folder("a.safetensors")
    let texts = [
      JSON.Member(key: "a", value: "\"é\n"), JSON.Member(key: "version", value: "1"),
    ]
    try SafetensorsWriter.write(SafetensorsTests.tensors, metadata: texts, to: path)
    let file = try SafetensorsFile(path: path)
    try file.checkSeal()
    #expect(file.header.entries.map(\.name) == ["conv1.weight", "b"])
    #expect(file.header.metadata["a"] == "\"é\n")
    #expect(file.header.metadata["version"] == "1")
    for named in SafetensorsTests.tensors { #expect(try file.floats(named.name) == named.tensor) }
    let start = try FileDescriptor(reading: path).bytes(8, at: 0)
    #expect(start[0] % 8 == 0, "the tensors begin at a multiple of eight bytes")
  }

  @Test("larger than a block of the seal come back, and a change in each block is found")
  func large() throws {
    let folder = try Folder()
    let path = folder("a.safetensors")
    var tensor = Tensor(shape: [3, 300_000])
    for index in stride(from: 0, to: tensor.count, by: 7) { tensor[index] = Float(index) }
    try SafetensorsWriter.write(
      [SafetensorsWriter.NamedTensor(name: "w", tensor: tensor)], metadata: [], to: path)
    let file = try SafetensorsFile(path: path)
    try file.checkSeal()
    #expect(try file.floats("w") == tensor)
    let whole = try FileSystem.bytes(of: path)
    for place in stride(from: 700_000, to: whole.count, by: 1 << 20) {
      var bytes = whole
      bytes[place] ^= 1
      try write(bytes, to: path)
      #expect(throws: NetworksError.self) { try SafetensorsFile(path: path).checkSeal() }
    }
  }

  @Test("are refused when cut anywhere, and when any byte is another")
  func damage() throws {
    let folder = try Folder()
    let path = folder("a.safetensors")
    try SafetensorsWriter.write(
      SafetensorsTests.tensors, metadata: [JSON.Member(key: "a", value: "b")], to: path)
    let whole = try FileSystem.bytes(of: path)
    func expectRefusal(_ what: String) {
      let error = #expect(throws: NetworksError.self, "\(what)") {
        try SafetensorsFile(path: path).checkSeal()
      }
      #expect(error?.status == .badData, "\(what)")
      #expect(error?.description.contains("\n") == false, "\(what)")
    }
    for length in 0..<whole.count {
      try write(Array(whole[..<length]), to: path)
      expectRefusal("\(length) bytes")
    }
    for place in whole.indices {
      for flip in [1, 0x20, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[place] ^= flip
        try write(bytes, to: path)
        expectRefusal("byte \(place) with \(flip) flipped")
      }
    }
    try write(whole + [0], to: path)
    expectRefusal("a byte more")
  }

  private static let refusals: [(header: String, bytes: Int, reason: String)] = [
    ("[]", 0, "its header is no object"),
    ("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "its header gives a no dtype"),
    (
      "{\"a\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
      "a is of type Q4, which is not known here"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4,
      "its header gives a no shape or no data_offsets"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4,
      "its header gives a no shape or no data_offsets"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4,
      "a of shape [2] takes 8 bytes and has 4"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904],\"data_offsets\":[0,0]}}", 0,
      "a has the impossible shape [4611686018427387904]"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3,
      "it is cut short: 1 bytes of its tensors are missing"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 5,
      "1 bytes follow its last tensor"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "a follows a gap"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
      "b overlaps another tensor"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8,
      "its header names a twice"
    ),
    ("{\"__metadata__\":{\"a\":1}}", 0, "a in its metadata is no text"),
    ("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "its metadata name a twice"),
    ("{\"__metadata__\":[]}", 0, "the __metadata__ of its header is no object"),
  ]

  @Test("that contradict themselves are refused with the reason", arguments: refusals)
  func refusal(header: String, bytes: Int, reason: String) throws {
    let folder = try Folder()
    let path = folder("a.safetensors")
    try write(file(header, bytes: bytes), to: path)
    let error = #expect(throws: NetworksError.self) { _ = try SafetensorsFile(path: path) }
    #expect(error?.status == .badData)
    #expect(error?.description == "could not read \(path): \(reason)")
  }

  @Test("of another type are refused by name, and others beside them are read")
  func otherTypes() throws {
    let folder = try Folder()
    let path = folder("a.safetensors")
    let header = """
      {"half":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},\
      "none":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},\
      "one":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}
      """
    try write(file(header, bytes: 8), to: path)
    let file = try SafetensorsFile(path: path)
    #expect(try file.floats("one") == Tensor(shape: [], values: [0]))
    func reason(_ name: String) -> String? {
      #expect(throws: NetworksError.self) { _ = try file.floats(name) }?.reason
    }
    #expect(reason("half") == "half holds F16, and F32 is read here")
    #expect(reason("none") == "none is empty")
    #expect(reason("two") == "it has no tensor two")
    #expect(throws: NetworksError.self) { try file.checkSeal() }
  }

  @Test("that are something else, or nothing, are refused")
  func somethingElse() throws {
    let folder = try Folder()
    let missing = #expect(throws: NetworksError.self) {
      _ = try SafetensorsFile(path: folder("none"))
    }
    #expect(missing?.status == .missingInput)
    let isFolder = #expect(throws: NetworksError.self) {
      _ = try SafetensorsFile(path: folder.path)
    }
    #expect(isFolder?.reason == "it is no file")
    try write(Array("PK\u{3}\u{4} and so on, a zip file".utf8), to: folder("zip"))
    let zip = #expect(throws: NetworksError.self) { _ = try SafetensorsFile(path: folder("zip")) }
    #expect(zip?.reason.hasPrefix("it is no safetensors file, or damaged") == true)
  }
}
