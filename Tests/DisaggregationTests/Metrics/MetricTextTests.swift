import Disaggregation
import Testing

@Suite("Metrics as text")
struct MetricTextTests {
  @Test(
    "have their unit in the title",
    arguments: [(Metric.skill, "skill"), (.maeOn, "MAE while on (W)"), (.energyPerDay, "EpD (Wh)")])
  func title(_ metric: Metric, _ text: String) { #expect(metric.title == text) }

  @Test(
    "have as many decimals as they are worth",
    arguments: [
      (Metric.skill, -0.1234, "-0.123"), (.eventF1, 1, "1.000"), (.mae, 7.25, "7.25"),
      (.mae, -99.999, "-100.00"), (.maeOn, 123.456, "123.5"), (.maeOn, 2345.6, "2,346"),
      (.energyPerDay, 0, "0.00"), (.nep, 1234.5678, "1234.568"),
    ])
  func text(_ metric: Metric, _ value: Double, _ text: String) {
    #expect(metric.text(value) == text)
  }

  @Test("are printed but for the two that say little of appliances mostly off")
  func printed() {
    #expect(Set(Metric.allCases).subtracting(Metric.printed) == [.r2, .accuracy])
    #expect(Metric.printed.starts(with: Metric.headline))
  }
}
