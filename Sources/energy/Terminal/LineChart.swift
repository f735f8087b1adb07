import Files
import Plots

/// A drawing of one or several series over the same time or steps, with axes and units.
struct LineChart {
  struct Series {
    let name: String
    let ink: Ink
    let envelope: Envelope

    init(_ name: String, _ envelope: Envelope, ink: Ink = .standard) {
      self.name = name
      self.ink = ink
      self.envelope = envelope
    }
  }

  /// What the places of the samples are.
  enum Axis {
    /// Nanoseconds UTC, in a zone.
    case time(TimeZoneRules)
    /// Whole numbers, drawn so many times as large, such as epochs.
    case counts(scale: Int64)
  }

  /// All over the same range.
  let series: [Series]
  /// "W" becomes kW where that is shorter.
  let unit: String
  let axis: Axis
  /// Rows of the picture without its axis.
  let height: Int

  init(series: [Series], unit: String, axis: Axis, height: Int = 8) {
    self.series = series
    self.unit = unit
    self.axis = axis
    self.height = height
  }

  init(series: [Series], unit: String, zone: TimeZoneRules, height: Int = 8) {
    self.init(series: series, unit: unit, axis: .time(zone), height: height)
  }

  /// The chart's lines: a legend where there are several series, the picture, the lower axis.
  func render(width: Int, style: TerminalStyle = .plain) -> String {
    guard let range = series.first?.envelope.range else { return "" }
    let bounds = series.compactMap(\.envelope.bounds)
    let values = bounds.first.map { first in
      bounds.reduce(Double(first.lowerBound)...Double(first.upperBound)) { all, one in
        min(all.lowerBound, Double(one.lowerBound))...max(all.upperBound, Double(one.upperBound))
      }
    }
    let scale = ValueScale(covering: values, unit: unit, about: max(2, height / 2))
    let labels = labels(of: scale)
    let margin = (labels.values.map(\.displayWidth).max() ?? 0) + 1
    let columns = max(width - margin - 2, 10)
    let canvas = drawn(columns, style, scale)
    var lines = series.count > 1 ? [legend(style)] : []
    for row in 0..<height {
      let label = (labels[row] ?? "").padded(to: margin, alignedRight: true)
      lines.append(
        label + " " + edge(isTick: labels[row] != nil, style)
          + canvas.text(ofRow: row, style, inks: series.map(\.ink)))
    }
    let indent = String(repeating: " ", count: margin + 1)
    return (lines + axisLines(range, columns, style).map { indent + $0 })
      .map { $0.truncated(to: width, ellipsis: style.ellipsis).trimmingEnd }.joined(separator: "\n")
  }

  /// Braille where it can be told apart; marks of one letter a cell elsewhere.
  private func isBraille(_ style: TerminalStyle) -> Bool {
    style.isUnicode && (style.hasColour || series.count == 1)
  }

  private func drawn(_ columns: Int, _ style: TerminalStyle, _ scale: ValueScale) -> PlotCanvas {
    var canvas = PlotCanvas(cellColumns: columns, rows: height, isBraille: isBraille(style))
    for (index, one) in series.enumerated() {
      var before: ClosedRange<Int>?
      for column in 0..<canvas.columns {
        guard let bounds = one.envelope.bounds(ofPart: column, of: canvas.columns) else {
          before = nil
          continue
        }
        let own =
          level(
            of: bounds.lowerBound, scale, canvas.levels)...level(
            of: bounds.upperBound, scale, canvas.levels)
        // A step between neighbours is drawn in the later column, up to where the earlier ended.
        var low = own.lowerBound
        var high = own.upperBound
        if let before, before.upperBound < low { low = before.upperBound }
        if let before, before.lowerBound > high { high = before.lowerBound }
        canvas.stroke(column, low...high, series: index)
        before = own
      }
    }
    return canvas
  }

  private func level(of value: Float, _ scale: ValueScale, _ levels: Int) -> Int {
    let part =
      (Double(value) - scale.range.lowerBound)
      / (scale.range.upperBound - scale.range.lowerBound)
    return min(max(Int((part * Double(levels - 1)).rounded()), 0), levels - 1)
  }

  /// The axis's words by the row in which they stand; the lower tick wins a row.
  private func labels(of scale: ValueScale) -> [Int: String] {
    var labels: [Int: String] = [:]
    for tick in scale.ticks.reversed() {
      labels[height - 1 - level(of: Float(tick), scale, height * 4) / 4] = scale.label(tick)
    }
    return labels
  }

  private func edge(isTick: Bool, _ style: TerminalStyle) -> String {
    style.painted(style.isUnicode ? isTick ? "┤" : "│" : isTick ? "+" : "|", .faint)
  }

  /// The line with the ticks and the line with their labels.
  private func axisLines(
    _ range: Range<Int64>, _ columns: Int, _ style: TerminalStyle
  ) -> [String] {
    var line = Array(repeating: style.isUnicode ? "─" : "-", count: columns)
    var labels = ""
    for tick in ticks(range, columns) {
      let span = Double(range.upperBound - range.lowerBound)
      let column = Int(Double(tick.time - range.lowerBound) / span * Double(columns))
      guard column < columns else { continue }
      line[column] = style.isUnicode ? "┬" : "+"
      let start = min(column + 1, columns + 1 - tick.label.count)
      guard start > labels.count || labels.isEmpty, start >= 0 else { continue }
      labels = labels.padded(to: start) + tick.label
    }
    let corner = style.isUnicode ? "└" : "+"
    return [style.painted(corner + line.joined(), .faint), labels]
  }

  private func ticks(_ range: Range<Int64>, _ columns: Int) -> [TimeAxis.Tick] {
    switch axis {
    case .time(let zone): TimeAxis(range, in: zone, width: columns).ticks
    case .counts(let scale): CountAxis(range, scale: scale, width: columns).ticks
    }
  }

  private func legend(_ style: TerminalStyle) -> String {
    "  "
      + series.enumerated().map { index, one in
        let mark = isBraille(style) ? "━" : String(PlotCanvas.marks[index % PlotCanvas.marks.count])
        return style.painted(mark, one.ink) + " " + one.name
      }.joined(separator: "   ")
  }
}
