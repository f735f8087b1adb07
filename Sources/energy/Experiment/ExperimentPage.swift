import Disaggregation
import Evaluation
import Files

/// What `energy experiment run` says at the end.
struct ExperimentPage {
  let outcome: ExperimentRun.Outcome
  let folder: ExperimentFolder

  private static let shown: [Metric] = [.skill, .maeOn, .eventF1, .mae]

  /// A table of all rows, and where the files are.
  func text(width: Int?, style: TerminalStyle) -> String {
    var table = TextTable(
      columns: [
        .left("fold", shrinksTo: 8), .left("appliance"), .left(""), .right("seeds", optional: true),
      ] + Self.shown.map { .right($0.title, optional: $0 == .mae) })
    var last: ExperimentTables.Row?
    for row in outcome.tables.rows {
      let isNewFold = row.fold != last?.fold
      let isNew = isNewFold || row.appliance != last?.appliance
      table.add(
        [
          isNewFold ? row.fold : "", isNew ? row.appliance : "", row.name,
          row.seeds.isEmpty ? "" : String(row.seeds.count),
        ] + Self.shown.map { ExperimentTables.spelled(row, $0) })
      last = row
    }
    var lines = [table.render(width: width, style: style), ""]
    let done = "\(outcome.results.count) of \(outcome.cells) cells done"
    lines.append("\(done) \(style.dot) mean ± standard deviation over seeds")
    lines.append("tables: \(folder.tables)/results.md, .csv, .tex")
    return lines.joined(separator: "\n")
  }

  /// The whole result for programs.
  var document: JSON {
    [
      "experiment": .string(outcome.tables.name), "folder": .string(folder.path),
      "cells": .integer(outcome.cells), "done": .integer(outcome.results.count),
      "failed": .array(
        outcome.failures.map { ["cell": .string($0.id), "error": .string("\($0.error)")] }),
      "rows": .array(outcome.tables.rows.map(\.json)),
      "comparisons": .array(outcome.tables.comparisons.map(\.json)),
      "tables": .array(
        outcome.tables.files.map { .string(FileSystem.joined(folder.tables, $0.name)) }),
    ]
  }
}

extension ExperimentTables.Row {
  fileprivate var json: JSON {
    let values = Metric.allCases.compactMap { metric in
      self.values[metric].map { spread in
        JSON.Member(
          key: metric.rawValue,
          value: [
            "mean": JSON(spread.mean), "sd": JSON(spread.deviation), "n": .integer(spread.count),
          ])
      }
    }
    return [
      "fold": .string(fold), "appliance": .string(appliance), "kind": .string(kind.rawValue),
      "name": .string(name), "seeds": .array(seeds.map { .integer(Int(clamping: $0)) }),
      "activations": JSON(activations), "metrics": .object(values),
    ]
  }
}

extension ExperimentTables.Comparison {
  fileprivate var json: JSON {
    let differences = self.differences.map { difference in
      JSON.Member(
        key: difference.metric.rawValue,
        value: [
          "difference": JSON(difference.difference),
          "interval_95": difference.interval.map {
            [JSON($0.lowerBound), JSON($0.upperBound)]
          } ?? .null,
        ])
    }
    return [
      "fold": .string(fold), "appliance": .string(appliance), "first": .string(first),
      "second": .string(second), "seeds": .array(seeds.map { .integer(Int(clamping: $0)) }),
      "differences": .object(differences),
    ]
  }
}
