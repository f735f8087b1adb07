import Disaggregation
import Files

/// Every metric of every contender, how they differ, and what each metric means.
struct MetricsSection {
  let evaluation: Evaluation

  init(_ evaluation: Evaluation) { self.evaluation = evaluation }

  private var contenders: [Evaluation.Contender] { [evaluation.model] + evaluation.baselines }

  func write(to page: inout PageText) {
    page.heading(3, "Metrics")
    page.add("<div class=\"scroll\" tabindex=\"0\">\(table.html)</div>")
    if let comparisons {
      page.add(
        "<details class=\"print\"><summary>The model minus each baseline, by paired days</summary>"
          + "<div class=\"scroll\">\(comparisons.html)</div></details>")
    }
    if let matches = evaluation.model.scores.matches { page.paragraph(text(of: matches)) }
  }

  /// A printed metric a row.
  var table: PageText.Table {
    PageText.Table(
      header: ["metric"] + contenders.map(\.name),
      rows: Metric.printed.map { metric in
        [metric.title]
          + contenders.map { $0.scores[metric].map { MetricText.number(metric, $0) } ?? "–" }
      })
  }

  private var comparisons: PageText.Table? {
    let rows = evaluation.baselines.flatMap { baseline in
      baseline.comparisons.map { one in
        [
          "\(baseline.name): \(one.metric.label)", MetricText.value(one.metric, one.difference),
          MetricText.interval(one.metric, one.interval) ?? "–",
        ]
      }
    }
    return rows.isEmpty
      ? nil : PageText.Table(header: ["against", "difference", "95 % interval"], rows: rows)
  }

  private func text(of matches: Scores.MatchErrors) -> String {
    let (noun, verb) = matches.count == 1 ? ("activation", "was") : ("activations", "were")
    return "\(DecimalText.grouped(matches.count)) \(noun) \(verb) matched. What is estimated of "
      + "them is off, on average, by \(MetricText.time(matches.start)) at the start, by "
      + "\(MetricText.time(matches.duration)) in length and by "
      + "\(MetricText.energy(matches.energy))."
  }

  /// What each metric is, once for the whole page.
  static func definitions(to page: inout PageText) {
    page.heading(2, "What the metrics mean", id: "metrics")
    page.facts(Metric.printed.map { ($0.label, $0.definition) })
  }

  /// Exact figures of every metric, for programs.
  var csv: String {
    let names = contenders.flatMap { [$0.name, "\($0.name) low", "\($0.name) high"] }
    return
      ([["metric"] + names]
      + Metric.allCases.map { metric in
        [metric.rawValue]
          + contenders.flatMap { contender in
            let interval = contender.scores.intervals[metric]
            return [contender.scores[metric], interval?.lowerBound, interval?.upperBound]
              .map { $0.map { "\($0)" } ?? "" }
          }
      }).csvText
  }
}
