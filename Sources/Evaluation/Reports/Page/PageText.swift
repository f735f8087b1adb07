import Files
import Plots

/// Pieces of the page; whatever is put in is escaped here.
struct PageText {
  private(set) var text = ""

  /// A piece that is HTML already.
  mutating func add(_ html: String) { text += html + "\n" }

  mutating func heading(_ level: Int, _ words: String, id: String? = nil, swatch: Bool = false) {
    let place = id.map { " id=\"\(HTML.escaped($0))\"" } ?? ""
    let mark = swatch ? "<span class=\"swatch\"></span>" : ""
    add("<h\(level)\(place)>\(mark)\(HTML.escaped(words))</h\(level)>")
  }

  mutating func paragraph(_ words: String, kind: String? = nil) {
    add("<p\(kind.map { " class=\"\($0)\"" } ?? "")>\(HTML.escaped(words))</p>")
  }

  /// Text as it stands, folded away.
  mutating func listing(_ title: String, _ text: String) {
    add(
      "<details class=\"print\"><summary>\(HTML.escaped(title))</summary><pre tabindex=\"0\">"
        + "\(HTML.escaped(text))</pre></details>")
  }

  /// Names and what they mean, a row each.
  mutating func facts(_ rows: [(String, String)]) {
    let body = rows.map { name, value in
      "<tr><th scope=\"row\">\(HTML.escaped(name))</th><td>\(HTML.escaped(value))</td></tr>"
    }.joined()
    add("<div class=\"scroll facts\"><table class=\"prose\"><tbody>\(body)</tbody></table></div>")
  }

  /// A plot with its title, buttons and the table behind it; the script finds it by its name.
  mutating func plot(_ chart: Chart, table: Table? = nil) {
    let help =
      "Drag to zoom, double-click for all. Keys: + and \u{2212} zoom, arrows move, Home shows all."
    add(
      "<figure id=\"\(HTML.escaped(chart.name))\"><div class=\"head\">"
        + "<h3>\(HTML.escaped(chart.title))</h3><div class=\"tools\"></div></div>"
        + "<figcaption>\(HTML.escaped(chart.note))</figcaption>"
        + "<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\""
        + "\(HTML.escaped("\(chart.title). \(help)"))\" title=\"\">"
        + ChartDrawing(chart, .page).svg + "</div>" + (table?.folded ?? "") + "</figure>")
  }

  /// A small plot among many.
  mutating func small(_ chart: Chart) {
    add(
      "<figure id=\"\(HTML.escaped(chart.name))\"><h4>\(HTML.escaped(chart.title))</h4>"
        + "<figcaption>\(HTML.escaped(chart.note))</figcaption>"
        + "<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-label=\""
        + "\(HTML.escaped("\(chart.title): \(chart.note)"))\">"
        + ChartDrawing(chart, .small).svg + "</div></figure>")
  }

  /// Rows of words with a header; the first column names the row.
  struct Table {
    var header: [String]
    var rows: [[String]]

    /// The table with its own bars to scroll.
    var html: String {
      let head = header.map { "<th scope=\"col\">\(HTML.escaped($0))</th>" }.joined()
      let body = rows.map { row in
        let cells = row.dropFirst().map { "<td>\(HTML.escaped($0))</td>" }.joined()
        return "<tr><th scope=\"row\">\(HTML.escaped(row.first ?? ""))</th>\(cells)</tr>"
      }.joined()
      return "<table><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table>"
    }

    /// Behind a word to open it.
    var folded: String {
      "<details><summary>Figures as a table</summary><div class=\"data\" tabindex=\"0\">"
        + html + "</div></details>"
    }
  }
}
