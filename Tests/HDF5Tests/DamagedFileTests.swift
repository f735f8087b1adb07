import Files
import Foundation
import Testing
import Work

@testable import HDF5

@Suite("Damaged files", .serialized)
struct DamagedFileTests {
  static let pool = ThreadPool(width: 1)

  /// Opens a file and reads all there is; the first failure, or nil.
  private func firstFailure(_ path: String) -> (any Error)? {
    do {
      let root = try HDF5File(reading: path).root()
      _ = try root.attributeBytes("metadata")
      try visitDatasets(root) { object in
        let stream = try HDF5RowStream(path: path, object: object, pool: Self.pool)
        while try stream.next({ _ in }) {}
      }
      return nil
    } catch { return error }
  }

  private func smallFile(_ folder: borrowing TemporaryFolder) throws -> [UInt8] {
    let path = folder.file("whole.h5")
    try SampleTable(chunkRows: 64).write(
      200, to: path, filters: [.shuffle, .deflate(level: 6), .fletcher32])
    #expect(firstFailure(path) == nil)
    return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func expectRefusal(_ path: String, _ status: Files.ExitStatus, _ reason: String) throws {
    let error = try #require(firstFailure(path) as? HDF5Error)
    #expect(error.status == status && error.description.contains(reason), "\(error)")
  }

  @Test("a missing file, a folder and a text are told apart")
  func notAFile() throws {
    let folder = try TemporaryFolder()
    try expectRefusal(folder.file("nothing.h5"), .missingInput, "no such file or directory. Check")
    try expectRefusal(folder.path, .missingInput, "it is not a regular file")
    for text in ["", "timestamp,power\n", String(repeating: "x", count: 100_000)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("t.h5")))
      try expectRefusal(folder.file("t.h5"), .badData, "it is not an HDF5 file")
    }
  }

  @Test("a file cut anywhere is an error with exit status 65")
  func cutAnywhere() throws {
    let folder = try TemporaryFolder()
    let bytes = try smallFile(folder)
    let path = folder.file("cut.h5")
    // Every length at both ends, where the parts are small, and a dense sample between.
    let lengths = (0..<bytes.count).filter {
      $0 < 256 || $0 >= bytes.count - 128 || $0.isMultiple(of: 17)
    }
    for length in lengths {
      try Data(bytes[..<length]).write(to: URL(fileURLWithPath: path))
      let error = firstFailure(path) as? HDF5Error
      #expect(error?.status == .badData, "cut at \(length) of \(bytes.count): \(error as Any)")
    }
  }

  @Test("flipped bytes are read or refused, never a crash", arguments: 0..<4)
  func flippedBytes(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let bytes = try smallFile(folder)
    let path = folder.file("flipped.h5")
    var generator = SplitMix(state: seed)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        damaged[place] = UInt8.random(in: 0...255, using: &generator)
      }
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      guard let failure = firstFailure(path) else { continue }
      let error = try #require(failure as? HDF5Error)
      #expect([.badData, .missingInput].contains(error.status), "\(error)")
    }
  }

  @Test("a chunk extent of zero in a header is refused before libhdf5 divides by it")
  func emptyChunks() throws {
    let folder = try TemporaryFolder()
    var bytes = try smallFile(folder)
    // A version 3 chunked layout of rank 1 + 1: its address, then 64 rows of 12 bytes.
    let extents: [UInt8] = [64, 0, 0, 0, 12, 0, 0, 0]
    let place = try #require(
      bytes.indices.dropFirst(11).dropLast(8).first {
        Array(bytes[$0..<($0 + 8)]) == extents && Array(bytes[($0 - 11)..<($0 - 8)]) == [3, 2, 2]
      })
    bytes[place] = 0
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("e.h5")))
    try expectRefusal(folder.file("e.h5"), .badData, "its chunks have no rows")
  }

  @Test("a heap of names that claims more than the file is refused before libhdf5 copies it")
  func endlessNames() throws {
    let folder = try TemporaryFolder()
    var bytes = try smallFile(folder)
    let heaps = bytes.indices.dropLast(32).filter {
      bytes[$0..<($0 + 4)].elementsEqual("HEAP".utf8)
    }
    #expect(!heaps.isEmpty)
    for heap in heaps { for byte in 8..<16 { bytes[heap + byte] = 0xFF } }
    try Data(bytes).write(to: URL(fileURLWithPath: folder.file("h.h5")))
    try expectRefusal(folder.file("h.h5"), .badData, "the names of a group claim")
  }

  @Test("a group where a dataset should be, and the other way round, are named")
  func wrongKind() throws {
    let folder = try TemporaryFolder()
    _ = try smallFile(folder)
    let root = try HDF5File(reading: folder.file("whole.h5")).root()
    #expect(throws: HDF5Error.self) { _ = try root.dataset("meter") }
    #expect(throws: HDF5Error.self) { _ = try root.group("meter/table") }
    let error = #expect(throws: HDF5Error.self) { _ = try root.dataset("/meter/none") }
    #expect(error?.description.contains("whole.h5:/meter/none") == true)
    #expect(error?.reason == "there is nothing of that name")
  }

  @Test("a claim of 10^15 rows is refused, in a table and in an array", arguments: [true, false])
  func absurdClaim(isTable: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("claim.h5")
    if isTable {
      _ = try smallFile(folder)
      try FileManager.default.moveItem(atPath: folder.file("whole.h5"), toPath: path)
    } else {
      let file = try HDF5File(creating: path)
      let array = try file.root().createArray("mains", .float32, shape: [200])
      try array.write(SampleTable.watts(200).span, from: 0)
      try file.close()
    }
    var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    // A version 1 dataspace of rank 1: version, rank, flags, five reserved bytes, the extent.
    let space: [UInt8] = [1, 1, 1, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 0, 0]
    let place = try #require(
      bytes.indices.dropLast(16).first { Array(bytes[$0..<($0 + 16)]) == space })
    let claim = unsafe withUnsafeBytes(of: UInt64(1_000_000_000_000_000)) { unsafe Array($0) }
    bytes.replaceSubrange((place + 8)..<(place + 16), with: claim)
    // The extent may grow to the same bound, so that libhdf5 itself has no objection.
    bytes.replaceSubrange((place + 16)..<(place + 24), with: [UInt8](repeating: 255, count: 8))
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try expectRefusal(path, .badData, "it claims 1000000000000000 rows")
  }

  @Test("a chunk whose checksum is wrong is refused, on both paths", arguments: [true, false])
  func wrongChecksum(isPlain: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("sum.h5")
    try SampleTable(chunkRows: 500).write(1000, to: path, filters: [.fletcher32])
    var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    // The chunks are stored as they are: find row 700's time and damage it.
    let time = SampleTable.times(701)[700]
    let pattern = unsafe withUnsafeBytes(of: time.littleEndian) { unsafe Array($0) }
    let place = try #require(
      bytes.indices.dropLast(8).first { Array(bytes[$0..<($0 + 8)]) == pattern })
    bytes[place] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let stream = try HDF5RowStream(
      HDF5File(reading: path).dataset("/meter/table"), rows: nil, pool: Self.pool,
      isPlain: isPlain)
    let error = #expect(throws: HDF5Error.self) { while try stream.next({ _ in }) {} }
    #expect(error?.status == .badData)
    if !isPlain {
      #expect(error?.reason.contains("the chunk from row 500 on is damaged") == true)
    }
  }
}
