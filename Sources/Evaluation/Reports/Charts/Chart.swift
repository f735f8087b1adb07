import Files

/// A plot as values: what it shows, on which axes.
///
/// `ChartDrawing` makes an SVG of it, `Chart.csv` the figures behind it, and the page's script
/// draws it again, as wide as there is room, with what `Chart.json` says.
struct Chart: Sendable {
  enum HorizontalAxis: Sendable {
    /// Nanoseconds UTC, in the data's own zone.
    case time(Range<Int64>, TimeZoneRules)
    case number(ClosedRange<Double>, label: String, unit: String)
  }

  struct VerticalAxis: Sendable {
    var label: String
    /// "W" and "Wh" become kW and kWh where that is shorter; empty for counts.
    var unit: String
    var isLogarithmic = false
  }

  /// One series: a line, a band, bars, a layer.
  struct Column: Sendable {
    enum Style: String, Sendable {
      /// From the least to the greatest value of each place.
      case band
      /// Means of each place, one layer on the other.
      case layer
      /// Means of each place, above all layers.
      case line
      case bars
      /// Bars without gaps, only their outline.
      case outline
      case points
    }

    var name: String
    var ink: Ink
    var style: Style
    /// In the CSV, and beside the pointer.
    var decimals = 0
  }

  enum Marks: Sendable {
    /// Samples at equal distances; `detail` holds stretches of it at full resolution.
    case traces([TraceSegment], detail: [TraceSegment])
    /// A value for each column between two edges; nanoseconds where the axis is time.
    case bars(edges: [Double], values: [[Double?]])
    case points(x: [Double], values: [[Double?]])
  }

  /// A file's name without its ending, and the page's handle.
  var name: String
  var title: String
  /// What is seen, which samples, how: a sentence or two, plain text.
  var note: String
  var x: HorizontalAxis
  var y: VerticalAxis
  var columns: [Column]
  var marks: Marks
  /// Drawn small, among many of its kind.
  var isSmall = false
}

extension Chart {
  /// What the horizontal axis covers, in nanoseconds or in its own unit.
  var span: ClosedRange<Double> {
    switch x {
    case .time(let range, _): Double(range.lowerBound)...Double(range.upperBound)
    case .number(let range, _, _): range
    }
  }

  /// The columns as they are drawn: what is grey first, so that it hides no hue.
  var fromBehind: [Int] {
    let isGrey = { (index: Int) in
      columns[index].ink == .remainder || columns[index].style == .line
    }
    return columns.indices.filter(isGrey) + columns.indices.filter { !isGrey($0) }
  }
}
