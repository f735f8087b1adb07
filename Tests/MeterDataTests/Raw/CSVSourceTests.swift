import Files
import MeterData
import Testing

@Suite("Tables of text")
struct CSVSourceTests {
  @Test(
    "times and numbers are read in every usual dialect",
    arguments: [
      ("timestamp,power\n1370239200,5.5\n1370239206,6\n", "UTC"),
      ("1370239200,5.5\n1370239206,6", "UTC"),
      ("1370239200000;5,5\n1370239206000;6\n", "UTC"),
      ("time\tpower\r\n2013-06-03 06:00:00\t5.5\r\n2013-06-03 06:00:06\t6\r\n", "UTC"),
      ("\u{FEFF}a,b\n\"2013-06-03T07:00:00+01:00\", \"5.5\"\n2013-06-03T06:00:06Z , 6.0 \n", "UTC"),
      ("# comment\n\nt,p\n2013-06-03 07:00,5.5\n\n2013-06-03 07:00:06,6e0\n", "Europe/London"),
      ("power,extra,unix\n5.5,\"x,y\",1370239200\n6,,1370239206\n", "UTC"),
    ])
  func dialects(text: String, zone: String) throws {
    let folder = try RawFolder(["x.csv": text])
    let source = try CSVSource(path: folder.file("x.csv"), timezone: zone)
    let meter = try #require(source.dataset.buildings.first?.meters.first)
    let samples = try source.samples(1, meter.id, .activePower)
    #expect(samples.times == [1_370_239_200, 1_370_239_206])
    #expect(samples.values == [5.5, 6])
    #expect(meter.start == 1_370_239_200_000_000_000)
    #expect(meter.end == 1_370_239_206_000_000_000)
  }

  @Test("columns named for quantities are the mains, others are appliances")
  func columns() throws {
    let folder = try RawFolder([
      "x.csv": "timestamp,mains,voltage,kettle,dish_washer,kettle_on,flag\n0,500,240,1,,0,\n"
    ])
    let source = try CSVSource(path: folder.file("x.csv"))
    let house = try #require(source.dataset.buildings.first)
    #expect(house.meters.map(\.columns.count) == [2, 1, 1])
    #expect(house.meters[0].isSiteMeter)
    #expect(house.appliances.map(\.type) == ["kettle", "dish washer"])
    #expect(try source.samples(1, 1, Quantity("voltage")).values == [240])
    #expect(try source.samples(1, 3, .activePower).values[0].isNaN)
  }

  @Test("the hour that clocks show twice goes on in a series that is in order")
  func repeatedHour() throws {
    let clock = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    let rows = clock.map { "2013-10-27 \($0),1\n" }.joined()
    let folder = try RawFolder(["x.csv": rows])
    let source = try CSVSource(path: folder.file("x.csv"), timezone: "Europe/London")
    let times = try source.samples(1, 1, .activePower).times
    #expect(times == (0..<6).map { 1_382_830_200 + Double($0) * 1800 })
  }

  @Test("a separator may end the lines", arguments: ["t,p\n0,1,\n6,2,\n", "t,p,\n0,1,\n6,2,\n"])
  func endsWithSeparator(text: String) throws {
    let folder = try RawFolder(["x.csv": text])
    let source = try CSVSource(path: folder.file("x.csv"))
    let meter = source.dataset.buildings[0].meters[0]
    #expect(try source.samples(1, meter.id, meter.columns[0]).values == [1, 2])
  }

  @Test(
    "what is no table is refused with its file and line",
    arguments: [
      ("", "x.csv: the file is empty"), ("a,b\n", "it has a header and no rows"),
      ("1370239200\n", "line 1: a row needs a time and a number"),
      ("t,p\n03/06/2013 06:00,1\n", "line 2: \"03/06/2013 06:00\" is no time; write"),
      ("date,time,p\n2013-06-03,06:00,1\n", "date and time stand in two columns"),
      ("t,p\n0,1\n6\n", "line 3: the line has one cell and needs 2"),
      ("t,p\n0,1\n6,abc\n", "line 3: \"abc\" in the column p is no number"),
      ("t,p\n0,x\n", "no column of numbers"), ("t,p\n0,1\nx,1\n", "line 3: \"x\" is no time"),
      ("t,p\n0,1\n0,\"1\n", "line 3"),
      ("t,p\n2013-06-03,1\n2013-02-30,1\n", "\"2013-02-30\" is no time"),
      ("t,p\n0,1\n6,1e400\n", "is no number"),
      ("t,p\n0,1\n6,51,5\n", "line 3: the line has 3 cells and needs 2; perhaps numbers have"),
      ("t;p\n0;1\n6;5;1\n", "line 3: the line has 3 cells and needs 2"),
      ("t,p,q\n0,1\n", "line 2: the line has 2 cells and the header names 3"),
      ("t,p\n0,1,2\n", "line 2: the line has 3 cells and the header names 2"),
      ("t,p,q\n0,1,2\n6,1\n", "line 3: the line has 2 cells and needs 3"),
    ])
  func refuses(text: String, words: String) throws {
    let folder = try RawFolder(["x.csv": text])
    let refusal = refusal {
      let source = try CSVSource(path: folder.file("x.csv"))
      _ = try source.samples(1, 1, source.dataset.buildings[0].meters[0].columns[0])
      _ = try source.samples(1, 2, .activePower)
    }
    #expect(refusal?.status == .badData)
    #expect(refusal?.text.contains(words) == true, "\(refusal?.text ?? "nothing thrown")")
  }
}

@Suite("Tables with a description")
struct CSVDescriptionTests {
  static let tables = [
    "mains.csv": "timestamp,va,v\n2013-06-03 06:00,500,240\n",
    "plugs.csv": "timestamp,kettle,fridge\n1370239200,1,2\n",
  ]
  static let description = """
    name: My home
    timezone: Europe/Berlin
    meters:
      - {id: 1, file: mains.csv, mains: true, period: 6s, max_period: 2min,
         columns: {va: power apparent, v: voltage}}
      - {id: 2, file: plugs.csv, column: kettle, appliance: [Kettle, toaster], submeter_of: 1}
      - {id: 4, file: plugs.csv, column: fridge, quantity: apparent, appliance: fridge}
    appliances:
      - {type: fridge, meters: [4], room: kitchen, on_power_threshold: 50, min_on: 1min}
      - {type: light, meters: [0]}
    """

  @Test("gives houses, meters, quantities, appliances and the zone")
  func describes() throws {
    var files = Self.tables
    files["home.yaml"] = Self.description
    let folder = try RawFolder(files)
    let source = try CSVSource(description: folder.file("home.yaml"), paths: [])
    #expect(source.dataset.name == "My home")
    #expect(source.dataset.timezone == "Europe/Berlin")
    let house = try #require(source.dataset.buildings.first)
    #expect(house.meters.map(\.id) == [1, 2, 4])
    #expect(house.meters[0].samplePeriod == 6)
    #expect(house.meters[0].maxSamplePeriod == 120)
    #expect(house.meters.map(\.submeterOf) == [nil, 1, 0])
    #expect(
      house.appliances.map { "\($0.type) \($0.instance) \($0.meters)" } == [
        "kettle 1 [2]", "toaster 1 [2]", "fridge 1 [4]", "fridge 2 [4]", "light 1 [0]",
      ])
    #expect(house.appliances[3].minOnDuration == 60)
    #expect(try source.samples(1, 1, .apparentPower).times == [1_370_232_000])
    #expect(try source.samples(1, 4, .apparentPower).values == [2])
  }

  @Test(
    "faults are refused with the description's line",
    arguments: [
      ("meters:\n  - {file: none.csv}", "line 2: meters.0.file names none.csv, which is not there"),
      ("meters:\n  - {file: plugs.csv, colum: x}", "unknown key \"meters.0.colum\". Did you mean"),
      ("meters:\n  - {file: plugs.csv, column: x}", "is no column of"),
      ("meters:\n  - {file: plugs.csv, quantity: watt}", "must be a quantity such as power active"),
      ("meters:\n  - {id: 0, file: plugs.csv}", "meters.0.id must be a whole number of at least 1"),
      ("meters:\n  - {id: 2, file: plugs.csv}\n  - {file: plugs.csv}", "meter 2 of house 1"),
      ("timezone: Mars\nmeters: []", "line 1: timezone is unknown"), ("name: x", "names no meters"),
      ("meters: []", "has no meters"), ("meters:\n  - {mains: true}", "meters.0.file is missing"),
      (
        "meters:\n  - {file: plugs.csv}\nappliances: [{type: x, meters: [7]}]",
        "appliances.0.meters names meter 7, which is not described"
      ),
      ("buildings:\n  - {id: 1, meters: []}", "house 1 has no meters"),
    ])
  func refuses(text: String, words: String) throws {
    var files = Self.tables
    files["home.yaml"] = text
    let folder = try RawFolder(files)
    let refusal = refusal { _ = try CSVSource(description: folder.file("home.yaml"), paths: []) }
    #expect(refusal?.status == .badConfiguration)
    #expect(refusal?.text.contains("home.yaml, line ") == true)
    #expect(refusal?.text.contains(words) == true, "\(refusal?.text ?? "nothing thrown")")
  }
}
