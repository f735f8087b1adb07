import Files
import MeterData
import Testing

@Suite("The raw UK-DALE folder")
struct UKDALERawTests {
  static let houses = [
    "house_1/labels.dat": "1 aggregate\n2 boiler\n3 dishwasher\n4 gigE_&_USBhub\n5 kettle\n",
    "house_1/channel_1.dat": "1352500095 599\n1352500101 582\n1352500107 600\n",
    "house_1/channel_2.dat": "1352500095 0\n",
    "house_1/channel_3.dat": "1352500095 7 2\r\n",
    "house_1/channel_4.dat": "",
    "house_1/channel_5.dat": "1352500100 2000\n1352500094 2001\n1352500094 nan\n",
    "house_1/channel_5_button_press.dat": "1352500095 1\n",
    "house_1/channel_6.dat": "1352500095 9\n",
    "house_1/mains.dat": "1363547563.1 248.25 270.51 240.25\n1363547564 -0.5 1e2 240\n",
    "house_2/channel_1.dat": "1361000000 100\n",
    "house_10/channel_1.dat": "1361000000 100",
    "readme.txt": "x",
  ]

  @Test("houses, meters, columns and appliances come from the files and the labels")
  func describes() throws {
    let folder = try RawFolder(Self.houses)
    let dataset = try UKDALERawSource(folder: folder.path).dataset
    #expect(dataset.format == .ukdaleRaw)
    #expect(dataset.timezone == "Europe/London")
    #expect(dataset.buildings.map(\.id) == [1, 2, 10])
    let house = try #require(dataset.buildings.first)
    #expect(house.meters.map(\.id) == [1, 2, 3, 4, 5, 6])
    #expect(house.meters[0].columns == [.apparentPower])
    #expect(house.meters[0].isDisabled && house.meters[0].submeterOf == 6)
    #expect(house.meters[5].columns == [.activePower, .apparentPower, Quantity("voltage")])
    #expect(house.meters[5].location.hasSuffix("house_1/mains.dat"))
    #expect(house.meters[5].start == 1_363_547_563_100_000_000)
    #expect(house.meters[0].end == 1_352_500_107_000_000_000)
    #expect(house.meters[3].rows == 0)
    #expect(house.appliances.map(\.type) == ["boiler", "dish washer", "gige & usbhub", "kettle"])
    #expect(try house.resolve(appliance: "Dishwasher").meters == [3])
    #expect(!dataset.buildings[1].meters[0].isDisabled)
  }

  @Test("samples come out in the file's order, extra columns and button presses aside")
  func reads() throws {
    let folder = try RawFolder(Self.houses)
    let source = try UKDALERawSource(folder: folder.path)
    let mains = try source.samples(1, 1, .apparentPower)
    #expect(mains.times == [1_352_500_095, 1_352_500_101, 1_352_500_107])
    #expect(mains.values == [599, 582, 600])
    let kettle = try source.samples(1, 5, .activePower)
    #expect(kettle.times == [1_352_500_100, 1_352_500_094, 1_352_500_094])
    #expect(kettle.values[2].isNaN)
    #expect(try source.samples(1, 6, .activePower).values == [248.25, -0.5])
    #expect(try source.samples(1, 6, .apparentPower).values == [270.51, 100])
    #expect(try source.samples(1, 6, Quantity("voltage")).values == [240.25, 240])
    #expect(try source.samples(1, 3, .activePower).values == [7])
    #expect(try source.samples(1, 4, .activePower).values == [])
    #expect(try source.samples(10, 1, .apparentPower).values == [100])
  }

  @Test("metadata in YAML decide, also which meter mains.dat is")
  func metadata() throws {
    var files = Self.houses
    files["metadata/dataset.yaml"] = "name: UK-DALE\ntimezone: Europe/London\n"
    files["metadata/meter_devices.yaml"] = """
      CurrentCostTx: {sample_period: 6, max_sample_period: 120,
        measurements: [{physical_quantity: power, type: apparent}]}
      """
    files["metadata/building1.yaml"] = """
      instance: 1
      original_name: house_1
      elec_meters:
        1: {site_meter: true, disabled: true, submeter_of: 54, data_location: house_1/channel_1.dat}
        2: &plug {device_model: CurrentCostTx, submeter_of: 54}
        3: *plug
        54: {site_meter: true, data_location: house_1/mains.dat}
      appliances:
      - {type: boiler, instance: 1, meters: [2], dates_active: [{start: '2013-01-01'}]}
      """
    let folder = try RawFolder(files)
    let source = try UKDALERawSource(folder: folder.path)
    let house = try #require(source.dataset.buildings.first)
    #expect(house.meters.map(\.id) == [1, 2, 3, 4, 5, 54])
    #expect(house.meters[1].columns == [.apparentPower])
    #expect(house.meters[1].maxSamplePeriod == 120)
    #expect(house.appliances.map(\.type) == ["boiler"])
    #expect(house.appliances[0].datesActive[0].start == 1_356_998_400_000_000_000)
    #expect(try source.samples(1, 54, .activePower).values == [248.25, -0.5])
  }

  @Test("one house's own folder is a data set too")
  func singleHouse() throws {
    let folder = try RawFolder(Self.houses)
    let source = try UKDALERawSource(folder: folder.file("house_2"))
    #expect(source.dataset.buildings.map(\.id) == [2])
    #expect(UKDALERawSource.recognises(folder.path))
    #expect(!UKDALERawSource.recognises(folder.file("nothing")))
  }

  @Test(
    "a line that is no sample is refused with its file and line",
    arguments: [
      ("1 2\nx 3\n", "line 2: \"x\" is no time in UNIX seconds"),
      ("1 2\n1352500\n", "line 2: the line has 0 of 1 values; perhaps the file was cut short"),
      ("1 2\n\n1352500 ", "line 3: the line has 0 of 1 values"),
      ("1,2\n", "line 1: a blank is missing after the time"), ("1 2x\n", "\"2x\" is no number"),
      ("1 inf\n", "\"inf\" is no number"), ("99999999999999999999 1\n", "is no time"),
      ("9999999999999 1\n", "is no time"), ("\u{0}\n", "is no time"), ("1 --2\n", "is no number"),
    ])
  func refuses(text: String, words: String) throws {
    let folder = try RawFolder(["house_1/channel_1.dat": "1 1\n", "house_1/channel_2.dat": text])
    let refusal = refusal {
      _ = try UKDALERawSource(folder: folder.path).samples(1, 2, .activePower)
    }
    #expect(refusal?.status == .badData)
    #expect(refusal?.text.contains("channel_2.dat, ") == true)
    #expect(refusal?.text.contains(words) == true, "\(refusal?.text ?? "nothing thrown")")
  }

  @Test("a folder without houses and a missing one are refused")
  func refusesFolders() throws {
    let folder = try RawFolder(["house_1/labels.dat": "1 x\n"])
    #expect(refusal { _ = try UKDALERawSource(folder: folder.path) }?.status == .badData)
    #expect(refusal { _ = try UKDALERawSource(folder: "/no/such") }?.status == .missingInput)
  }

  @Test("long files come in bounded blocks and keep every row")
  func blocks() throws {
    let rows = (0..<60_000).map { "\(1_352_500_000 + $0 * 6) \($0 % 4000)\n" }.joined()
    let folder = try RawFolder(["house_1/channel_1.dat": rows])
    let source = try UKDALERawSource(folder: folder.path)
    let reader = try source.reader(building: 1, meter: 1, quantity: .apparentPower)
    var block = SampleBlock()
    var count = 0
    while try reader.read(into: &block) {
      #expect(block.count < 30_000)
      #expect(block.times[0] == (1_352_500_000 + Int64(count) * 6) * 1_000_000_000)
      count += block.count
    }
    #expect(count == 60_000)
    #expect(source.dataset.buildings[0].meters[0].end == 1_352_859_994_000_000_000)
  }
}

@Suite("A folder without houses")
struct NoHouseTests {
  @Test(
    "is refused with what lies in it",
    arguments: [
      ("home.csv", "/home.csv for one"), ("sim.h5", "/sim.h5."), ("readme.txt", "ukdale.zip"),
    ])
  func advises(file: String, words: String) throws {
    let folder = try RawFolder([file: "x"])
    let error = #expect(throws: MeterDataError.self) { try UKDALERawSource(folder: folder.path) }
    #expect(error?.status == .badData && error?.remedy?.contains(words) == true)
  }
}
