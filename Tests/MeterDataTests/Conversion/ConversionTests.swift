import Files
import MeterData
import Testing
import Work

@Suite("Conversion to NILMTK's format")
struct ConversionTests {
  @Test(
    "a raw folder comes back sample by sample with its metadata",
    arguments: [TableCompression.deflate(level: 4), .blosc(level: 9)])
  func rawFolder(compression: TableCompression) throws {
    let folder = try RawFolder(UKDALERawTests.houses)
    let raw = try UKDALERawSource(folder: folder.path)
    let output = folder.file("out.h5")
    let report = try Conversion.run(raw, to: output, compression: compression)
    let written = try MeterSources.open(output)
    #expect(written.dataset.name == "UK-DALE")
    #expect(written.dataset.timezone == "Europe/London")
    #expect(report.meters.map(\.rows) == [3, 1, 1, 0, 3, 2, 1, 1])
    for (before, after) in zip(raw.dataset.buildings, written.dataset.buildings) {
      #expect(before.id == after.id)
      #expect(before.appliances.map(\.type) == after.appliances.map(\.type))
      #expect(before.appliances.map(\.originalName) == after.appliances.map(\.originalName))
      for (meter, again) in zip(before.meters, after.meters) {
        #expect(meter.id == again.id && meter.columns == again.columns)
        #expect(meter.isDisabled == again.isDisabled && meter.submeterOf == again.submeterOf)
        #expect(meter.isSiteMeter == again.isSiteMeter)
        #expect(meter.maxSamplePeriod == again.maxSamplePeriod)
        for quantity in meter.columns {
          let first = try raw.samples(before.id, meter.id, quantity)
          let second = try written.samples(after.id, again.id, quantity)
          #expect(first.times == second.times)
          #expect(first.values.map(\.bitPattern) == second.values.map(\.bitPattern))
        }
      }
    }
  }

  @Test("whatever the folder's metadata say is kept, also what we do not use")
  func keepsMetadata() throws {
    var files = UKDALERawTests.houses
    files["metadata/dataset.yaml"] = "name: UK-DALE\ntimezone: Europe/London\nsubject: wattage\n"
    files["metadata/meter_devices.yaml"] = "Plug: {sample_period: 6, wireless: true, maker: Acme}"
    files["metadata/building1.yaml"] = """
      n_occupants: 4
      elec_meters:
        5: {device_model: Plug, warning: swapped in June, data_location: house_1/channel_5.dat}
        77: {device_model: Plug}
      appliances: [{type: kettle, instance: 1, meters: [5], manufacturer: Whirl, on: 2013-01-01}]
      """
    let folder = try RawFolder(files)
    let output = folder.file("out.h5")
    _ = try Conversion.run(UKDALERawSource(folder: folder.path), to: output)
    let house = try MeterSources.open(output).dataset.building(1)
    #expect(house.meters.map(\.id) == [1, 2, 3, 4, 5, 6])
    #expect(house.meters[4].notes == ["swapped in June"])
    #expect(house.meters[4].columns == [.activePower] && house.meters[4].samplePeriod == 6)
    // Attributes lie in the file as they are, so that the words of the pickles are found in it.
    let text = try String(decoding: FileSystem.bytes(of: output), as: UTF8.self)
    for word in ["wattage", "Acme", "n_occupants", "Whirl", "/building1/elec/meter5"] {
      #expect(text.contains(word), "\(word)")
    }
    #expect(!text.contains("channel_5.dat"))
  }

  @Test("notes tell of empty meters, repeated times and steps back")
  func notes() throws {
    let folder = try RawFolder(UKDALERawTests.houses)
    let report = try Conversion.run(
      UKDALERawSource(folder: folder.path), to: folder.file("out.h5"))
    #expect(report.notes.contains("house 1's meter 4 is empty"))
    #expect(
      report.notes.contains("house 1's meter 5: rows that repeat a time, kept as they are: 1"))
    #expect(
      report.notes.contains("house 1's meter 5: rows that go back in time, kept as they are: 1"))
  }

  @Test("described tables keep houses, columns and appliances, and get the period they show")
  func tables() throws {
    var files = CSVDescriptionTests.tables
    files["home.yaml"] = CSVDescriptionTests.description
    files["plugs.csv"] =
      "t,kettle,fridge\n"
      + (0..<50).map { "\(1_370_239_200 + $0 * 10),\($0),2\n" }.joined()
    let folder = try RawFolder(files)
    let source = try CSVSource(description: folder.file("home.yaml"), paths: [])
    _ = try Conversion.run(source, to: folder.file("out.h5"))
    let written = try MeterSources.open(folder.file("out.h5"))
    let house = try #require(written.dataset.buildings.first)
    #expect(written.dataset.name == "My home")
    #expect(house.meters.map(\.samplePeriod) == [6, 10, 10])
    #expect(house.meters.map(\.maxSamplePeriod) == [120, 50, 50])
    #expect(house.meters[0].columns == [.apparentPower, Quantity("voltage")])
    #expect(house.appliances.map(\.meters) == [[2], [2], [4], [4], [0]])
    #expect(try written.samples(1, 2, .activePower).values == (0..<50).map { Float($0) })
    #expect(try house.resolve(appliance: "Toaster").meters == [2])
  }

  @Test("a fault in the middle, or an interrupt, leaves nothing under the output's name")
  func leavesNothing() throws {
    var files = UKDALERawTests.houses
    files["house_2/channel_1.dat"] = "1361000000 100\nbroken\n"
    let folder = try RawFolder(files)
    let output = folder.file("out.h5")
    let source = try UKDALERawSource(folder: folder.path)
    let broken = refusal { _ = try Conversion.run(source, to: output) }
    #expect(broken?.status == .badData)
    #expect(broken?.text.contains("house_2/channel_1.dat, line 2") == true)
    let cancellation = Cancellation()
    cancellation.cancel()
    let supervision = Supervision(cancellation: cancellation)
    let stopped = refusal { _ = try Conversion.run(source, to: output, supervision) }
    #expect(stopped?.status == .interrupted)
    let left = try FileSystem.list(folder.path)
    #expect(left == ["house_1", "house_10", "house_2", "readme.txt"])
  }

  @Test("the data set itself is never written over")
  func refusesItself() throws {
    let folder = try RawFolder(["x.csv": "0,1\n6,2\n"])
    let path = folder.file("x.csv")
    let refusal = refusal { _ = try Conversion.run(CSVSource(path: path), to: path) }
    #expect(refusal?.status == .cannotCreate)
    #expect(try FileSystem.text(of: path) == "0,1\n6,2\n")
  }
}
