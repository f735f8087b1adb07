import Disaggregation
import Files
import Plots

/// How good, against what, over which days: the first thing that is seen of an appliance.
struct HeadlineSection {
  let subject: ReportSubject
  private var evaluation: Evaluation { subject.evaluation }
  private var scores: Scores { evaluation.model.scores }

  init(_ subject: ReportSubject) { self.subject = subject }

  /// Remarks are those that are said nowhere else.
  func write(to page: inout PageText, remarks: [String]) {
    page.paragraph(verdict)
    page.add("<dl class=\"figures\">\(Metric.headline.map(figure).joined())\(activations)</dl>")
    page.add("<div class=\"scroll\" tabindex=\"0\">\(table)</div>")
    page.paragraph(footnote, kind: "soft")
    for remark in remarks { page.paragraph(remark, kind: "soft") }
    let notes = evaluation.baselines.compactMap { one in one.note.map { "\(one.name): \($0)" } }
    if !notes.isEmpty { page.paragraph(notes.joined(separator: " "), kind: "soft") }
  }

  /// One sentence.
  private var verdict: String {
    let over =
      "over \(scores.days) \(scores.days == 1 ? "day" : "days") of "
      + (subject.houses.count == 1
        ? "house \(subject.houses[0].number)"
        : "houses \(subject.houses.map { String($0.number) }.joined(separator: ", "))")
    guard let skill = scores[.skill] else {
      return "Skill is undefined here: the best constant makes no error \(over)."
    }
    guard skill > 0 else {
      return "No better than a constant \(over): errs "
        + "\(DecimalText.fixed(-skill * 100, 0)) % more than the best one."
    }
    return "Errs \(DecimalText.fixed(skill * 100, 0)) % less than the best constant \(over)."
  }

  private func figure(_ metric: Metric) -> String {
    let interval = MetricText.interval(metric, scores.intervals[metric])
    return "<div><dt>\(HTML.escaped(metric.label))</dt><dd data-metric=\"\(metric.rawValue)\">"
      + HTML.escaped(MetricText.value(metric, scores[metric]))
      + "<small>\(HTML.escaped(interval.map { "95 %: \($0)" } ?? "too few days for an interval"))"
      + "</small></dd></div>"
  }

  private var activations: String {
    "<div><dt>activations</dt><dd>\(DecimalText.grouped(scores.activations))<small>"
      + "\(DecimalText.grouped(scores.estimatedActivations)) estimated"
      + "\(scores.hasTooFewActivations ? "; too few to say much" : "")</small></dd></div>"
  }

  private static let columns: [Metric] =
    Metric.headline + [.mae, .sae, .nde, .energyPerDay]

  /// The model beside the baselines.
  private var table: String {
    let head = HeadlineSection.columns.map {
      "<th scope=\"col\">\(HTML.escaped($0.title))</th>"
    }.joined()
    let rows = ([evaluation.model] + evaluation.baselines).enumerated().map { index, contender in
      row(contender, isModel: index == 0)
    }
    return "<table class=\"headline\"><thead><tr><th scope=\"col\"></th>\(head)</tr></thead><tbody>"
      + rows.joined() + "</tbody></table>"
  }

  private func row(_ contender: Evaluation.Contender, isModel: Bool) -> String {
    let cells = HeadlineSection.columns.map { metric in
      let value = contender.scores[metric].map { MetricText.number(metric, $0) } ?? "–"
      let interval = MetricText.interval(metric, contender.scores.intervals[metric])
      return "<td>\(value)\(isModel ? interval.map { "<small>\($0)</small>" } ?? "" : "")</td>"
    }
    return "<tr\(isModel ? " class=\"model\"" : "")><th scope=\"row\">"
      + "\(HTML.escaped(contender.name))</th>\(cells.joined())</tr>"
  }

  private var footnote: String {
    let clamping = [
      Clamping.none: "as estimated", .zero: "raised to zero where below",
      .mains: "kept between zero and the mains",
    ][evaluation.clamping, default: ""]
    return "\(DecimalText.grouped(scores.samples)) samples are scored, "
      + "\(DecimalText.fixed(evaluation.coverage * 100, 1)) % of the range; the rest lies at gaps "
      + "and ends, for the model and every baseline alike. Estimates are \(clamping). Intervals: "
      + "95 %, by resampling blocks of days."
  }
}
