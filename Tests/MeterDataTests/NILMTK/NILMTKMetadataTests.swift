import Testing

@testable import MeterData

@Suite("NILMTK metadata")
struct NILMTKMetadataTests {
  private func building(_ pickle: String, root: String = "(d.") throws -> Building {
    let metadata = NILMTKMetadata(root: try PickleParser.parse(latin1(root)))
    return metadata.building(3, try PickleParser.parse(latin1(pickle))) { $0 == "now" ? 7 : nil }
  }

  @Test("reads devices by key, and meters, appliances and dates from a house")
  func readsHouse() throws {
    let root =
      "(dS'name'\nS'UK-DALE'\nsS'timezone'\nS'Europe/London'\nsS'meter_devices'\n"
      + "(dS'Tx'\n(dS'model'\nS'other'\nsS'sample_period'\nI6\nsS'max_sample_period'\nL120L\nsss."
    let house =
      "(dS'elec_meters'\n(dI2\n(dS'device_model'\nS'Tx'\nsS'submeter_of'\nI1\nssI1\n"
      + "(dS'site_meter'\nI01\nsS'data_location'\nS'building3/elec/meter1'\nsssS'appliances'\n"
      + "(l(dS'type'\nS'kettle'\nsS'meters'\n(lI2\nasS'dates_active'\n(l(dS'start'\nS'now'\nsas"
      + "S'dominant_appliance'\nI01\nsas."
    let metadata = NILMTKMetadata(root: try PickleParser.parse(latin1(root)))
    #expect(metadata.name == "UK-DALE")
    #expect(metadata.timezone == "Europe/London")
    let building = try building(house, root: root)
    #expect(building.meters.map(\.id) == [1, 2])
    #expect(building.meters[0].isSiteMeter)
    #expect(building.meters[0].location == "/building3/elec/meter1")
    #expect(building.meters[1].samplePeriod == 6)
    #expect(building.meters[1].maxSamplePeriod == 120)
    #expect(building.appliances.map(\.type) == ["kettle"])
    #expect(building.appliances[0].isDominant)
    #expect(building.appliances[0].datesActive.first?.start == 7)
    #expect(building.appliances[0].datesActive.first?.end == nil)
  }

  @Test("a meter below itself, also over others, loses its parent and says so")
  func cutsCycles() throws {
    let house =
      "(dS'elec_meters'\n(dI1\n(dS'submeter_of'\nI1\nssI2\n(dS'submeter_of'\nI3\nssI3\n"
      + "(dS'submeter_of'\nI2\nssI4\n(dS'submeter_of'\nI2\nsss."
    let meters = try building(house).meters
    #expect(meters.map(\.submeterOf) == [nil, nil, nil, 2])
    #expect(meters.map(\.notes.isEmpty) == [false, false, false, true])
  }

  @Test(
    "nonsense of any type is as good as absent",
    arguments: [
      "N.", "(d.", "I3\n.", "(dS'elec_meters'\n(lI1\nasS'appliances'\nI5\ns.",
      "(dS'elec_meters'\n(dS'x'\nNsI1\nNss.",
      "(dS'appliances'\n(lNa(dS'type'\nI4\nsas.",
    ])
  func toleratesNonsense(pickle: String) throws {
    let building = try building(pickle)
    #expect(building.appliances.isEmpty)
    #expect(building.meters.count <= 1)
  }
}

@Suite("Column labels, index units and time zones")
struct ColumnLabelTests {
  @Test("labels of one level, of None and of numbers have no type")
  func readsLabels() throws {
    let labels = try ColumnLabels.parse(latin1("(lVpower\na(Vvoltage\nNtaI3\na."), at: nil)
    #expect(labels == [Quantity("power"), Quantity("voltage"), Quantity("3")])
    let axes = try ColumnLabels.parseAxes(
      latin1("(lp0\n(I1\n(lp1\n(Vpower\np2\nVactive\np3\ntp4\natp5\na."), at: nil)
    #expect(axes == [.activePower])
  }

  @Test(
    "index kinds give their unit",
    arguments: [
      ("datetime64", 1), ("datetime64[ns]", 1), ("datetime64[us]", 1000),
      ("datetime64[ms]", 1_000_000), ("datetime64[s]", 1_000_000_000), ("integer", nil), ("", nil),
    ] as [(String, Int64?)])
  func readsIndexKind(kind: String, nanoseconds: Int64?) {
    #expect(IndexUnit(kind: kind)?.nanoseconds == nanoseconds)
  }

  @Test("NaT and times beyond 64 bits are no times")
  func refusesNaT() throws {
    let seconds = try #require(IndexUnit(kind: "datetime64[s]"))
    #expect(seconds.time(1_352_500_095) == 1_352_500_095_000_000_000)
    #expect(seconds.time(Int64.min) == nil)
    #expect(seconds.time(Int64.max) == nil)
    #expect(IndexUnit(kind: "datetime64")?.time(Int64.max) == nil)
  }

  @Test(
    "time zones of pytz, zoneinfo and datetime give their name",
    arguments: [
      ("cpytz\n_p\n(S'Europe/London'\nI-60\nI0\nS'LMT'\ntR", "Europe/London"),
      ("cpytz\n_UTC\n(tR", "UTC"), ("cpytz\n_p\n(VEtc/GMT-2\ntR", "Etc/GMT-2"),
      (
        "c__builtin__\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(VEurope/Berlin\nI1\ntR",
        "Europe/Berlin"
      ),
      ("cdatetime\ntimezone\n(cdatetime\ntimedelta\n(I0\nI0\nI0\ntRtR", "UTC"),
      ("cdatetime\ntimezone\n(cdatetime\ntimedelta\n(I0\nI3600\nI0\ntRtR", nil), ("N", nil),
    ] as [(String, String?)])
  func readsTimeZone(object: String, name: String?) throws {
    let info = "(dS'index'\n(dS'tz'\n\(object)ss."
    #expect(try FrameTimeZone.parse(latin1(info), at: nil) == name)
  }
}
