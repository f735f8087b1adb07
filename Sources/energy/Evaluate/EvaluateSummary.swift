import Disaggregation
import Evaluation
import Files

/// Several evaluations in one table, with what they come to together.
struct EvaluateSummary {
  let style: TerminalStyle

  /// A line for each, means over appliances, the shares of the mains, and models side by side.
  func text(_ set: EvaluationSet, width: Int) -> String {
    var parts = [table(set).render(width: width, style: style)]
    if let overall = set.overall { parts.append(lines(overall).joined(separator: "\n")) }
    parts += set.comparisons.map { comparison in
      let heading =
        "\(comparison.appliance): \(comparison.first) minus \(comparison.second), by the same days"
      return heading + "\n" + table(comparison).render(width: width, style: style)
    }
    return parts.joined(separator: "\n\n")
  }

  private static let columns: [Metric] = Metric.headline + [.mae, .f1]

  private func table(_ set: EvaluationSet) -> TextTable {
    var table = TextTable(
      columns: [.left("appliance"), .left("model", shrinksTo: 12, optional: true)]
        + EvaluateSummary.columns.map { .right($0.title) }
        + [.right("\(Metric.mae.title) of zero"), .right("activations", optional: true)])
    let names = EvaluateSummary.apart(set.evaluations.map(\.subject.path))
    for (evaluation, name) in zip(set.evaluations, names) {
      let scores = evaluation.model.scores
      let zero = evaluation.baselines.first { $0.name == "zero" }?.scores[.mae]
      table.add(
        [evaluation.appliance, name]
          + EvaluateSummary.columns.map { EvaluateTables.text(scores[$0], $0) }
          + [EvaluateTables.text(zero, .mae), DecimalText.grouped(scores.activations)])
    }
    guard let overall = set.overall else { return table }
    for (name, values) in [("macro mean", overall.macro), ("micro mean", overall.micro)] {
      table.add(
        [name, ""] + EvaluateSummary.columns.map { EvaluateTables.text(values[$0], $0) })
    }
    return table
  }

  /// The paths without the folders that all of them begin with.
  static func apart(_ paths: [String]) -> [String] {
    var parts = paths.map { $0.split(separator: "/", omittingEmptySubsequences: false)[...] }
    while let first = parts.first?.first, parts.allSatisfy({ $0.count > 1 && $0.first == first }) {
      parts = parts.map { $0.dropFirst() }
    }
    return parts.map { $0.joined(separator: "/") }
  }

  private func lines(_ overall: EvaluationSet.Overall) -> [String] {
    func figure(_ value: Double?) -> String { value.map { DecimalText.fixed($0, 3) } ?? "-" }
    func share(_ value: Double?) -> String {
      value.map { "\(DecimalText.fixed(100 * $0, 1)) %" } ?? "-"
    }
    return [
      "over the \(DecimalText.grouped(overall.samples)) samples that all share:",
      "  TECA with the mains below the line \(figure(overall.tecaMains)), of always zero "
        + "\(figure(overall.tecaMainsOfZero)); with the appliances \(figure(overall.tecaAppliances))",
      "  of the mains' energy the estimates explain \(share(overall.explainedShare)), the truth "
        + share(overall.trueShare),
    ]
  }

  private func table(_ comparison: EvaluationSet.Comparison) -> TextTable {
    var table = TextTable(columns: [.left(""), .right("difference"), .left("95 %"), .left("")])
    for one in comparison.differences {
      let interval = one.interval.map { bounds in
        "\(EvaluateTables.text(bounds.lowerBound, one.metric)) "
          + "\(style.isUnicode ? "…" : "..") "
          + EvaluateTables.text(bounds.upperBound, one.metric)
      }
      let isOpen = one.interval.map { $0.contains(0) } ?? true
      let isBetter = (one.difference > 0) == one.metric.isHigherBetter
      table.add([
        one.metric.title, EvaluateTables.text(one.difference, one.metric), interval ?? "",
        isOpen ? "no clear difference" : isBetter ? "the first is better" : "the second is better",
      ])
    }
    return table
  }
}
