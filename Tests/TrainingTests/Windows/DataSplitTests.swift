import Files
import MeterData
import Testing

@testable import Training

@Suite("Training, validation and test")
struct DataSplitTests {
  /// Two houses of ten days from 2013-01-01 and 2013-02-01 on, a sample a minute; house 3 has no
  /// kettle.
  static func store() throws -> WrittenStore {
    let flat = [Float](repeating: 1, count: 14_400)
    let february: Int64 = 1_359_676_800
    return try WrittenStore([
      .init(id: 1, mains: flat, appliances: ["kettle": flat, "dish washer": flat]),
      .init(id: 2, start: february, mains: flat, appliances: ["kettle": flat]),
      .init(id: 3, mains: flat, appliances: ["microwave": flat]),
    ])
  }

  static func split(
    _ store: WrittenStore, train: RangeRequest, validation: RangeRequest, test: RangeRequest,
    appliance: String = "kettle", window: Int = 100
  ) throws -> DataSplit {
    try DataSplit(
      of: store.store, train: train, validation: validation, test: test, appliance: appliance,
      window: window)
  }

  @Test("are cut by local time, with a window between neighbours")
  func byTime() throws {
    let split = try Self.split(
      try Self.store(), train: .init(buildings: [1], to: "2013-01-05"),
      validation: .init(buildings: [1], from: "2013-01-05", to: "2013-01-07T06:00"),
      test: .init(buildings: [1], from: "2013-01-07T08:00Z"))
    #expect(split.training == [HouseRange(house: 1, samples: 0..<5760)])
    #expect(split.validation == [HouseRange(house: 1, samples: 5860..<9000)])
    #expect(split.test == [HouseRange(house: 1, samples: 9120..<14_400)])
    #expect(
      split.notes == [
        "the validation range of house 1 begins at 2013-01-05T01:40:00+00:00, 100 samples later "
          + "than asked for: a window lies between it and the training range"
      ])
  }

  @Test("are cut by house, each whole, and in the order asked for")
  func byHouse() throws {
    let split = try Self.split(
      try Self.store(), train: .init(buildings: [2, 2]),
      validation: .init(buildings: [1], to: "2013-01-03"),
      test: .init(buildings: [1], from: "2013-01-09"))
    #expect(split[.training] == [HouseRange(house: 2, samples: 0..<14_400)])
    #expect(split[.validation] == [HouseRange(house: 1, samples: 0..<2880)])
    #expect(split[.test] == [HouseRange(house: 1, samples: 11_520..<14_400)])
    #expect(split.notes.isEmpty)
  }

  @Test("training goes on behind what it leaves out, a window later")
  func aroundTheTest() throws {
    let split = try Self.split(
      try Self.store(),
      train: .init(buildings: [1], exceptFrom: "2013-01-04", exceptTo: "2013-01-08"),
      validation: .init(buildings: [1], from: "2013-01-04", to: "2013-01-06"),
      test: .init(buildings: [1], from: "2013-01-06", to: "2013-01-08"))
    #expect(
      split.training == [
        HouseRange(house: 1, samples: 0..<4320), HouseRange(house: 1, samples: 10_180..<14_400),
      ])
    #expect(split.validation == [HouseRange(house: 1, samples: 4420..<7200)])
    #expect(split.test == [HouseRange(house: 1, samples: 7300..<10_080)])
  }

  @Test("a test range in another store takes nothing of this one")
  func elsewhere() throws {
    let split = try Self.split(
      try Self.store(), train: .init(buildings: [1], to: "2013-01-05"),
      validation: .init(buildings: [1], from: "2013-01-05"),
      test: .init(buildings: [9], store: "other.h5"))
    #expect(split.training == [HouseRange(house: 1, samples: 0..<5760)])
    #expect(split.validation == [HouseRange(house: 1, samples: 5860..<14_400)])
    #expect(split.test.isEmpty)
  }

  @Test("may lie in any order, and always the later one is cut")
  func anyOrder() throws {
    let split = try Self.split(
      try Self.store(), train: .init(buildings: [1], from: "2013-01-03"),
      validation: .init(buildings: [1], from: "2013-01-02", to: "2013-01-03"),
      test: .init(buildings: [1], to: "2013-01-01T23:00"), window: 100)
    #expect(split.test == [HouseRange(house: 1, samples: 0..<1380)])
    #expect(split.validation == [HouseRange(house: 1, samples: 1480..<2880)])
    #expect(split.training == [HouseRange(house: 1, samples: 2980..<14_400)])
    #expect(split.notes.count == 2)
  }

  @Test("take all houses that have the appliance where none is named")
  func allHouses() throws {
    let split = try Self.split(
      try Self.store(), train: .init(to: "2013-02-05"),
      validation: .init(buildings: [2], from: "2013-02-05", to: "2013-02-07"),
      test: .init(buildings: [2], from: "2013-02-07"), appliance: "Kettle")
    #expect(split.training.map(\.house) == [1, 2])
    #expect(split.notes.contains { $0.hasPrefix("left out of the training range: there is no ") })
  }

  @Test("leave out a house that has less than a window, and say so")
  func shortHouse() throws {
    let split = try Self.split(
      try Self.store(), train: .init(buildings: [1, 2], to: "2013-01-05"),
      validation: .init(buildings: [1], from: "2013-01-05", to: "2013-01-07"),
      test: .init(buildings: [1], from: "2013-01-08"))
    #expect(split.training.map(\.house) == [1])
    #expect(
      split.notes.last
        == "house 2 has 0 samples in the training range, less than a window of 100: it is left out")
  }

  /// What is asked for and what it gets.
  struct Refusal: CustomTestStringConvertible {
    var testDescription: String
    var train = RangeRequest(buildings: [1], to: "2013-01-05")
    var validation = RangeRequest(buildings: [1], from: "2013-01-05", to: "2013-01-07")
    var test = RangeRequest(buildings: [2])
    var appliance = "kettle"
    var window = 100
    var status = Files.ExitStatus.badConfiguration
    var text: String

    static let all = [
      Refusal(
        testDescription: "overlap in time",
        validation: .init(buildings: [1], from: "2013-01-04", to: "2013-01-07"),
        text: "the training and the validation range overlap in house 1, from "
          + "2013-01-04T00:00:00+00:00 to 2013-01-05T00:00:00+00:00. Let one end where the other "
          + "begins, or give them other houses."),
      Refusal(
        testDescription: "the same house twice", train: .init(buildings: [1, 2]),
        validation: .init(buildings: [2]), test: .init(buildings: [1]),
        text: "the training and the test range overlap in house 1, from the beginning to the "
          + "end. Let one end where the other begins, or give them other houses."),
      Refusal(
        testDescription: "overlap with the test",
        train: .init(buildings: [1, 2], to: "2013-01-05"),
        text: "the training and the test range overlap in house 2, from the beginning to "
          + "2013-01-05T00:00:00+00:00. Let one end where the other begins, or give them other "
          + "houses."),
      Refusal(
        testDescription: "the end before the start",
        validation: .init(buildings: [1], from: "2013-01-07", to: "2013-01-05"),
        text: "the validation range from 2013-01-07 to 2013-01-05 is empty. A range includes its "
          + "start and excludes its end."),
      Refusal(
        testDescription: "no sample", test: .init(buildings: [2], from: "2014-01-01"),
        text: "the test range has no usable window: of 100 samples that one needs, it holds none. "
          + "House 2 goes from 2013-02-01T00:00:00+00:00 to 2013-02-11T00:00:00+00:00."),
      Refusal(
        testDescription: "nothing left beside the gap",
        validation: .init(buildings: [1], from: "2013-01-05", to: "2013-01-05T03:00"),
        text: "the validation range has no usable window: of 100 samples that one needs, it holds "
          + "80. House 1 goes from 2013-01-01T00:00:00+00:00 to 2013-01-11T00:00:00+00:00."),
      Refusal(
        testDescription: "no time", test: .init(buildings: [2], from: "tomorrow"),
        text: "ranges.test.from \"tomorrow\" is no time. Write 2013-06-03 for local midnight, or "
          + "2013-06-03T06:00."),
      Refusal(
        testDescription: "no such house", train: .init(buildings: [7]), status: .badData,
        text: "no house 7 in STORE. It has 1, 2 and 3."),
      Refusal(
        testDescription: "no such appliance", appliance: "kettel", status: .badData,
        text: "there is no kettel in house 1 of STORE. Did you mean kettle? It has dish washer and "
          + "kettle."),
      Refusal(
        testDescription: "an appliance that one house lacks", test: .init(buildings: [3]),
        status: .badData,
        text: "there is no kettle in house 3 of STORE. It has microwave."),
    ]
  }

  @Test("are refused with a sentence", arguments: Refusal.all)
  func refused(_ example: Refusal) throws {
    let store = try Self.store()
    let refused = try #require(
      refusal {
        _ = try Self.split(
          store, train: example.train, validation: example.validation, test: example.test,
          appliance: example.appliance, window: example.window)
      })
    #expect(refused.status == example.status)
    #expect(refused.text == example.text.replacing("STORE", with: store.store.path))
  }

  @Test("keep the test range out of all that training sees")
  func neverReadsTest() throws {
    func seen(_ poison: Float) throws -> (statistics: RangeStatistics, windows: [Float]) {
      var values = (0..<14_400).map { Float($0 % 997) }
      for index in 10_000..<14_400 { values[index] = poison }
      let store = try WrittenStore([.init(mains: values, appliances: ["kettle": values])])
      let split = try Self.split(
        store, train: .init(buildings: [1], to: "2013-01-05"),
        validation: .init(buildings: [1], from: "2013-01-05", to: "2013-01-07T22:40"),
        test: .init(buildings: [1], from: "2013-01-07T22:40"))
      #expect(split.test == [HouseRange(house: 1, samples: 10_100..<14_400)])
      let series = try HouseSeries.open(split.training, of: store.store, appliance: "kettle")
      let statistics = try RangeStatistics(series, threshold: 100)
      var all: [Float] = []
      for role in [RangeRole.training, .validation] {
        let windows = try WindowSet(
          try HouseSeries.open(split[role], of: store.store, appliance: "kettle"),
          shape: WindowShape(window: 100, stride: 10, target: 99), threshold: 100, role: role)
        var (inputs, targets) = ([Float](), [Float]())
        windows.gather(
          Array(0..<windows.count), try statistics.normalisation(), inputs: &inputs,
          targets: &targets)
        all += inputs + targets
      }
      return (statistics, all)
    }
    let (clean, poisoned, missing) = (try seen(0), try seen(.infinity), try seen(.nan))
    #expect(poisoned == clean)
    #expect(missing == clean)
  }
}
