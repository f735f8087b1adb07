import Disaggregation
import Files
import Plots

/// All that a report shows of one appliance.
struct ApplianceSection {
  let subject: ReportSubject
  let plots: AppliancePlots

  func write(to page: inout PageText, isAlone: Bool) {
    page.add("<section style=\"--hue:var(--a\(subject.hue))\">")
    if !isAlone {
      page.heading(2, subject.title, id: subject.prefix, swatch: true)
    }
    HeadlineSection(subject).write(
      to: &page, remarks: isAlone ? subject.evaluation.remarks : [])
    for day in plots.days { page.plot(day.chart, table: day.table) }
    for week in plots.weeks { page.plot(week) }
    for chart in plots.ranges { page.plot(chart) }
    writeGallery(to: &page)
    page.add("<div class=\"pair\">")
    page.plot(plots.errors, table: plots.errors.table)
    page.add(plots.confusion.html(name: "\(subject.prefix)-on-and-off"))
    page.add("</div>")
    if let curve = plots.curve { page.plot(curve, table: curve.table) }
    MetricsSection(subject.evaluation).write(to: &page)
    ProvenanceSection(subject).write(to: &page)
    page.add("</section>")
  }

  private func writeGallery(to page: inout PageText) {
    let groups = [
      ("Best activations", "The highest share of energy in common.", plots.best),
      ("Worst activations", "The most energy wrong: missed, false or out of shape.", plots.worst),
    ]
    for (title, note, charts) in groups where !charts.isEmpty {
      page.heading(3, title)
      page.add("<p class=\"note\">\(HTML.escaped(note)) \(ApplianceSection.legend)</p>")
      page.add("<div class=\"many\">")
      for chart in charts { page.small(chart) }
      page.add("</div>")
    }
  }

  private static let legend = ["mains", "truth", "estimate"].map {
    "<span class=\"\($0)\" style=\"white-space:nowrap\"><span class=\"swatch\" "
      + "style=\"background:var(--c);margin-left:.8em\"></span>\($0)</span>"
  }.joined()
}

extension Chart {
  /// Bars or points as a table.
  var table: PageText.Table {
    let rows = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return PageText.Table(header: rows.first ?? [], rows: Array(rows.dropFirst()))
  }
}
