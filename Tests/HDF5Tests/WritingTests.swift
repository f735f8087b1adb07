import Foundation
import Testing

@testable import HDF5

@Suite("Writing files", .serialized)
struct WritingTests {
  @Test("a table reads back as it was appended", arguments: filterPipelines, [0, 1, 500, 2750])
  func tableReadsBack(filters: [HDF5FilterChoice], count: Int) throws {
    let folder = try TemporaryFolder()
    let table = SampleTable(columns: 3)
    try table.write(count, to: folder.file("t.h5"), filters: filters)
    let file = try HDF5File(reading: folder.file("t.h5"))
    let rows = try file.dataset("/meter/table").readAll()
    var times: [Int64] = []
    var watts: [Float] = []
    rows.append(rows.layout.fields[0], to: &times)
    rows.append(rows.layout.fields[1], element: 2, to: &watts)
    #expect(times == SampleTable.times(count))
    #expect(watts == SampleTable.watts(count, column: 2))
  }

  @Test("Blosc tables declare what PyTables declares")
  func bloscParameters() throws {
    let folder = try TemporaryFolder()
    let table = SampleTable(chunkRows: 5461)
    try table.write(10, to: folder.file("t.h5"), filters: [.blosc(level: 9)])
    let description = try HDF5File(reading: folder.file("t.h5")).dataset("/meter/table")
      .description()
    #expect(description.filters.map(\.values) == [[2, 2, 12, 65532, 9, 1]])
    #expect(description.maximumShape == [nil])
  }

  @Test("attributes read back: bytes, text, numbers, booleans, the empty string")
  func attributesReadBack() throws {
    let folder = try TemporaryFolder()
    let bytes: [UInt8] = [40, 0, 255, 10, 0]
    let file = try HDF5File(creating: folder.file("a.h5"))
    let group = try file.root().createGroup("building1/elec")
    try group.setAttribute("metadata", bytes: bytes)
    try group.setAttribute("CLASS", bytes: Array("WRONG".utf8))
    try group.setAttribute("CLASS", "GROUP")
    try group.setAttribute("TITLE", "")
    try group.setAttribute("levels", Int64(-3))
    try group.setAttribute("period", 6.5)
    try group.setAttribute("threshold", Float(0.5))
    try group.setAttribute("flag", true)
    try group.setAttribute("mean", [1.5, .infinity])
    try file.close()
    let read = try HDF5File(reading: folder.file("a.h5")).group("/building1/elec")
    #expect(try read.attributeBytes("metadata") == bytes)
    #expect(try read.attributeString("CLASS") == "GROUP")
    #expect(try read.attributeBytes("TITLE") == [])
    #expect(try read.attributeInteger("levels") == -3)
    #expect(try read.attributeDouble("period") == 6.5)
    #expect(try read.attributeDouble("threshold") == 0.5)
    #expect(try read.attribute("flag") == .flag(true))
    #expect(try read.attribute("mean") == .numbers([1.5, .infinity]))
    #expect(throws: HDF5Error.self) { try read.attributeDouble("CLASS") }
  }

  @Test("an array lies in one stretch of the file, written in pieces")
  func arrayIsContiguous() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("s.h5")
    let values = SampleTable.watts(1000)
    let file = try HDF5File(creating: path)
    let mains = try file.root().createArray("building2/mains", .float32, shape: [1000])
    try mains.write(values.span.extracting(600..<1000), from: 600)
    try mains.write(values.span.extracting(0..<600), from: 0)
    let valid = try file.root().createArray("building2/valid", .int64, shape: [2, 2])
    try valid.write([1, 2, 3, 4].span, from: 0)
    try file.close()

    let read = try HDF5File(reading: path)
    let dataset = try read.dataset("/building2/mains")
    let description = try dataset.description()
    let offset = try #require(description.fileOffset)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let stored = unsafe values.withUnsafeBytes { unsafe Data($0) }
    #expect(bytes[offset..<(offset + 4000)] == stored)
    let rows = try read.dataset("building2/valid").readAll()
    var ends: [Int64] = []
    rows.append(rows.layout.fields[0], element: 1, to: &ends)
    #expect(ends == [2, 4])
  }

  @Test("the same content gives the same bytes")
  func isReproducible() throws {
    let folder = try TemporaryFolder()
    for name in ["a.h5", "b.h5"] {
      try SampleTable().write(1500, to: folder.file(name), filters: [.blosc(level: 9)])
      if name == "a.h5" { Thread.sleep(forTimeInterval: 1.1) }
    }
    let bytes = try ["a.h5", "b.h5"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.file($0)))
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("a file that cannot be created says so")
  func cannotCreate() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("missing/x.h5")
    let error = #expect(throws: HDF5Error.self) { _ = try HDF5File(creating: path) }
    #expect(error?.status == .cannotCreate)
    #expect(error?.reason.contains("No such file or directory") == true)
  }
}
