import Networks
import Testing
import Work

@testable import Disaggregation

@Suite("A model's estimates, a few windows at a time")
struct WindowEstimatesTests {
  private let pool = ThreadPool(width: 2)

  /// A model with dense layers, and one golden window.
  private func model() throws -> TrainedModel {
    let plan = try ArchitectureCatalogue.named("seq2point-reduced").plan(window: 41)
    var generator = RandomGenerator(seed: 6)
    var description = try SmallModel().description
    description.plan = plan
    var model = TrainedModel(
      network: Network(plan, generator: &generator), description: description)
    let inputs = (0..<plan.window).map { $0 < 20 ? 150 : Float(2000 + $0) }
    let engine = NetworkEngine(plan: plan, maximumBatch: 1, pool: pool, isTraining: false)
    model.description.goldenWindows = [
      GoldenWindow(inputs: inputs, outputs: model.estimates(of: inputs, count: 1, engine))
    ]
    return model
  }

  @Test("are those of the plain engine in watts, and pass the self-test in either precision")
  func watts() throws {
    let model = try model()
    let golden = model.description.goldenWindows[0]
    for precision in WeightPrecision.allCases {
      let engine = WindowEngine(model.network, precision: precision, maximumBatch: 3, pool: pool)
      let found = model.estimates(of: golden.inputs + golden.inputs, count: 2, engine)
      #expect(found.count == 2 && found[0] == found[1])
      #expect(abs(found[0] - golden.outputs[0]) < (precision == .full ? 0.01 : 0.5))
      try model.selfTest(engine)
    }
    var other = model
    other.description.goldenWindows[0] = GoldenWindow(
      inputs: golden.inputs, outputs: [golden.outputs[0] + 2])
    let engine = WindowEngine(model.network, maximumBatch: 1, pool: pool)
    #expect(throws: DisaggregationError.self) { try other.selfTest(engine) }
  }

  @Test("say how far half precision leads astray at most")
  func error() throws {
    var model = try model()
    func error(_ precision: WeightPrecision) -> Double {
      let engine = WindowEngine(model.network, precision: precision, maximumBatch: 7, pool: pool)
      return model.largestError(of: engine, on: pool)
    }
    #expect(error(.full) == 0)
    let half = error(.half)
    #expect(half > 0 && half < 1)
    #expect(error(.half) == half)
    model.description.normalisation.targetDeviation *= 2
    #expect(abs(error(.half) - 2 * half) < 1e-9 * half)
    // Above the largest half.
    let place = try #require(
      model.network.plan.parameters.firstIndex { $0.name == "dense1.weight" })
    model.network.parameters[place][0] = 1e6
    #expect(error(.half) == .infinity)
  }
}
