import Networks
import Testing
import Work

@testable import Disaggregation

@Suite("A series, window by window,")
struct WindowedSeriesTests {
  /// Whole windows at 0…9 and, behind a gap, at 22…26: 12 samples each.
  static let mains: [Float] = (0..<38).map { $0 == 21 ? .nan : Float(200 + ($0 * 37) % 901) }
  static let starts = Array(0...9) + Array(22...26)

  @Test("averages the estimates of all windows that a sample lies in")
  func averages() throws {
    let small = try SmallModel()
    let model = small.model(seed: 3)
    let found = model.estimatesByWindows(of: Self.mains, small.engine)
    var wanted = [[Float]](repeating: [], count: Self.mains.count)
    for start in Self.starts {
      let window = Array(Self.mains[start..<start + 12])
      for (place, value) in model.estimates(of: window, count: 1, small.engine).enumerated() {
        wanted[start + place].append(value)
      }
    }
    #expect(found.count == Self.mains.count)
    for (estimate, values) in zip(found, wanted) {
      guard !values.isEmpty else {
        #expect(estimate.isNaN)
        continue
      }
      #expect(abs(estimate - values.reduce(0, +) / Float(values.count)) < 0.01)
    }
    #expect(found.filter(\.isNaN).count == 1)
  }

  @Test(
    "puts an estimate at its window's target",
    arguments: [(TargetPosition.middle, 6), (.last, 11), (.index(2), 2)])
  func target(position: TargetPosition, place: Int) throws {
    let small = try SmallModel()
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(
      window: 12, padding: .same, targetPosition: position)
    var generator = RandomGenerator(seed: 1)
    var description = small.description
    description.plan = plan
    let model = TrainedModel(
      network: Network(plan, generator: &generator), description: description)
    let engine = NetworkEngine(
      plan: plan, maximumBatch: 4, pool: ThreadPool(width: 1), isTraining: false)
    let found = model.estimatesByWindows(of: Self.mains, engine)
    #expect(found.indices.filter { !found[$0].isNaN } == Self.starts.map { $0 + place })
    for start in Self.starts {
      let window = Array(Self.mains[start..<start + 12])
      let alone = model.estimates(of: window, count: 1, engine)[0]
      #expect(abs(found[start + place] - alone) < 0.01)
    }
  }

  @Test("estimates nothing where no whole window fits")
  func tooShort() throws {
    let small = try SmallModel()
    let found = small.model(seed: 1).estimatesByWindows(
      of: [Float](repeating: 100, count: 11), small.engine)
    #expect(found.count == 11)
    #expect(found.filter { !$0.isNaN }.isEmpty)
  }
}
