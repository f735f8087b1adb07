import Files
import MeterData
import Testing
import Training

@testable import Evaluation

@Suite("Folds")
struct FoldPlannerTests {
  private static let window = 31

  private static func place(houses: Int) throws -> (ExperimentPlace, FoldPlanner) {
    let place = try ExperimentPlace(houses: houses)
    let store = try PreparedStore(path: place.folder + "/homes.h5")
    return (place, FoldPlanner(stores: ["homes": store]))
  }

  private static func folds(_ choice: String, houses: Int) throws -> ([Fold], PreparedStore) {
    let (place, planner) = try place(houses: houses)
    var notes: [String] = []
    let folds = try planner.folds(
      try place.read(place.text(folds: choice)).folds, for: "kettle", &notes)
    let store = try #require(planner.stores["homes"])
    // Everything that is asked of the store is in its header, which is read.
    return (folds, store)
  }

  private static func split(_ fold: Fold, _ store: PreparedStore) throws -> DataSplit {
    try DataSplit(
      of: store, train: fold.train, validation: fold.validation, test: fold.test,
      appliance: "kettle", window: window)
  }

  /// No two ranges of different roles in a house come nearer than a window.
  private static func expectApart(_ split: DataSplit) {
    var ranges: [(role: RangeRole, range: HouseRange)] = []
    for role in RangeRole.allCases { ranges += split[role].map { (role, $0) } }
    for (index, one) in ranges.enumerated() {
      for other in ranges[(index + 1)...]
      where one.role != other.role && one.range.house == other.range.house {
        let (first, second) =
          one.range.samples.lowerBound < other.range.samples.lowerBound
          ? (one.range.samples, other.range.samples) : (other.range.samples, one.range.samples)
        #expect(second.lowerBound - first.upperBound >= window)
      }
    }
  }

  @Test("leave one house out: each house is tested once, and never beside itself in training")
  func houses() throws {
    let (folds, store) = try Self.folds("leave_one_house_out: {validation: 0.2}", houses: 4)
    #expect(folds.map(\.name) == ["house-1", "house-2", "house-3", "house-4"])
    #expect(folds.map(\.test.buildings) == [[1], [2], [3], [4]])
    for fold in folds {
      let split = try Self.split(fold, store)
      Self.expectApart(split)
      #expect(Set(split.test.map(\.house)).isDisjoint(with: split.training.map(\.house)))
      #expect(Set(split.training.map(\.house)) == Set(1...4).subtracting(fold.test.buildings))
      #expect(split.test.first?.samples == 0..<2880)
      // A fifth of 2,880 minutes, less a window.
      #expect(split.validation.allSatisfy { $0.samples.count == 576 - Self.window })
    }
  }

  @Test("blocks of time: each sample is tested once but for a window, with training on both sides")
  func blocks() throws {
    let (folds, store) = try Self.folds("blocked: {blocks: 4, validation: 0.1}", houses: 1)
    #expect(folds.map(\.name) == ["block-1", "block-2", "block-3", "block-4"])
    var tested = Set<Int>()
    for fold in folds {
      let split = try Self.split(fold, store)
      Self.expectApart(split)
      for range in split.test {
        #expect(tested.isDisjoint(with: range.samples))
        tested.formUnion(range.samples)
      }
    }
    // The first block begins nothing; each of the others is a window behind its neighbour.
    #expect(tested.count == 2880 - 3 * Self.window)
    #expect(try Self.split(folds[1], store).training.count == 2)
    #expect(try Self.split(folds[0], store).training.count == 1)
    #expect(try Self.split(folds[3], store).training.count == 1)
  }

  @Test("a house without the appliance is left out, and said so; none at all is refused")
  func without() throws {
    let (place, planner) = try Self.place(houses: 2)
    let choices = try place.read(place.text()).folds
    var notes: [String] = []
    #expect(try planner.folds(choices, for: "kettle", &notes).map(\.name) == ["unseen"])
    #expect(notes.isEmpty)
    let refusal = try place.refusal { _ = try planner.folds(choices, for: "fridge", &notes) }
    #expect(refusal.status == .badData)
    #expect(refusal.reason.hasPrefix("there is no fridge in house 1 of "))
  }

  @Test("training on one source and testing on another keeps the names of both")
  func sources() throws {
    let place = try ExperimentPlace()
    let text = place.text(
      folds: """
        fixed:
            moved:
              train: {source: homes, buildings: [1], to: "2013-06-04"}
              validation: {buildings: [1], from: "2013-06-04"}
              test: {source: others, buildings: [2]}
        """
    ).replacing(
      "sources:\n", with: "sources:\n  others: {store: \(place.folder)/homes.h5}\n")
    let experiment = try place.read(text)
    let store = try PreparedStore(path: place.folder + "/homes.h5")
    let plan = try ExperimentPlan(experiment, stores: ["homes": store, "others": store])
    let fold = try #require(plan.cells.first?.fold)
    #expect(fold.trainSource == "homes" && fold.testSource == "others")
    #expect(plan.cells.map(\.id) == ["moved/kettle/model/seed-1", "moved/kettle/model/seed-2"])
    #expect(plan.cells[0].configuration.ranges.test.store == "others")
  }
}
