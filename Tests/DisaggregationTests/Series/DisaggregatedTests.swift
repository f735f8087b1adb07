import Networks
import Testing

@testable import Disaggregation

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
