import Files
import MeterData
import Networks
import Testing
import Work

@testable import Disaggregation

@Suite(
  "Three and a half years in 136,252 stretches",
  .enabled(if: SharedData.isPresent, "../shared/data is absent"))
struct RealSeriesTests {
  private static func mains() throws -> MappedFloats {
    let small = try SmallModel()
    var plan = PreparationPlan(
      input: "\(SharedData.folder)/ukdale_house1_boiler_6s.h5", output: small.path("store.h5"))
    plan.maxGap = TimeSpan("120s")
    _ = try Preparation.run(plan, toolVersion: "test")
    let store = try PreparedStore(path: plan.output)
    return try store.values(of: store.houses[0].channels[0])
  }

  @Test("make 459 pieces for windows of an hour, and are estimated as windows are, one by one")
  func boiler() throws {
    let mains = try Self.mains()
    let model = try SeriesModel(window: 599, target: .middle).model()
    let pieces = SeriesPieces(of: mains, plan: model.network.plan)
    #expect(pieces.runs.count == 136_252)
    #expect(pieces.runs.reduce(0) { $0 + $1.count } == 8_923_085)
    #expect(pieces.stretches.count == 459)
    #expect(pieces.count <= mains.count)

    let part = mains.copy(9_000_000..<9_040_000)
    let found = model.disaggregate(part, with: WindowsEstimator(SeriesModel.engine(model)))
    let plain = PlainSeries(mains: part, model: model)
    for sample in stride(from: 0, to: part.count, by: 211) {
      let (estimate, wanted) = (found.estimates[sample], plain.estimate(of: sample))
      #expect(estimate.isNaN ? wanted.isNaN : abs(estimate - wanted) < 0.01, "\(sample)")
      #expect(found.flags[sample] == plain.flag(of: sample))
    }
    #expect(Set(found.flags).count == 3)
  }

  @Test("come out the same from the shared way and from windows one by one")
  func sharedWay() throws {
    let part = try Self.mains().copy(9_000_000..<9_006_000)
    let networks: [(String, Padding)] = [
      ("seq2point", .valid), ("seq2point", .same), ("seq2seq", .valid), ("seq2seq", .same),
      ("cnn-seq2seq", .same),
    ]
    for (architecture, padding) in networks {
      let plan = try ArchitectureCatalogue.named(architecture).plan(window: 45, padding: padding)
      let model = try SeriesModel.model(of: plan)
      let engine = try SeriesEngine(plan: plan, pool: ThreadPool(width: 2))
      let found = model.disaggregate(part, with: engine)
      let wanted = model.disaggregate(part, with: WindowsEstimator(SeriesModel.engine(model)))
      #expect(found.flags == wanted.flags)
      #expect(Set(found.flags) == Set(SampleFlag.allCases))
      #expect(
        SeriesModel.agree(found.estimates, wanted.estimates), "\(architecture) \(padding)")
    }
  }
}
