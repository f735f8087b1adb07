import Disaggregation
import Files
import Networks
import Testing
import Work

@testable import Serving

@Suite("Half precision")
struct HalfPrecisionTests {
  private let pool = ThreadPool(width: 1)

  private func loaded(_ model: TrainedModel) throws -> (ServedModel, [FleetEvent.Kind]) {
    let place = try SmallModels()
    try place.write(model, "one")
    var settings = FleetSettings()
    settings.precision = .half
    let heard = Heard()
    let fleet = Fleet(
      [.checkpoint(place.path("one"))], settings, pool: pool, log: heard.hear)
    try fleet.load()
    return (try #require(fleet.current.first), heard.kinds)
  }

  @Test("is kept where its error is small, and the error is known")
  func kept() throws {
    let model = try SmallModels.model()
    let (served, _) = try loaded(model)
    let error = try #require(served.precisionError)
    #expect(served.precision == .half && error > 0 && error < 0.1)
    let inputs = MadeUpMains.windows(20, of: 31, seed: 4)
    let engine = NetworkEngine(
      plan: model.network.plan, maximumBatch: 20, pool: pool, isTraining: false)
    let found = served.estimates(of: inputs, count: 20, pool: pool)
    let wanted = model.estimates(of: inputs, count: 20, engine)
    #expect(found != wanted)
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 0.2 })
  }

  @Test("is refused where it is 0.1 W off or more, and the model serves in full precision")
  func refused() throws {
    var model = try SmallModels.model()
    // A large deviation makes a small error many watts.
    model.description.normalisation.targetDeviation = 1e6
    model.description.goldenWindows = []
    let (served, kinds) = try loaded(model)
    #expect(served.precision == .full)
    #expect(try #require(served.precisionError) >= 0.1)
    #expect(kinds == [.loaded, .full])
  }

  @Test("weights that no half can hold are refused, too")
  func infinite() throws {
    var model = try SmallModels.model()
    let place = try #require(
      model.network.plan.parameters.firstIndex { $0.name == "dense1.weight" })
    model.network.parameters[place][0] = 1e5
    model.description.goldenWindows = []
    let (served, _) = try loaded(model)
    #expect(served.precision == .full && served.precisionError == .infinity)
  }
}
