import Files
import MeterData
import Testing

@testable import Disaggregation

@Suite("Scores of estimates")
struct ScorerTests {
  private static let minute = Int64(60_000_000_000)
  private static let rule = ActivationRule(threshold: 100, minimumOn: 60, minimumOff: 0)

  private func series(
    _ truth: [Float], mains: Float = 1000, scored: [Bool]? = nil
  ) -> ScoredSeries {
    ScoredSeries(
      house: 1, start: 0, period: Self.minute, mains: truth.map { _ in mains }, truth: truth,
      isScored: scored ?? truth.map { _ in true })
  }

  private func scores(
    _ truth: [Float], _ estimates: Estimates, clamping: Clamping = .zero,
    rule: ActivationRule = Self.rule
  ) -> Scores {
    Scorer([series(truth)], rule: rule, zone: .utc, clamping: clamping).score(estimates).scores
  }

  @Test("of a small example are those of the formulas")
  func example() throws {
    // Errors 10, 0, -100, 50, 0; the median is 10, whose errors are 10, 0, 290, 190, 10.
    let scores = scores([0, 10, 300, 200, 0], .series([[10, 10, 200, 250, -5]]))
    let expected: [Metric: Double] = [
      .mae: 32, .skill: 1 - 160.0 / 500, .maeOn: 75, .rmse: (12_600.0 / 5).squareRoot(),
      .sae: 40.0 / 510, .nde: 12_600.0 / 130_100, .ndeRoot: (12_600.0 / 130_100).squareRoot(),
      .nep: 160.0 / 510, .matchRate: 410.0 / 570, .energyPerDay: 40.0 / 60,
      .tecaMains: 1 - 160.0 / 10_000, .r2: 1 - 12_600.0 / (130_100 - 510.0 * 510 / 5),
      .f1: 1, .precision: 1, .recall: 1, .accuracy: 1, .balancedAccuracy: 1, .mcc: 1,
      .f1At10W: 6.0 / 7, .eventF1: 1, .eventPrecision: 1, .eventRecall: 1,
    ]
    #expect(Set(expected.keys) == Set(Metric.allCases))
    for (metric, value) in expected {
      let found = try #require(scores[metric])
      #expect(abs(found - value) <= 1e-12, "\(metric)")
    }
    #expect(scores.samples == 5 && scores.days == 1)
    #expect(scores.activations == 1 && scores.estimatedActivations == 1)
    #expect(scores.confusion == .init(bothOn: 2, falselyOn: 0, falselyOff: 0, bothOff: 3))
    #expect(abs(scores.energy - 510.0 / 60) <= 1e-12)
    #expect(abs(scores.estimatedEnergy - 470.0 / 60) <= 1e-12)
    #expect(abs(scores.mainsEnergy - 5000.0 / 60) <= 1e-12)
    #expect(scores.intervals.isEmpty)
  }

  @Test("of the best constant have no skill, exactly, even where no Float is that constant")
  func bestConstant() throws {
    let truth: [Float] = [0, 16_777_216, 1, 16_777_218]
    let scorer = Scorer([series(truth)], rule: Self.rule, zone: .utc, clamping: .zero)
    let constant = try #require(scorer.bestConstant)
    #expect(constant == 8_388_608.5)
    #expect(scorer.score(.constant(constant)).scores[.skill] == 0)
  }

  @Test("without samples are all undefined")
  func nothing() {
    let missing = series([.nan, .nan])
    let unscored = series([1, 2], scored: [false, false])
    for series in [[], [missing], [unscored], [missing, unscored]] {
      let scorer = Scorer(series, rule: Self.rule, zone: .utc, clamping: .zero)
      let scored = scorer.score(.constant(5))
      #expect(scored.scores.values.isEmpty && scored.days.isEmpty)
      #expect(scored.scores.samples == 0 && scorer.bestConstant == nil)
    }
  }

  @Test("come back from their JSON, with null where a metric is undefined")
  func json() throws {
    let scores = scores([0, 0, 0], .constant(0))
    #expect(scores[.eventF1] == nil && scores[.sae] == nil)
    let json = try JSON.parse(scores.json.text)
    #expect(json["event_f1"] == .null && json["mae_w"]?.double == 0)
    #expect(Scores(json: json) == scores)
  }
}
