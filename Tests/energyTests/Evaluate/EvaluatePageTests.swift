import Disaggregation
import Evaluation
import Files
import MeterData
import Testing

@testable import energy

@Suite("The page of an evaluation")
struct EvaluatePageTests {
  private static let hour: Int64 = 3600 * ISOTime.second
  private static let start: Int64 = 1_370_214_000 * ISOTime.second  // 2013-06-03 00:00 BST

  /// So many days of a kettle that uses 1 kWh each, by samples of an hour.
  private func evaluation(
    days: Int = 3, path: String = "other.csv", activations: Int = 40, appliance: String = "kettle"
  ) -> Evaluation {
    let count = 24 * days
    let truth = (0..<count).map { $0 % 24 == 7 ? Float(1000) : 0 }
    let scores = Scores(
      values: [.skill: 0.5, .maeOn: 123.456, .mae: 7.25], intervals: [.skill: 0.25...0.75],
      samples: count, days: days, activations: activations, estimatedActivations: 3, matches: nil,
      confusion: .init(), energy: 3000, estimatedEnergy: 1500, mainsEnergy: 9000)
    let series = Evaluation.Series(
      truth: ScoredSeries(
        house: 2, start: Self.start, period: Self.hour, mains: truth, truth: truth,
        isScored: truth.map { _ in true }),
      estimate: truth.map { $0 / 2 }, flags: truth.map { _ in .ok })
    return Evaluation(
      subject: .predictions(path: path),
      source: .init(
        path: "store.h5", dataset: nil, timezone: "Europe/London", sha256: "ab",
        mainsQuantity: "power active", configuration: ""),
      appliance: appliance, rule: ActivationRule(threshold: 2000, minimumOn: 12),
      period: TimeSpan(nanoseconds: Self.hour), clamping: .mains,
      model: .init(name: "model", scores: scores),
      baselines: [.init(name: "zero", scores: scores, note: "Always off.")], series: [series])
  }

  private func text(_ set: EvaluationSet, _ style: TerminalStyle = .plain) -> String {
    EvaluatePage(style: style).text(set, width: 100)
  }

  @Test("has undefined figures as a dash, intervals where there are any, and the notes")
  func figures() {
    let page = text(EvaluationSet(evaluations: [evaluation()]))
    #expect(page.hasPrefix("kettle · predictions · other.csv\nhouse 2, 2013-06-03 → 2013-06-06"))
    #expect(page.contains("model  0.500  0.250 … 0.750             123.5               -"))
    #expect(page.contains("above the mains the mains (--clamp mains)"))
    #expect(page.contains("40 activations\n"))
    // Those of the table are the estimates'.
    #expect(page.contains("  activations estimated\n") && page.contains("  3\n"))
    #expect(page.contains("  zero: Always off."))
    #expect(!page.contains("R²") && !page.contains("\n  accuracy"))
    #expect(!page.contains("Note:"))
  }

  @Test("draws each day's energy, used and estimated")
  func days() {
    let page = text(EvaluationSet(evaluations: [evaluation()]), .ascii)
    let used = "  2013-06-05  used  " + String(repeating: "#", count: 76) + " 1.00"
    let estimated = "              est.  " + String(repeating: "=", count: 38) + " 0.50"
    #expect(page.contains(used + "\n" + estimated))
    let long = text(EvaluationSet(evaluations: [evaluation(days: 40)]))
    #expect(!long.contains("2013-06-05  used") && long.contains("estimated"))
  }

  @Test("draws the days of what is scored, whatever an estimate lacks")
  func daysOfScored() {
    var evaluation = evaluation()
    evaluation.series[0].estimate[24 + 7] = .nan
    evaluation.series[0].truth.isScored[48 + 7] = false
    let page = text(EvaluationSet(evaluations: [evaluation]), .ascii)
    let energies = page.split(separator: "\n").filter { $0.contains("  used  ") }
    #expect(energies.map { String($0.suffix(5)) } == [" 1.00", " 0.00", " 0.00"])
  }

  @Test("says where activations are too few")
  func few() {
    let page = text(EvaluationSet(evaluations: [evaluation(activations: 1)]))
    #expect(page.contains("1 activation: too few"))
  }

  @Test("of several has one table first, with what tells their paths apart")
  func several() {
    let paths = ["models/a/kettle/best", "models/a/fridge/best"]
    let evaluations = zip(paths, ["kettle", "fridge"]).map {
      evaluation(path: $0, appliance: $1)
    }
    let overall = EvaluationSet.Overall(
      macro: [.mae: 7.25], micro: [.mae: 7], tecaMains: 0.9, tecaMainsOfZero: 0.8,
      tecaAppliances: nil, explainedShare: 0.125, trueShare: 0.25, samples: 72)
    let page = text(EvaluationSet(evaluations: evaluations, overall: overall))
    #expect(page.contains("  kettle      kettle/best  0.500"))
    #expect(page.contains("macro mean") && page.contains("micro mean"))
    #expect(page.contains("TECA with the mains below the line 0.900, of always zero 0.800"))
    #expect(page.contains("with the appliances -"))
    #expect(page.contains("the estimates explain 12.5 %, the truth 25.0 %"))
    let without = text(EvaluationSet(evaluations: evaluations + [evaluation(path: "other")]))
    #expect(without.contains("no figures over all appliances: the kettle is there more than once."))
  }

  @Test("compares models of one appliance by name")
  func compared() {
    let comparison = EvaluationSet.Comparison(
      appliance: "kettle", first: "a", second: "b",
      differences: [
        PairedComparison(metric: .mae, difference: -2, interval: -3 ... -1),
        PairedComparison(metric: .skill, difference: -0.1, interval: -0.2 ... -0.05),
        PairedComparison(metric: .f1, difference: 0.1, interval: -0.2...0.3),
        PairedComparison(metric: .eventF1, difference: 0.1, interval: nil),
      ])
    let set = EvaluationSet(
      evaluations: [evaluation(path: "a"), evaluation(path: "b")], comparisons: [comparison])
    let lines = text(set).split(separator: "\n").map(String.init)
    func line(_ start: String) -> String? { lines.first { $0.hasPrefix("  \(start) ") } }
    #expect(lines.contains("kettle: a minus b, by the same days"))
    #expect(line("MAE (W)")?.hasSuffix("-3.00 … -1.00    the first is better") == true)
    #expect(line("skill")?.hasSuffix("the second is better") == true)
    #expect(line("F1")?.hasSuffix("no clear difference") == true)
    #expect(line("event F1")?.hasSuffix("no clear difference") == true)
  }

  @Test("cuts paths down to what tells them apart")
  func paths() {
    #expect(EvaluateSummary.apart(["a/b/c", "a/b/d/e"]) == ["c", "d/e"])
    #expect(EvaluateSummary.apart(["a/b", "a/b"]) == ["b", "b"])
    #expect(EvaluateSummary.apart(["/a", "b"]) == ["/a", "b"])
  }
}
