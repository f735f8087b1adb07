import Testing

@testable import MeterData

/// UK-DALE's houses as far as selection is concerned.
enum Houses {
  static func plug(_ id: Int) -> Meter {
    Meter(id: id, submeterOf: 0, columns: [.activePower], location: "/m\(id)")
  }

  static func house1() -> Building {
    var mains = Meter(
      id: 1, isSiteMeter: true, isDisabled: true, submeterOf: 54, columns: [.apparentPower],
      location: "/m1")
    mains.maxSamplePeriod = 120
    let card = Meter(
      id: 54, isSiteMeter: true, columns: [.activePower, .apparentPower, Quantity("voltage")],
      location: "/m54")
    return Building(
      id: 1, meters: [mains] + [5, 10, 12, 19, 20].map(plug) + [card],
      appliances: [
        Appliance(type: "washer dryer", instance: 1, meters: [5]),
        Appliance(type: "washer dryer", instance: 2, meters: [5]),
        Appliance(type: "kettle", meters: [10], isDominant: true),
        Appliance(type: "food processor", meters: [10]),
        Appliance(type: "toasted sandwich maker", meters: [10]),
        Appliance(type: "fridge freezer", meters: [12]),
        Appliance(type: "light", instance: 3, meters: [19]),
        Appliance(type: "light", instance: 4, meters: [20]),
        Appliance(type: "USB hub", meters: [20]),
        Appliance(type: "drill", meters: [0]),
      ])
  }

  static func house4() -> Building {
    let mains = Meter(id: 1, isSiteMeter: true, columns: [.apparentPower], location: "/m1")
    return Building(
      id: 4, meters: [mains] + [5, 6].map(plug),
      appliances: [
        Appliance(type: "freezer", meters: [5]), Appliance(type: "washing machine", meters: [6]),
        Appliance(type: "microwave", meters: [6]), Appliance(type: "breadmaker", meters: [6]),
      ])
  }

  static func splitPhase() -> Building {
    let legs = [1, 2].map { id in
      Meter(id: id, isSiteMeter: true, columns: [.apparentPower], location: "/m\(id)")
    }
    return Building(
      id: 3, meters: legs + [3, 4].map(plug),
      appliances: [Appliance(type: "electric oven", meters: [3, 4])])
  }

  static func dataset() -> Dataset {
    Dataset(
      path: "x.h5", format: .nilmtkHDF5, timezone: "Europe/London",
      buildings: [house1(), splitPhase(), house4()])
  }
}

@Suite("Appliance selection")
struct ApplianceSelectionTests {
  @Test(
    "finds by type, everyday word, relative, instance and meter",
    arguments: [
      ("kettle", "kettle", "kettle", [10]), ("Kettle", "kettle", "kettle", [10]),
      ("fridge", "fridge", "fridge", [12]), ("freezer", "freezer", "freezer", [12]),
      ("fridge-freezer", "fridge freezer", "fridge_freezer", [12]),
      ("refrigerator", "fridge", "fridge", [12]),
      ("washing_machine", "washing machine", "washing_machine", [5]),
      ("washerdryer", "washer dryer", "washer_dryer", [5]), ("light", "light", "light", [19]),
      ("light 4", "light 4", "light_4", [20]), ("usb hub", "USB hub", "usb_hub", [20]),
      ("meter 12", "meter 12", "meter_12", [12]),
    ])
  func finds(asked: String, type: String, name: String, meters: [Int]) throws {
    let found = try Houses.house1().resolve(appliance: asked)
    #expect(found.type == type)
    #expect(found.name == name)
    #expect(found.meters == meters)
  }

  @Test("says which relative was taken, and that instances share the meter")
  func notesRelatives() throws {
    let machine = try Houses.house1().resolve(appliance: "washing machine")
    #expect(machine.appliance.type == "washer dryer")
    #expect(
      machine.note?.contains("has no washing machine, took its washer dryer (meter 5)") == true)
    #expect(machine.note?.contains("instances 1 and 2 on meter 5") == true)
    #expect(
      try Houses.house4().resolve(appliance: "fridge").note?.contains("took its freezer") == true)
  }

  @Test("says who shares the meter, and who dominates")
  func notesSharing() throws {
    let kettle = try Houses.house1().resolve(appliance: "kettle")
    #expect(kettle.sharedWith == ["food processor", "toasted sandwich maker"])
    #expect(kettle.note?.contains("kettle is the dominant one") == true)
    let microwave = try Houses.house4().resolve(appliance: "microwave")
    #expect(microwave.sharedWith == ["washing machine", "breadmaker"])
    #expect(microwave.note?.contains("none is marked dominant") == true)
    #expect(try Houses.house4().resolve(appliance: "freezer").note == nil)
  }

  @Test("sums the meters of an appliance on several phases, and tells of further instances")
  func severalMeters() throws {
    #expect(try Houses.splitPhase().resolve(appliance: "electric oven").meters == [3, 4])
    #expect(try Houses.house1().resolve(appliance: "light").note?.contains("\"light 4\"") == true)
  }

  @Test("refuses an unknown name with the nearest and all that there are")
  func refusesUnknown() throws {
    let error = #expect(throws: MeterDataError.self) {
      _ = try Houses.house4().resolve(appliance: "frezer", of: "x.h5")
    }
    #expect(error?.status == .badData)
    #expect(
      error?.description
        == "no appliance \"frezer\" in house 4 of x.h5. Did you mean freezer? "
        + "House 4 has: breadmaker, freezer, microwave, washing machine.")
  }

  @Test("refuses an appliance that no plug measures")
  func refusesUnmetered() {
    let error = #expect(throws: MeterDataError.self) {
      _ = try Houses.house1().resolve(appliance: "drill")
    }
    #expect(error?.reason.contains("no meter of its own") == true)
  }
}

@Suite("Mains selection")
struct MainsSelectionTests {
  @Test("active where every house has it, else apparent, from a disabled meter if need be")
  func followsTheRule() throws {
    let dataset = Houses.dataset()
    let alone = try dataset.resolveMains(in: [1])
    #expect(alone.map(\.meters) == [[54]])
    #expect(alone[0].quantity == .activePower)
    #expect(alone[0].note?.contains("--mains apparent --mains-meter 1") == true)
    let both = try dataset.resolveMains(in: [1, 4])
    #expect(both.map(\.meters) == [[54], [1]])
    #expect(both.map(\.quantity) == [.apparentPower, .apparentPower])
    #expect(both[1].note?.contains("apparent power (VA) and the plugs active power (W)") == true)
  }

  @Test("a disabled meter serves where no enabled one has the quantity")
  func takesDisabled() throws {
    var dataset = Houses.dataset()
    dataset.buildings[0].meters.removeAll { $0.id == 54 }
    let mains = try dataset.resolveMains(in: [1])
    #expect(mains[0].meters == [1])
    #expect(mains[0].note?.contains("marks as disabled") == true)
  }

  @Test("the user's meter and quantity win")
  func userWins() throws {
    let chosen = try Houses.dataset().resolveMains(in: [1], quantity: .apparentPower, meter: 1)
    #expect(chosen[0].meters == [1])
    #expect(chosen[0].quantity == .apparentPower)
  }

  @Test("the legs of a split-phase house are summed")
  func sumsLegs() throws {
    let mains = try Houses.dataset().resolveMains(in: [3])
    #expect(mains[0].meters == [1, 2])
    #expect(mains[0].note?.contains("sum of its legs, meters 1 and 2") == true)
  }

  @Test("what is not there is refused with what is")
  func refuses() {
    let dataset = Houses.dataset()
    let cases: [(houses: [Int], quantity: Quantity?, meter: Int?, text: String)] = [
      ([7], nil, nil, "It has 1, 3 and 4"), ([4], .activePower, nil, "They measure power apparent"),
      ([4], nil, 9, "house 4 has 1, 5 and 6"),
    ]
    for (houses, quantity, meter, text) in cases {
      let error = #expect(throws: MeterDataError.self) {
        _ = try dataset.resolveMains(in: houses, quantity: quantity, meter: meter)
      }
      #expect(error?.status == .badData)
      #expect(error?.description.contains(text) == true)
    }
  }
}
