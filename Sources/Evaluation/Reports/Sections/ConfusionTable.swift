import Disaggregation
import Files
import Plots

/// Samples by whether truth and estimate are on.
struct ConfusionTable {
  let confusion: Scores.Confusion
  let threshold: Double

  init(_ evaluation: Evaluation) {
    confusion = evaluation.model.scores.confusion
    threshold = evaluation.rule.threshold
  }

  private var rows: [(name: String, cells: [Int])] {
    [
      ("is on", [confusion.bothOn, confusion.falselyOff]),
      ("is off", [confusion.falselyOn, confusion.bothOff]),
    ]
  }

  var note: String {
    "Scored samples by state: on is \(DecimalText.fixed(threshold, 0)) W or more. Shares are of "
      + "each row."
  }

  /// Shaded by the share of its row.
  func html(name: String) -> String {
    let body = rows.map { row in
      let sum = row.cells.reduce(0, +)
      let cells = row.cells.map { count in
        let share = sum > 0 ? Double(count) / Double(sum) : 0
        let tint = DecimalText.fixed(share * 55, 0)
        return "<td style=\"background:color-mix(in srgb,var(--hue) \(tint)%,transparent)\">"
          + "\(DecimalText.grouped(count))<small>\(percent(share))</small></td>"
      }.joined()
      return "<tr><th scope=\"row\">\(row.name)</th>\(cells)</tr>"
    }.joined()
    return "<figure id=\"\(HTML.escaped(name))\"><h3>On and off</h3><figcaption>"
      + "\(HTML.escaped(note))</figcaption><div class=\"scroll\"><table class=\"confusion\"><thead>"
      + "<tr><th></th><th scope=\"col\">estimated on</th><th scope=\"col\">estimated off</th></tr>"
      + "</thead><tbody>\(body)</tbody></table></div></figure>"
  }

  private func percent(_ share: Double) -> String {
    let text = DecimalText.fixed(share * 100, share > 0.1 && share < 0.995 ? 0 : 2)
    return "\(text) %"
  }

  var csv: String {
    ([["", "estimated on", "estimated off"]] + rows.map { [$0.name] + $0.cells.map(String.init) })
      .csvText
  }

  /// A file of its own, in a column's width.
  func file(hue: Int, layout: ChartDrawing.Layout = .column) -> String {
    var svg = SVGText()
    let size = layout.fontSize
    let (width, height) = (layout.width * 0.34, layout.height * 0.34)
    let left = layout.width * 0.24
    for (row, entry) in rows.enumerated() {
      let sum = max(entry.cells.reduce(0, +), 1)
      let y = size * 2.4 + Double(row) * (height + 4)
      svg.words(entry.name, left - size * 0.6, y + height / 2 + size * 0.3, .end)
      for (column, count) in entry.cells.enumerated() {
        let x = left + Double(column) * (width + 4)
        let share = Double(count) / Double(sum)
        svg.shade(x, y, width, height, share * 0.55)
        svg.words(DecimalText.grouped(count), x + width / 2, y + height / 2, .middle)
        svg.words(percent(share), x + width / 2, y + height / 2 + size * 1.3, .middle)
      }
    }
    for (column, name) in ["estimated on", "estimated off"].enumerated() {
      svg.words(name, left + Double(column) * (width + 4) + width / 2, size * 1.6, .middle)
    }
    return ChartDrawing.file(svg.text, title: "On and off", hue: hue, layout)
  }
}
