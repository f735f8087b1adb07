package import Disaggregation
import Files

extension ExperimentTables {
  /// Metrics of the tables that people read; the CSV has all.
  package static let shown: [Metric] = [
    .skill, .maeOn, .eventF1, .mae, .f1, .sae, .nde, .energyPerDay,
  ]

  /// Files of tables by their names.
  package var files: [(name: String, text: String)] {
    [
      ("results.md", markdown), ("results.csv", csv), ("results.tex", latex),
      ("comparisons.csv", comparisonsCSV),
    ]
  }

  /// Writes every table into a folder.
  ///
  /// - Throws: `FilesError` (73, 74).
  package func write(into folder: String) throws {
    try FileSystem.createFolders(folder)
    for (name, text) in files { try Publication.text(text, at: FileSystem.joined(folder, name)) }
  }

  /// Folds in the order of the rows.
  package var folds: [String] {
    rows.reduce(into: []) { folds, row in
      if !folds.contains(row.fold) { folds.append(row.fold) }
    }
  }

  /// "0.834 ± 0.012"; "–" where it is undefined.
  package static func spelled(
    _ spread: Spread?, _ metric: Metric, between sign: String = " ± "
  ) -> String {
    guard let spread else { return "–" }
    let decimals = metric.decimals(of: spread.mean)
    let mean = DecimalText.fixed(spread.mean, decimals)
    return spread.deviation.map { mean + sign + DecimalText.fixed($0, decimals) } ?? mean
  }

  /// The same of a row, and of how many of its seeds where the others have no such figure.
  package static func spelled(_ row: Row, _ metric: Metric) -> String {
    spelled(row.values[metric], metric) + part(row, metric)
  }

  /// " (2 of 3)"; nothing where it is all seeds or none.
  private static func part(_ row: Row, _ metric: Metric) -> String {
    guard let count = row.values[metric]?.count, count < row.seeds.count else { return "" }
    return " (\(count) of \(row.seeds.count))"
  }
}

// CSV: every metric, a line a row.
extension ExperimentTables {
  /// `results.csv`.
  package var csv: String {
    let metrics = Metric.allCases.flatMap {
      [$0.rawValue, "\($0.rawValue)_sd", "\($0.rawValue)_n"]
    }
    let heading = ["fold", "appliance", "kind", "name", "seeds", "activations"] + metrics
    let lines = rows.map { row in
      [
        row.fold, row.appliance, row.kind.rawValue, row.name,
        row.seeds.map(String.init).joined(separator: " "), row.activations.map(String.init) ?? "",
      ]
        + Metric.allCases.flatMap { metric in
          let spread = row.values[metric]
          return [
            spread.map { Self.plain($0.mean) } ?? "", spread?.deviation.map(Self.plain) ?? "",
            String(spread?.count ?? 0),
          ]
        }
    }
    return ([heading] + lines).csvText
  }

  /// `comparisons.csv`.
  package var comparisonsCSV: String {
    let heading = [
      "fold", "appliance", "first", "second", "seeds", "metric", "difference", "low_95", "high_95",
    ]
    let lines = comparisons.flatMap { comparison in
      comparison.differences.map { difference in
        [
          comparison.fold, comparison.appliance, comparison.first, comparison.second,
          comparison.seeds.map(String.init).joined(separator: " "), difference.metric.rawValue,
          Self.plain(difference.difference),
          difference.interval.map { Self.plain($0.lowerBound) } ?? "",
          difference.interval.map { Self.plain($0.upperBound) } ?? "",
        ]
      }
    }
    return ([heading] + lines).csvText
  }

  /// The shortest text that reads back to the same number.
  private static func plain(_ value: Double) -> String { JSON(value).text }
}

// LaTeX: a tabular for each fold, with no package needed.
extension ExperimentTables {
  /// `results.tex`.
  package var latex: String {
    let notice =
      "% Mean and standard deviation (n - 1) over seeds. Made by energy experiment run.\n"
    return notice + folds.map { latex(of: $0) }.joined(separator: "\n")
  }

  private func latex(of fold: String) -> String {
    let columns = Self.shown.map(\.title).map(Self.escaped)
    var lines = [
      "% \(fold)", "\\begin{tabular}{ll\(String(repeating: "r", count: columns.count))}",
      "\\hline", (["appliance", ""] + columns).joined(separator: " & ") + " \\\\", "\\hline",
    ]
    var last: String?
    for row in rows where row.fold == fold {
      let cells = Self.shown.map { metric in
        let text = Self.spelled(row.values[metric], metric, between: " \\pm ")
        return text == "–" ? "--" : "$\(text)$\(Self.part(row, metric))"
      }
      let appliance = row.appliance == last ? "" : Self.escaped(row.appliance)
      lines.append(
        ([appliance, Self.escaped(row.name)] + cells).joined(separator: " & ") + " \\\\")
      last = row.appliance
    }
    return (lines + ["\\hline", "\\end{tabular}", ""]).joined(separator: "\n")
  }

  /// A text as LaTeX prints it.
  static func escaped(_ text: String) -> String {
    text.map { letter in
      switch letter {
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "&", "%", "$", "#", "_", "{", "}": "\\\(letter)"
      case "²": "$^2$"
      case "√": "$\\surd$"
      default: String(letter)
      }
    }.joined()
  }
}
