import Disaggregation
import Evaluation
import Files

/// The figures of one evaluation, the model beside its baselines.
struct EvaluateTables {
  private let evaluation: Evaluation
  private let style: TerminalStyle

  init(_ evaluation: Evaluation, style: TerminalStyle) {
    self.evaluation = evaluation
    self.style = style
  }

  private var contenders: [Evaluation.Contender] { [evaluation.model] + evaluation.baselines }

  /// What decides: each figure with its 95 % interval.
  var headline: TextTable {
    var columns = [TextTable.Column.left("")]
    for metric in Metric.headline { columns += [.right(metric.title), .left("95 %")] }
    columns.append(.right("activations estimated", optional: true))
    var table = TextTable(columns: columns)
    for contender in contenders {
      var cells = [contender.name]
      for metric in Metric.headline {
        cells += [
          EvaluateTables.text(contender.scores[metric], metric),
          interval(contender.scores.intervals[metric], metric),
        ]
      }
      cells.append(DecimalText.grouped(contender.scores.estimatedActivations))
      table.add(cells)
    }
    return table
  }

  /// The other figures; R² and plain accuracy are in JSON alone.
  var rest: TextTable {
    var table = TextTable(
      columns: [.left("")] + contenders.map { .right($0.name) } + [.left("", optional: true)])
    for metric in Metric.printed where !Metric.headline.contains(metric) {
      table.add(
        [metric.title]
          + contenders.map { EvaluateTables.text($0.scores[metric], metric) }
          + [metric.isHigherBetter ? "" : "less is better"])
    }
    table.add(
      ["energy (kWh)"]
        + contenders.map { DecimalText.fixed($0.scores.estimatedEnergy / 1000, 2) }
        + ["used: \(DecimalText.fixed(evaluation.model.scores.energy / 1000, 2))"])
    return table
  }

  /// The figure; a dash where it is undefined.
  static func text(_ value: Double?, _ metric: Metric) -> String {
    value.map(metric.text) ?? "-"
  }

  private func interval(_ bounds: ClosedRange<Double>?, _ metric: Metric) -> String {
    guard let bounds else { return "" }
    let (low, high) = (
      EvaluateTables.text(bounds.lowerBound, metric), EvaluateTables.text(bounds.upperBound, metric)
    )
    return "\(low) \(style.isUnicode ? "…" : "..") \(high)"
  }
}
