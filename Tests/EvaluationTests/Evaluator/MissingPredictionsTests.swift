import Disaggregation
import Files
import MeterData
import Testing

@testable import Evaluation

@Suite("Samples that another tool leaves out")
struct MissingPredictionsTests {
  private let rule = ActivationRule(threshold: 50)
  private let series = ScoredSeries(
    house: 1, start: 0, period: ISOTime.second, mains: [100, 100, .nan, 100],
    truth: [0, 60, 60, 50], isScored: [false, false, false, false])

  private func warning(_ flags: [SampleFlag]) -> String? {
    MissingPredictions.warning(
      of: "p.csv", [series], flags: [flags], rule: rule, appliance: "fridge")
  }

  @Test("are counted where truth and mains are there, and those that are on apart")
  func counted() {
    let said = warning([.gap, .edge, .gap, .gap])
    #expect(
      said?.hasPrefix("Of 3 samples with truth and mains 3 have no estimate in p.csv, 2 of")
        == true)
  }

  @Test("are not spoken of where there are none")
  func none() { #expect(warning([.ok, .ok, .gap, .ok]) == nil) }
}
