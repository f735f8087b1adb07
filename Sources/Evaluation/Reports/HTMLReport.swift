import Disaggregation
package import Files
import MeterData
import Plots

/// A report that people look at: one page that needs nothing but itself.
package struct HTMLReport: Sendable {
  private let set: EvaluationSet
  private let subjects: [ReportSubject]

  /// The letters that all long series of a page may take together: most of 10 MB.
  private static let budget = 6_000_000

  /// The letters of one of so many appliances.
  static func budget(for appliances: Int) -> Int { budget / max(appliances, 1) }

  package init(_ set: EvaluationSet) {
    self.set = set
    subjects = ReportSubject.all(of: set)
  }

  /// What every page begins with, and no other page.
  private static let beginning =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    + "<meta name=\"generator\" content=\"energy\">\n"

  /// Refuses a name where something lies that is no report.
  ///
  /// - Throws: `FilesError` (73).
  package static func requireReplaceable(_ path: String) throws(FilesError) {
    try OutputCheck.requireReplaceable(
      path, beginning: Array(beginning.utf8), kind: "report of energy")
  }

  /// The page.
  package var text: String {
    let plots = subjects.map {
      AppliancePlots($0, budget: HTMLReport.budget(for: subjects.count))
    }
    let stacks = WeekStack.shared(by: subjects)
    var page = PageText()
    writeTop(to: &page)
    if subjects.count > 1 {
      OverallSection(set, subjects).write(to: &page)
      writeRemarks(to: &page)
      for chart in stacks { page.plot(chart) }
    }
    for (subject, plots) in zip(subjects, plots) {
      ApplianceSection(subject: subject, plots: plots).write(
        to: &page, isAlone: subjects.count == 1)
    }
    MetricsSection.definitions(to: &page)
    page.add("<p class=\"footer\">Made by energy. This page needs no network.</p></main>")
    let charts = JSON.array((stacks + plots.flatMap(\.charts)).map(\.json)).text
    // Within a script, only a "<" could end it.
    let safe = charts.split(separator: "<", omittingEmptySubsequences: false)
      .joined(separator: "\\u003c")
    return head + page.text + "<script type=\"application/json\" id=\"charts\">" + safe
      + "</script>\n<script>\n" + PageScript.text + "</script>\n</body>\n</html>\n"
  }

  private var title: String {
    var names: [String] = []
    for subject in subjects where !names.contains(subject.appliance) {
      names.append(subject.appliance)
    }
    guard names.count < 4 else { return "\(names.count) appliances" }
    return names.joined(separator: ", ")
  }

  private var head: String {
    HTMLReport.beginning
      + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      + "'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
      + "<link rel=\"icon\" href=\"data:,\">\n<title>\(HTML.escaped(title)): evaluation</title>\n"
      + "<style>\n\(ReportStyle.text)</style>\n</head>\n<body>\n<main>\n"
  }

  private func writeTop(to page: inout PageText) {
    let hue = subjects.count == 1 ? " style=\"--hue:var(--a\(subjects[0].hue))\"" : ""
    let mark = subjects.count == 1 ? "<span class=\"swatch\"></span>" : ""
    page.add(
      "<header\(hue)><div><h1>\(mark)\(HTML.escaped(title))</h1><p class=\"soft\">"
        + "\(HTML.escaped(summary))</p></div><button type=\"button\" id=\"theme\" hidden "
        + "aria-label=\"Switch between light and dark\"></button></header>")
    writeWarnings(to: &page)
    guard subjects.count > 1 else { return }
    let links = subjects.map { subject in
      "<a href=\"#\(HTML.escaped(subject.prefix))\" style=\"--hue:var(--a\(subject.hue))\">"
        + "<span class=\"swatch\"></span>\(HTML.escaped(subject.title))</a>"
    }
    page.add("<nav aria-label=\"Sections\">\(links.joined())<a href=\"#metrics\">metrics</a></nav>")
  }

  /// "UK-DALE, house 2 · 2013-06-03 → 2013-07-01 · 6 s · Europe/London".
  private var summary: String {
    guard let first = subjects.first else { return "Nothing was evaluated." }
    let houses = Set(subjects.flatMap { $0.houses.map(\.number) }).sorted().map(String.init)
    let ranges = subjects.map(\.evaluation.range)
    let range =
      (ranges.map(\.lowerBound).min() ?? 0)..<(ranges.map(\.upperBound).max() ?? 0)
    return [
      first.evaluation.source.dataset ?? FileSystem.name(of: first.evaluation.source.path),
      "house \(houses.joined(separator: ", "))", DayText.range(range, in: first.zone),
      first.evaluation.period.spaced, first.zone.name,
    ].joined(separator: " · ")
  }

  private func writeWarnings(to page: inout PageText) {
    let grave = sentences(\.overlaps).map {
      "<p>\($0.names)<strong>Not a test:</strong> \($0.text)</p>"
    }
    let lines = grave + sentences(\.warnings).map { "<p>\($0.names)\($0.text)</p>" }
    guard !lines.isEmpty else { return }
    page.add(
      "<div class=\"warnings\(!grave.isEmpty ? " grave" : "")\" role=\"note\">\(lines.joined())</div>"
    )
  }

  /// How the figures of several came about, below them.
  private func writeRemarks(to page: inout PageText) {
    for remark in sentences(\.remarks) {
      page.add("<p class=\"soft\">\(remark.names)\(remark.text)</p>")
    }
  }

  /// Each sentence once, escaped, after the names of those that it is about, unless that is all.
  private func sentences(
    _ sentences: KeyPath<Evaluation, [String]>
  ) -> [(names: String, text: String)] {
    var texts: [String] = []
    for text in subjects.flatMap({ $0.evaluation[keyPath: sentences] }) where !texts.contains(text)
    {
      texts.append(text)
    }
    return texts.map { text in
      let names = subjects.filter { $0.evaluation[keyPath: sentences].contains(text) }.map(\.title)
      let isOfAll = names.count == subjects.count
      return (
        isOfAll ? "" : HTML.escaped(names.joined(separator: ", ")) + ": ", HTML.escaped(text)
      )
    }
  }
}
