import Disaggregation
import Files

extension ExperimentTables {
  /// `results.md`.
  package var markdown: String {
    var parts = [
      "# \(name)",
      "Mean ± standard deviation (n − 1) over the seeds. Baselines are scored on the same samples. "
        + "Every metric with its definition: docs/metrics.md; all of them are in results.csv.",
    ]
    for fold in folds {
      parts += ["## \(Self.cell(fold))", table(of: fold)]
      parts += warnings.filter { $0.fold == fold }.map { "Note: \($0.sentence)" }
    }
    if !comparisons.isEmpty { parts += ["## Models beside each other", comparisonTable] }
    if !incomparable.isEmpty {
      parts += [
        "## Published, not comparable",
        "These hold under other conditions than ours, as each row says; they are no yardstick.",
        publishedTable,
      ]
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func table(of fold: String) -> String {
    let own = rows.filter { $0.fold == fold }
    let hasFew = own.contains { ($0.activations ?? 1000) < Scores.fewestActivations }
    let lines = own.map { row in
      [
        row.appliance, row.kind == .published ? "\(row.name), published" : row.name,
        row.seeds.map(String.init).joined(separator: ", "),
      ] + Self.shown.map { Self.spelled(row, $0) }
        + [
          row.activations.map { "\($0)\($0 < Scores.fewestActivations ? " (too few)" : "")" } ?? ""
        ]
    }
    let table = Self.table(
      ["appliance", "", "seeds"] + Self.shown.map(\.title) + ["activations"], lines,
      right: 3..<(4 + Self.shown.count))
    guard hasFew else { return table }
    return table + "\n\nToo few: with fewer than \(Scores.fewestActivations) activations, figures "
      + "of events mean little."
  }

  private var comparisonTable: String {
    let lines = comparisons.map { comparison in
      [
        comparison.fold, comparison.appliance, "\(comparison.first) − \(comparison.second)",
        comparison.seeds.map(String.init).joined(separator: ", "),
      ]
        + Self.compared.map { metric in
          comparison.differences.first { $0.metric == metric }.map(Self.spelled) ?? "–"
        }
    }
    return
      "First minus second, all seeds of each added up, on the same days; in brackets 95 % by "
      + "moving blocks of the same days for both. An interval that holds 0 tells no difference.\n\n"
      + Self.table(
        ["fold", "appliance", "models", "seeds"] + Self.compared.map(\.title), lines,
        right: 4..<(4 + Self.compared.count))
  }

  private static func spelled(_ comparison: PairedComparison) -> String {
    let decimals = comparison.metric.decimals(of: comparison.difference)
    func number(_ value: Double) -> String {
      (value > 0 ? "+" : "") + DecimalText.fixed(value, decimals)
    }
    let interval = comparison.interval.map {
      " [\(number($0.lowerBound)), \(number($0.upperBound))]"
    }
    return number(comparison.difference) + (interval ?? "")
  }

  private var publishedTable: String {
    let lines = incomparable.map { entry in
      let values = entry.result.values[entry.appliance] ?? [:]
      let figures = Metric.allCases.compactMap { metric in
        values[metric].map { "\(metric.title) \(JSON($0).text)" }
      }
      return [
        entry.fold, entry.appliance, entry.result.name, figures.joined(separator: ", "),
        entry.result.source, "not comparable because: \(entry.reasons.joined(separator: "; "))",
      ]
    }
    return Self.table(["fold", "appliance", "", "figures", "source", ""], lines, right: 0..<0)
  }

  private static func table(
    _ heading: [String], _ lines: [[String]], right: Range<Int>
  ) -> String {
    let rule = heading.indices.map { right.contains($0) ? "---:" : "---" }
    return ([heading, rule] + lines).map { line in
      "| " + line.map(cell).joined(separator: " | ") + " |"
    }.joined(separator: "\n")
  }

  /// A text that ends no cell.
  static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
      .split(separator: "\n").joined(separator: " ")
  }
}
