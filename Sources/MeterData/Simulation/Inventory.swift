import Work

/// What stands in a house, and which of it has a plug meter.
struct Inventory {
  /// An appliance and its model.
  struct Item {
    /// The controlled vocabulary's word; nil for loads that metadata do not list.
    let type: String?
    let name: String
    let room: String?
    let load: SimulatedLoad
  }

  let metered: [Item]
  let unmetered: [Item]

  /// - Parameters:
  ///   - house: Its number; houses 1 and 2 have all five appliances of the literature.
  ///   - seed: The simulation's seed.
  ///   - busyness: How much the household uses what it has.
  init(of house: Int, seed: UInt64, busyness: Double) {
    let maker = ItemMaker(house: house, seed: seed, busyness: busyness)
    var random = RandomGenerator(seed: seed, house: house, part: "inventory")
    var wanted = ["kettle", "fridge", "microwave", "dish washer", "washing machine"]
    if house > 2 {
      let missing = random.whole(0...2)
      for _ in 0..<missing { wanted.remove(at: random.whole(1...wanted.count - 1)) }
    }
    var extras = ["television", "boiler", "broadband router", "toaster", "computer"]
    let metersMissing = house == 1 ? 2 : random.whole(1...3)
    var unmeteredExtras: [String] = []
    for _ in 0..<metersMissing {
      let index = house == 1 ? extras.count - 1 : random.whole(0...extras.count - 1)
      unmeteredExtras.append(extras.remove(at: index))
    }
    var plugs = wanted + extras
    // In house 1 the appliances stand in the order of the literature, elsewhere in any.
    if house > 1 {
      for index in plugs.indices.dropFirst() { plugs.swapAt(index, random.whole(0...index)) }
    }
    metered = plugs.map { maker.item($0) }
    unmetered =
      unmeteredExtras.map { maker.item($0) } + maker.background()
      + maker.occasional(hasShower: house > 2 && random.chance(0.5), hasFreezer: random.chance(0.4))
  }
}

/// Makes the appliances of one house, each with a random stream of its own.
private struct ItemMaker {
  let house: Int
  let seed: UInt64
  let busyness: Double

  /// An appliance that may have a plug.
  func item(_ type: String) -> Inventory.Item {
    switch type {
    case "kettle":
      make(type, "kitchen", standby: 0.4, socket: 0) { Kettle(busyness: busyness, &$0) }
    case "fridge": make(type, "kitchen", standby: 0.6) { Refrigerator(&$0) }
    case "microwave":
      make(type, "kitchen", standby: 2.1, socket: 0.1) { Microwave(busyness: busyness, &$0) }
    case "dish washer":
      make(type, "kitchen", standby: 0.7) { DishWasher(busyness: busyness, &$0) }
    case "washing machine":
      make(type, "utility", standby: 1.1, socket: house % 2 == 1 ? 0.35 : 0) {
        WashingMachine(busyness: busyness, &$0)
      }
    case "television":
      make(type, "lounge", standby: 0.8, socket: house % 2 == 0 ? 0.3 : 0.1) {
        Television(watts: $0.uniform(62...130))
      }
    case "boiler":
      make(type, "utility", standby: 5.2) { GasBoiler(watts: $0.uniform(62...105)) }
    case "broadband router":
      make(type, "study") { AlwaysOn(watts: $0.uniform(6...10), wander: 0.02) }
    case "toaster":
      make(type, "kitchen") {
        ShortUse(
          watts: $0.uniform(850...1550), daily: 0.9 * busyness, seconds: 95...230,
          habits: [Habit(.waking, 24, spread: 14, weight: 4), Habit(.clock, 780, spread: 40)],
          electrics: .heater, weekend: 1.2)
      }
    default: make(type, "study", standby: 2.4) { Computer(watts: $0.uniform(35...110)) }
    }
  }

  /// What nobody switches on: chargers and clocks; and the lamps of each room.
  func background() -> [Inventory.Item] {
    let evening = [Habit(.returning, 60, spread: 50), Habit(.sleeping, -150, spread: 60)]
    let meals = [
      Habit(.waking, 12, spread: 10, weight: 2), Habit(.clock, 18.5 * 60, spread: 45, weight: 3),
      Habit(.sleeping, -60, spread: 50),
    ]
    let rising = [Habit(.waking, 5, spread: 4), Habit(.sleeping, -25, spread: 12, weight: 2)]
    let anytime = [
      Habit(.waking, 10, spread: 12, weight: 2), Habit(.clock, 900, spread: 240, weight: 2),
      Habit(.sleeping, -30, spread: 30, weight: 2),
    ]
    return [
      make(nil, named: "always on", nil) {
        AlwaysOn(watts: $0.uniform(38...95), wander: 0.04)
      },
      lights("kitchen", 40...140, 5, 15...70, meals),
      lights("lounge", 30...110, 3, 60...260, evening),
      lights("bedroom", 12...60, 4, 8...40, rising),
      lights("bathroom", 18...60, 8, 3...18, anytime, isAlwaysDark: true),
      lights("hall", 9...40, 6, 2...40, evening + anytime),
    ]
  }

  private func lights(
    _ room: String, _ watts: ClosedRange<Double>, _ daily: Double, _ minutes: ClosedRange<Double>,
    _ habits: [Habit], isAlwaysDark: Bool = false
  ) -> Inventory.Item {
    make("light", named: "\(room) lights", room) {
      RoomLights(
        watts: $0.uniform(watts), daily: daily, minutes: minutes, habits: habits,
        isAlwaysDark: isAlwaysDark)
    }
  }

  /// Large loads without a plug: what makes a house's mains hard to read.
  func occasional(hasShower: Bool, hasFreezer: Bool) -> [Inventory.Item] {
    let mornings = [Habit(.waking, 28, spread: 12, weight: 5), Habit(.sleeping, -60, spread: 30)]
    let daytime = [Habit(.clock, 660, spread: 90), Habit(.clock, 1020, spread: 80)]
    var items = [
      make("electric oven", "kitchen") { Oven(busyness: busyness, &$0) },
      make("hair dryer", "bedroom") {
        ShortUse(
          watts: $0.uniform(900...1700), daily: 0.6, seconds: 120...480, habits: mornings,
          electrics: .heater)
      },
      make("vacuum cleaner", nil) {
        ShortUse(
          watts: $0.uniform(750...1400), daily: 0.22, seconds: 400...1500, habits: daytime,
          electrics: .motor, weekend: 2)
      },
      make("clothes iron", nil) { ClothesIron(watts: $0.uniform(1500...2400)) },
    ]
    if hasFreezer { items.append(make("freezer", "garage") { Refrigerator(hasLamp: false, &$0) }) }
    if hasShower {
      items.append(
        make("electric shower heater", "bathroom") {
          ShortUse(
            watts: $0.uniform(7800...9400), daily: 1.7, seconds: 200...520, habits: mornings,
            electrics: .heater)
        })
    }
    return items
  }

  private func make(
    _ type: String?, named name: String? = nil, _ room: String?, standby: Double = 0,
    socket: Double = 0, _ model: (inout RandomGenerator) -> any LoadModel
  ) -> Inventory.Item {
    let name = name ?? type ?? "load"
    return Inventory.Item(
      type: type, name: name, room: room,
      load: SimulatedLoad(
        name, of: house, seed: seed, standby: standby,
        socket: socket > 0 ? SocketHabit(probability: socket) : nil, model))
  }
}
