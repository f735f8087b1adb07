/// The names of a chart's columns above it, in rows; the page's script parts them in the same way.
///
/// One row stands beside the vertical axis's title where it fits there, else all stand below it.
struct Legend {
  /// Of a letter, and of a colour's key with the room around it, by the size of the text.
  static let letter = 0.56
  static let key = 2.5
  static let line = 1.4

  let rows: [[Chart.Column]]
  /// Whether they stand below the title.
  let isBelow: Bool

  init(_ chart: Chart, _ layout: ChartDrawing.Layout) {
    let letters = layout.width / layout.fontSize - 0.8
    let title = Double(chart.y.label.count + " (kWh)".count) * Legend.letter
    guard !chart.isSmall, chart.columns.reduce(0, { $0 + Legend.width($1) }) > letters - title
    else {
      rows = chart.isSmall ? [] : [chart.columns]
      isBelow = false
      return
    }
    var (parts, used): ([[Chart.Column]], Double) = ([[]], 0)
    for column in chart.columns {
      if used + Legend.width(column) > letters, used > 0 {
        parts.append([])
        used = 0
      }
      parts[parts.count - 1].append(column)
      used += Legend.width(column)
    }
    rows = parts
    isBelow = true
  }

  /// By the size of the text.
  static func width(_ column: Chart.Column) -> Double {
    Double(column.name.count) * letter + key
  }

  /// What it takes of the picture's height, by the size of the text.
  var height: Double { isBelow ? Double(rows.count) * Legend.line : 0 }
}
