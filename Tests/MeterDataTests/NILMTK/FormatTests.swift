import Testing

@testable import MeterData

@Suite("Files of every dialect", .enabled(if: SharedData.isPresent, "../shared/data is absent"))
struct FormatTests {
  static let pandasVersions = [
    "0.19.2", "0.25.3", "1.0.5", "1.4.4", "1.5.3", "2.1.4", "2.3.3", "3.0.0", "3.1.1",
  ]

  @Test("every pandas version gives the same rows", arguments: pandasVersions)
  func readsEveryPandas(version: String) throws {
    let source = try NILMTKSource(path: SharedData.format("mini_pandas_\(version)"))
    #expect(source.dataset.timezone == "Europe/London")
    #expect(source.dataset.buildings[0].meters.map(\.id) == [1, 54])
    let whole = try readAll(source, .apparentPower)
    #expect(whole.values == [100, 200, 201, 7])
    #expect(
      whole.times.map { $0 / 1_000_000_000 } == [1352500095, 1352500101, 1352500101, 1352500095])
    let card = source.dataset.buildings[0].meters[1]
    #expect(card.columns == [.activePower, .apparentPower, Quantity("voltage")])
    let voltage = try readAll(source, meter: 54, Quantity("voltage"))
    #expect(voltage.values == [240.5, 241])
    // Some versions lose 95 ns of the decimal of a second.
    let milliseconds = voltage.times.map { ($0 + 500_000) / 1_000_000 }
    #expect(milliseconds == [1_363_547_563_100, 1_363_547_564_200])
  }

  @Test(
    "UK-DALE's five houses are all there, whichever Python wrote the metadata",
    arguments: ["uk_py27_pd019", "uk_py36_pd025", "uk_pd20", "uk_pd31"])
  func readsHouses(name: String) throws {
    let dataset = try NILMTKSource(path: SharedData.format(name)).dataset
    #expect(dataset.name == "UK-DALE")
    #expect(dataset.compression == "Blosc")
    #expect(dataset.buildings.map(\.meters.count) == [54, 20, 5, 6, 26])
    #expect(dataset.buildings.map(\.appliances.count) == [72, 18, 4, 11, 24])
    let first = dataset.buildings[0]
    #expect(first.meters[0].isDisabled && first.meters[0].isSiteMeter)
    #expect(first.meters[53].columns.count == 3)
    #expect(first.meters[7].submeterOf == 25)
    #expect(first.appliances.filter { $0.submeters.isEmpty }.count == 6)
    let dryers = first.appliances.filter { $0.type == "washer dryer" }
    #expect(Set(dryers.map(\.instance)) == [1, 2])
    let ends = dryers.sorted { $0.instance < $1.instance }.flatMap(\.datesActive)
    #expect(ends[0].end == 1_441_666_800_000_000_000)
    #expect(ends[1].start == 1_441_666_801_000_000_000)
  }

  @Test("the five appliances of the papers are found in each house by its metadata")
  func resolvesAppliances() throws {
    let dataset = try NILMTKSource(path: SharedData.format("uk_py27_pd019")).dataset
    let expected: [(house: Int, appliance: String, meter: Int?)] = [
      (1, "kettle", 10), (1, "fridge", 12), (1, "microwave", 13), (1, "dish washer", 6),
      (1, "washing machine", 5), (2, "kettle", 8), (2, "fridge", 14), (2, "microwave", 15),
      (2, "dish washer", 13), (2, "washing machine", 12), (3, "kettle", 2), (3, "fridge", nil),
      (4, "kettle", 3), (4, "fridge", 5), (4, "microwave", 6), (4, "washing machine", 6),
      (4, "dish washer", nil), (5, "kettle", 18), (5, "fridge", 19), (5, "microwave", 23),
      (5, "dish washer", 22), (5, "washing machine", 24),
    ]
    for (house, appliance, meter) in expected {
      let found = try? dataset.building(house).resolve(appliance: appliance)
      #expect(found?.meters == meter.map { [$0] }, "house \(house), \(appliance)")
    }
    let houses = try dataset.resolveMains(in: [1, 2, 5])
    #expect(houses.map(\.meters) == [[54], [20], [26]])
    #expect(houses.allSatisfy { $0.quantity == .activePower })
    let all = try dataset.resolveMains(in: [1, 2, 3, 4, 5])
    #expect(all.map(\.meters) == [[54], [20], [1], [1], [26]])
    #expect(all.allSatisfy { $0.quantity == .apparentPower })
  }

  @Test("interleaved blocks, naive times, NaT, data columns and single labels are read")
  func readsMixedBlocks() throws {
    let source = try NILMTKSource(path: SharedData.format("mixed_blocks_pd15"))
    let meters = source.dataset.buildings[0].meters
    let ids = Dictionary(uniqueKeysWithValues: meters.map { ($0.label ?? "", $0.id) })
    let interleaved = try #require(ids["inter"])
    #expect(
      meters[interleaved - 1].columns.map(\.description)
        == ["voltage", "energy active", "power apparent", "state", "power active"])
    #expect(try readAll(source, meter: interleaved).values == [10, 11, 12, 13])
    #expect(try readAll(source, meter: interleaved, .apparentPower).values == [0, 1, 2, 3])
    let nat = try readAll(source, meter: try #require(ids["nat"]))
    #expect(nat.times.count == 3)
    for name in ["dc", "flat"] {
      let values = try readAll(source, meter: try #require(ids[name]), Quantity("power")).values
      #expect(values[0].isNaN && values[1] == 1 && values[3] == 2)
    }
  }

  @Test("fixed frames are read, with labels of one and of two levels")
  func readsFixedFrames() throws {
    let two = try NILMTKSource(path: SharedData.format("fixed_pd15"))
    #expect(
      two.dataset.buildings[0].meters[0].columns.map(\.description)
        == ["power active", "power apparent", "voltage"])
    #expect(try readAll(two, .apparentPower).values == [1, 4, 7])
    let one = try NILMTKSource(path: SharedData.format("meterdata_ukdale"))
    #expect(one.dataset.timezone == "Europe/London")
    #expect(try readAll(one, Quantity("mains")).values.count == 720)
  }

  @Test("every filter gives the rows of the uncompressed table; others are refused by name")
  func readsFilters() throws {
    let source = try NILMTKSource(path: SharedData.format("filters_pytables311"))
    let meters = source.dataset.buildings[0].meters
    let plain = try #require(meters.first { $0.label == "none" })
    let expected = try readAll(source, meter: plain.id, Quantity("values_block_0"))
    #expect(expected.values.count == 20_000)
    for meter in meters where meter.label != "blosc2" {
      let read = try readAll(source, meter: meter.id, Quantity("values_block_0"))
      #expect(read == expected, "\(meter.label ?? "")")
    }
    let refused = try #require(meters.first { $0.label == "blosc2" }?.refusal)
    #expect(refused.description.contains("Blosc 2") && refused.description.contains("ptrepack"))
    let lzo = try NILMTKSource(path: SharedData.format("lzo_py27")).dataset.buildings[0].meters[0]
    #expect(lzo.refusal?.description.contains("LZO (305)") == true)
  }
}
