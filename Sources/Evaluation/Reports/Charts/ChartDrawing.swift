import Files
import Plots

/// A chart as SVG, at one width, without a script.
struct ChartDrawing {
  /// How large, in the SVG's own unit.
  struct Layout {
    var width: Double
    var height: Double
    var fontSize: Double

    /// In the page, until its script draws it again.
    static let page = Layout(width: 760, height: 250, fontSize: 12)
    static let small = Layout(width: 250, height: 130, fontSize: 11)
    /// 3.5 inches and 8 points: a column of a paper.
    static let column = Layout(width: 252, height: 150, fontSize: 8)
  }

  let chart: Chart
  let layout: Layout
  let frame: Frame
  let scale: VerticalScale

  init(_ chart: Chart, _ layout: Layout) {
    self.chart = chart
    self.layout = layout
    let inner = Int(layout.width - 5 * layout.fontSize)
    scale = VerticalScale(
      covering: ChartDrawing.bounds(of: chart, columns: max(inner, 10)), of: chart.y,
      about: layout.height < 180 ? 3 : 5)
    frame = Frame(chart, layout, labels: scale.ticks.map(\.label))
  }

  /// The picture alone, for a page that has its colours.
  var svg: String {
    "<svg viewBox=\"0 0 \(layout.width.svg) \(layout.height.svg)\" role=\"img\" aria-label=\""
      + HTML.escaped(chart.title) + "\" font-size=\"\(layout.fontSize.svg)\">" + body + "</svg>"
  }

  /// A file of its own, in the colours of print; sizes in points.
  func file(hue: Int) -> String {
    ChartDrawing.file(body, title: chart.title, hue: hue, layout)
  }

  /// Elements as a file of their own.
  static func file(_ body: String, title: String, hue: Int, _ layout: Layout) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(layout.width.svg)pt\" height=\""
      + "\(layout.height.svg)pt\" viewBox=\"0 0 \(layout.width.svg) \(layout.height.svg)\" "
      + "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\""
      + "\(layout.fontSize.svg)\"><title>\(HTML.escaped(title))</title><style>"
      + PageStyle.figure(hue: hue) + "</style>" + body + "</svg>\n"
  }

  private var body: String {
    var svg = SVGText()
    drawAxes(&svg)
    drawMarks(&svg)
    if !chart.isSmall { drawLegend(&svg) }
    return svg.text
  }
}

extension ChartDrawing {
  /// Where the marks are, within the picture.
  struct Frame {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    init(_ chart: Chart, _ layout: Layout, labels: [String]) {
      let size = layout.fontSize
      let widest = Double(labels.map(\.count).max() ?? 1) * size * 0.6
      left = widest + (chart.isSmall ? 0.6 : 2) * size
      right = layout.width - size * 0.8
      top = size * (chart.isSmall ? 0.6 : 2 + Legend(chart, layout).height)
      bottom = layout.height - size * (chart.isSmall ? 1.6 : 1.8) - chart.axisTitle(size)
    }

    var width: Double { right - left }
    var height: Double { bottom - top }
  }

  /// Where a value of the horizontal axis stands.
  func x(_ value: Double) -> Double {
    let span = chart.span
    let whole = max(span.upperBound - span.lowerBound, .leastNormalMagnitude)
    return frame.left + (value - span.lowerBound) / whole * frame.width
  }

  /// Where a value of the vertical axis stands, kept within the picture.
  func y(_ value: Double) -> Double {
    frame.bottom - min(max(scale.part(of: value), 0), 1) * frame.height
  }

  private func drawAxes(_ svg: inout SVGText) {
    let size = layout.fontSize
    for tick in scale.ticks {
      let y = y(tick.value)
      svg.line(frame.left, y, frame.right, y, "grid")
      svg.words(tick.label, frame.left - size * 0.4, y + size * 0.35, .end)
    }
    svg.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    for (place, label) in ticks {
      let x = x(place)
      svg.line(x, frame.bottom, x, frame.bottom + size * 0.3, "axis")
      let half = Double(label.count) * size * 0.28
      svg.words(
        label, min(max(x, half), layout.width - half), frame.bottom + size * 1.4, .middle)
    }
    guard !chart.isSmall else { return }
    svg.words(verticalTitle, 0, size, kind: "title")
    if case .number(_, let label, let unit) = chart.x {
      svg.words(
        unit.isEmpty ? label : "\(label) (\(unit))", (frame.left + frame.right) / 2,
        frame.bottom + size * 2.8, .middle, kind: "title")
    }
  }

  private var verticalTitle: String {
    guard !chart.y.unit.isEmpty else { return chart.y.label }
    return "\(chart.y.label) (\(scale.divisor > 1 ? "k" : "")\(chart.y.unit))"
  }

  /// Round places of the horizontal axis, and their words.
  private var ticks: [(Double, String)] {
    let room = frame.width / layout.fontSize / 0.55
    switch chart.x {
    case .time(let range, let zone):
      guard range.upperBound > range.lowerBound else { return [] }
      return TimeAxis(range, in: zone, width: Int(room)).ticks.map { (Double($0.time), $0.label) }
    case .number(let range, _, _):
      let scale = ValueScale(covering: range, unit: "", about: max(Int(room / 8), 2))
      return scale.ticks.filter { range.contains($0) }.map { ($0, VerticalScale.words($0, scale)) }
    }
  }

  private func drawLegend(_ svg: inout SVGText) {
    let size = layout.fontSize
    let legend = Legend(chart, layout)
    for (number, row) in legend.rows.enumerated() {
      let y = size * (1 + (legend.isBelow ? Double(number + 1) * Legend.line : 0))
      var x = frame.right
      for column in row.reversed() {
        x -= Double(column.name.count) * size * Legend.letter
        svg.words(column.name, x, y)
        x -= size * 1.5
        svg.rectangle(x, y - size * 0.58, size, size * 0.4, "key \(column.ink.name)")
        x -= size
      }
    }
  }
}

extension Chart {
  /// The room that the horizontal axis's words need.
  fileprivate func axisTitle(_ size: Double) -> Double {
    if case .number = x, !isSmall { size * 1.4 } else { 0 }
  }
}
