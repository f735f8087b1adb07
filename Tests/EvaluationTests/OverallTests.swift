import Disaggregation
import Files
import Testing

@testable import Evaluation

@Suite("Figures over several appliances")
struct OverallTests {
  typealias Overall = EvaluationSet.Overall

  private func evaluation(
    _ appliance: String, _ truth: [Float], _ estimate: [Float], from first: Int64 = 0,
    house: Int = 1, unscored: Set<Int> = []
  ) -> Evaluation {
    let period = EvaluationSamples.period.nanoseconds
    let series = ScoredSeries(
      house: house, start: EvaluationSamples.start + first * period, period: period,
      mains: truth.map { _ in 100 }, truth: truth,
      isScored: truth.indices.map { !unscored.contains($0) })
    return EvaluationSamples.evaluation(
      [Evaluation.Series(truth: series, estimate: estimate, flags: truth.map { _ in .ok })],
      appliance: appliance)
  }

  private var kettle: Evaluation {
    evaluation("kettle", [500, 500, 30, 60, 0, 0], [0, 10, 20, 60, 0, 0])
  }

  private var fridge: Evaluation {
    evaluation(
      "fridge", [20, 20, 0, 20, 99, 99], [10, 20, 10, 20, 0, 0], from: 2, unscored: [1])
  }

  private func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) <= 1e-12 } ?? false
  }

  @Test("rest on the samples that all share, and count the mains once")
  func shared() throws {
    // Minutes 2, 4 and 5: kettle 30, 0, 0 estimated 20, 0, 0; fridge 20, 0, 20 as 10, 10, 20.
    let overall = try #require(Overall(of: [kettle, fridge], zone: .utc))
    #expect(overall.samples == 3)
    #expect(isNear(overall.tecaMains, 1 - 30.0 / 600))
    #expect(isNear(overall.tecaMainsOfZero, 1 - 70.0 / 600))
    #expect(isNear(overall.tecaAppliances, 1 - 30.0 / 140))
    #expect(isNear(overall.explainedShare, 60.0 / 300))
    #expect(isNear(overall.trueShare, 70.0 / 300))
    #expect(isNear(overall.macro[.mae], 5) && isNear(overall.micro[.mae], 5))
    #expect(isNear(overall.macro[.maeOn], 7.5) && isNear(overall.micro[.maeOn], 20.0 / 3))
    #expect(isNear(overall.macro[.skill], 1.0 / 3) && isNear(overall.micro[.skill], 0.4))
    #expect(isNear(overall.macro[.recall], 1) && isNear(overall.micro[.precision], 0.75))
    #expect(overall.micro[.tecaMains] == nil)
  }

  @Test("are the same in any order, of shifted and of split series")
  func order() throws {
    let overall = try #require(Overall(of: [kettle, fridge], zone: .utc))
    #expect(Overall(of: [fridge, kettle], zone: .utc) == overall)
    var split = kettle
    split.series = [
      evaluation("kettle", [500, 500, 30], [0, 10, 20]).series[0],
      evaluation("kettle", [60, 0, 0], [60, 0, 0], from: 3).series[0],
    ]
    let again = try #require(Overall(of: [split, fridge], zone: .utc))
    #expect(again.samples == 3 && again.micro[.mae] == overall.micro[.mae])
    #expect(again.tecaMains == overall.tecaMains)
  }

  @Test("are undefined where nothing is shared")
  func nothing() throws {
    for other in [
      evaluation("fridge", [1, 2], [1, 2], house: 2),
      evaluation("fridge", [1, 2], [1, 2], from: 6),
      evaluation("fridge", [1, 2], [1, 2], unscored: [0, 1]),
    ] {
      let overall = try #require(Overall(of: [kettle, other], zone: .utc))
      #expect(overall.samples == 0 && overall.macro.isEmpty && overall.micro.isEmpty)
      #expect(overall.tecaMains == nil && overall.explainedShare == nil)
    }
  }

  @Test("are not of a single appliance, of one twice, or of stores or periods that differ")
  func refusals() {
    #expect(Overall(of: [kettle], zone: .utc) == nil)
    #expect(Overall.hindrance(of: [kettle, fridge]) == nil)
    func refusal(_ evaluations: [Evaluation]) -> String? {
      Overall(of: evaluations, zone: .utc) == nil ? Overall.hindrance(of: evaluations) : nil
    }
    #expect(refusal([kettle, fridge, kettle]) == "the kettle is there more than once")
    var other = fridge
    other.source.path = "other.h5"
    #expect(refusal([kettle, other]) == "they are of several stores, other.h5 and store.h5")
    other = fridge
    other.period = TimeSpan(nanoseconds: 6 * ISOTime.second)
    #expect(refusal([kettle, other]) == "they are evaluated at periods of 6 s and 1 min")
  }
}
