import Kernels
import Testing
import Work

@testable import Disaggregation
@testable import Networks

@Suite("A series")
struct DisaggregatedTests {
  @Test(
    "is estimated as its windows are, one by one", arguments: SeriesModel.all, SeriesCase.all)
  func estimates(_ small: SeriesModel, _ series: SeriesCase) throws {
    let model = try small.model()
    let found = model.disaggregate(
      series.mains, with: WindowsEstimator(SeriesModel.engine(model)))
    let plain = PlainSeries(mains: series.mains, model: model)
    #expect(found.estimates.count == series.mains.count)
    for sample in series.mains.indices {
      let (estimate, wanted) = (found.estimates[sample], plain.estimate(of: sample))
      #expect(
        estimate.isNaN ? wanted.isNaN : abs(estimate - wanted) < 0.01,
        "\(sample): \(estimate) W for \(wanted) W")
    }
    #expect(found.flags == series.mains.indices.map(plain.flag))
  }

  /// The engine, made to share whatever it costs, in blocks that end anywhere.
  private static func series(_ model: TrainedModel) throws -> SeriesEngine {
    let plan = model.network.plan
    let engine = try SeriesEngine(plan: plan, pool: ThreadPool(width: 1))
    engine.fixedShape = SlidingShape(
      channels: 1, length: plan.window, outputs: 5, size: 40, step: 41 - plan.window, blocks: 2,
      tile: 16)
    return engine
  }

  @Test("is estimated alike by the engine that shares", arguments: SeriesModel.all, SeriesCase.all)
  func engine(_ small: SeriesModel, _ series: SeriesCase) throws {
    let model = try small.model()
    let found = model.disaggregate(series.mains, with: try Self.series(model))
    let wanted = model.disaggregate(
      series.mains, with: WindowsEstimator(SeriesModel.engine(model)))
    #expect(found.flags == wanted.flags)
    for (estimate, value) in zip(found.estimates, wanted.estimates) {
      #expect(estimate.isNaN ? value.isNaN : abs(estimate - value) < 0.01)
    }
  }

  @Test("tells of how many samples are done, and last of all of them", arguments: SeriesCase.all)
  func progress(_ series: SeriesCase) throws {
    let model = try SeriesModel(window: 7, target: .middle).model()
    var told: [Int] = []
    _ = model.disaggregate(
      series.mains, with: WindowsEstimator(SeriesModel.engine(model)), progress: { told.append($0) }
    )
    #expect(told.last == series.mains.count)
    #expect(zip(told, told.dropFirst()).allSatisfy(<))
  }

  @Test("takes an infinite sample for a missing one")
  func infinite() throws {
    let model = try SeriesModel(window: 7, target: .middle).model()
    var (infinite, missing) = (SeriesCase(41).mains, SeriesCase(41).mains)
    (infinite[20], missing[20]) = (.infinity, .nan)
    let found = [infinite, missing].map {
      model.disaggregate($0, with: WindowsEstimator(SeriesModel.engine(model)))
    }
    #expect(found[0].flags == found[1].flags)
    #expect(found[0].flags[20] == .gap)
    #expect(found[0].estimates.map(\.bitPattern) == found[1].estimates.map(\.bitPattern))
  }
}
