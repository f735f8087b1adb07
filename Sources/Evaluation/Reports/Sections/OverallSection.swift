import Disaggregation
import Files
import Plots

/// What a set of several appliances says together.
struct OverallSection {
  let set: EvaluationSet
  let subjects: [ReportSubject]

  init(_ set: EvaluationSet, _ subjects: [ReportSubject]) {
    self.set = set
    self.subjects = subjects
  }

  func write(to page: inout PageText) {
    page.add("<div class=\"scroll\" tabindex=\"0\">\(table)</div>")
    guard let overall = set.overall else { return }
    var rows: [(String, String)] = []
    if let teca = overall.tecaMains {
      let zero = overall.tecaMainsOfZero.map { ", always zero \(DecimalText.fixed($0, 3))" } ?? ""
      rows.append(("TECA over the mains", DecimalText.fixed(teca, 3) + zero))
    }
    if let teca = overall.tecaAppliances {
      rows.append(("TECA over the appliances", DecimalText.fixed(teca, 3)))
    }
    if let share = overall.explainedShare {
      let truth = overall.trueShare.map { ", truly \(DecimalText.fixed($0 * 100, 1)) %" } ?? ""
      rows.append(("Share of the mains' energy", DecimalText.fixed(share * 100, 1) + " %" + truth))
    }
    rows.append(("Samples that all share", DecimalText.grouped(overall.samples)))
    page.facts(rows)
  }

  private static let columns: [Metric] =
    Metric.headline + [.mae, .sae, .nde, .energyPerDay]

  private var table: String {
    let head =
      OverallSection.columns.map {
        "<th scope=\"col\">\(HTML.escaped($0.title))</th>"
      }.joined() + "<th scope=\"col\">activations</th>"
    var rows = subjects.map { subject in
      let scores = subject.evaluation.model.scores
      return "<tr style=\"--hue:var(--a\(subject.hue))\"><th scope=\"row\"><a href=\"#"
        + "\(HTML.escaped(subject.prefix))\"><span class=\"swatch\"></span>"
        + "\(HTML.escaped(subject.title))</a></th>\(cells { scores[$0] })"
        + "<td>\(DecimalText.grouped(scores.activations))</td></tr>"
    }
    if let overall = set.overall {
      rows.append(row("mean over appliances") { overall.macro[$0] })
      rows.append(row("all samples together") { overall.micro[$0] })
    }
    return "<table class=\"headline\"><thead><tr><th scope=\"col\"></th>\(head)</tr></thead><tbody>"
      + rows.joined() + "</tbody></table>"
  }

  private func row(_ name: String, _ value: (Metric) -> Double?) -> String {
    "<tr class=\"model\"><th scope=\"row\">\(name)</th>\(cells(value))<td></td></tr>"
  }

  private func cells(_ value: (Metric) -> Double?) -> String {
    OverallSection.columns.map { metric in
      "<td>\(value(metric).map { MetricText.number(metric, $0) } ?? "–")</td>"
    }.joined()
  }
}
