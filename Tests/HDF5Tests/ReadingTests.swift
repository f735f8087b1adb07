import Foundation
import Testing

@testable import HDF5

@Suite(
  "Reading real files", .serialized,
  .enabled(if: SharedFiles.arePresent, "../shared/data is absent"))
struct ReadingTests {
  @Test("a NILMTK table's layout, filters and first rows")
  func readsTable() throws {
    let file = try HDF5File(reading: SharedFiles.folder + "/ukdale_house2_30s.h5")
    let table = try file.dataset("/building2/elec/meter8/table")
    let description = try table.description()
    #expect(description.rows == 220_260)
    #expect(description.layout.rowSize == 12)
    #expect(description.layout.fields.map(\.name) == ["index", "values_block_0"])
    #expect(description.layout.fields.map(\.kind) == [.int64, .float32])
    #expect(description.layout.fields[1].shape == [1])
    #expect(description.isPackedInFile)
    #expect(description.chunkRows == 5461)
    #expect(description.filters.map(\.identifier) == [32001])
    try table.requireReadable(description)
    var rows = HDF5Rows()
    try table.readRows(0..<6000, into: &rows, description)
    var times: [Int64] = []
    rows.append(description.layout.fields[0], to: &times)
    #expect(times.count == 6000)
    #expect(times[0] > 1_300_000_000_000_000_000 && times == times.sorted())
  }

  @Test("attributes keep their raw bytes, and children come in string order")
  func readsAttributes() throws {
    let file = try HDF5File(reading: SharedFiles.folder + "/formats/uk_py27_pd019.h5")
    let root = try file.root()
    let metadata = try #require(try root.attributeBytes("metadata"))
    #expect(metadata.count == 5338)
    #expect(metadata.first == UInt8(ascii: "(") && metadata.last == UInt8(ascii: "."))
    #expect(try root.attributeString("CLASS") == "GROUP")
    #expect(try root.attribute("nothing") == nil)
    let buildings = try root.children().map(\.name)
    #expect(buildings == (1...5).map { "building\($0)" })
    let meter = try file.group("/building1/elec/meter1")
    #expect(try meter.attributeInteger("levels") == 1)
    #expect(try meter.kind(of: "table") == .dataset)
    #expect(try meter.kind(of: "nothing/deeper") == nil)
    #expect(try meter.group("/building2").children().first?.kind == .group)
  }

  @Test(
    "filters that are missing are named, with a way out",
    arguments: [
      ("lzo_py27.h5", "/t", "LZO (305)"), ("filters_pytables311.h5", "/blosc2", "Blosc 2 (32026)"),
    ])
  func namesMissingFilters(name: String, object: String, filter: String) throws {
    let file = try HDF5File(reading: SharedFiles.folder + "/formats/" + name)
    let table = try file.dataset(object)
    let description = try table.description()
    let error = #expect(throws: HDF5Error.self) { try table.requireReadable(description) }
    #expect(error?.status == .badData)
    #expect(error?.reason.contains(filter) == true)
    #expect(error?.remedy?.contains("ptrepack") == true)
  }
}
