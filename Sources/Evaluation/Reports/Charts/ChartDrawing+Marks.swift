import Files

extension ChartDrawing {
  func drawMarks(_ svg: inout SVGText) {
    switch chart.marks {
    case .traces(let segments, _): drawTraces(segments, &svg)
    case .bars(let edges, let values): drawBars(edges, values, &svg)
    case .points(let places, let values): drawPoints(places, values, &svg)
    }
  }

  /// The least and greatest value that any mark has at so many columns of pixels.
  static func bounds(of chart: Chart, columns: Int) -> ClosedRange<Double> {
    switch chart.marks {
    case .traces(let segments, _):
      let isFine = chart.columns.contains { $0.style == .layer }
      let stretches = Stretches(chart, segments, columns: columns * (isFine ? 2 : 1))
      let tops = stretches.top(chart).compactMap { $0 }
      let lows = stretches.bottom.compactMap { $0 }
      return (min(0, lows.min() ?? 0))...max(tops.max() ?? 1, 1)
    case .bars(_, let values), .points(_, let values):
      let all = values.joined().compactMap { $0 }.filter { !chart.y.isLogarithmic || $0 > 0 }
      return (all.min() ?? 0)...(all.max() ?? 1)
    }
  }

  private func drawTraces(_ segments: [TraceSegment], _ svg: inout SVGText) {
    // Layers of means show short peaks only where they are fine.
    let isFine = chart.columns.contains { $0.style == .layer }
    let stretches = Stretches(
      chart, segments, columns: max(Int(frame.width), 10) * (isFine ? 2 : 1))
    let step = frame.width / Double(stretches.count)
    let place = { (index: Int) in frame.left + (Double(index) + 0.5) * step }
    for index in chart.fromBehind {
      let column = chart.columns[index]
      switch column.style {
      case .layer: svg.path(layer(stretches, index, place), "layer \(column.ink.name)")
      case .line:
        svg.path(
          trace(stretches.columns[index].map { $0.map { ($0.mean, $0.mean) } }, place),
          "line \(column.ink.name)")
      default:
        svg.path(
          trace(stretches.columns[index].map { $0.map { ($0.low, $0.high) } }, place),
          "line \(column.ink.name)")
      }
    }
  }

  /// A line that goes through the least and the greatest value of each place.
  private func trace(
    _ values: [(low: Double, high: Double)?], _ place: (Int) -> Double
  ) -> String {
    var path = ""
    var isDown = false
    for (index, value) in values.enumerated() {
      guard let value else {
        isDown = false
        continue
      }
      let x = place(index).svg
      let (low, high) = (y(value.low).svg, y(value.high).svg)
      path += isDown ? "L\(x) \(low)" : "M\(x) \(low)"
      path += low == high ? (isDown ? "" : "h.1") : "V\(high)"
      isDown = true
    }
    return path
  }

  /// The area between the layers below and this one on top of them.
  private func layer(
    _ stretches: Stretches, _ index: Int, _ place: (Int) -> Double
  ) -> String {
    var path = ""
    for run in stretches.runs(of: index) {
      let tops = run.map { "\(place($0).svg) \(y(stretches.stack(upTo: index, at: $0)).svg)" }
      let bases = run.reversed().map {
        "\(place($0).svg) \(y(stretches.stack(upTo: index - 1, at: $0)).svg)"
      }
      path += "M" + (tops + bases).joined(separator: "L") + "Z"
    }
    return path
  }

  private func drawBars(_ edges: [Double], _ values: [[Double?]], _ svg: inout SVGText) {
    let solid = chart.columns.indices.filter { chart.columns[$0].style == .bars }
    for index in chart.columns.indices {
      let column = chart.columns[index]
      var path = ""
      for (bar, value) in values[index].enumerated() {
        guard let value, value > 0 || !chart.y.isLogarithmic else { continue }
        let (left, right) = (x(edges[bar]), x(edges[bar + 1]))
        let base = y(chart.y.isLogarithmic ? 0 : 0)
        if column.style == .outline {
          let top = y(value).svg
          path += "M\(left.svg) \(base.svg)V\(top)H\(right.svg)V\(base.svg)"
        } else {
          let room = (right - left) * (solid.count > 1 ? 0.86 : 1)
          let share = room / Double(max(solid.count, 1))
          let begin =
            left + (right - left - room) / 2 + share * Double(solid.firstIndex(of: index) ?? 0)
          path += "M\(begin.svg) \(base.svg)V\(y(value).svg)H\((begin + share).svg)V\(base.svg)Z"
        }
      }
      svg.path(path, (column.style == .outline ? "line " : "bar ") + column.ink.name)
    }
  }

  private func drawPoints(_ places: [Double], _ values: [[Double?]], _ svg: inout SVGText) {
    for (index, column) in chart.columns.enumerated() {
      var path = ""
      for (place, value) in zip(places, values[index]) {
        guard let value else { continue }
        path += (path.isEmpty ? "M" : "L") + "\(x(place).svg) \(y(value).svg)"
      }
      svg.path(path, "line \(column.ink.name)")
      for (place, value) in zip(places, values[index]) {
        guard let value else { continue }
        svg.circle(x(place), y(value), radius: layout.fontSize * 0.2, "dot \(column.ink.name)")
      }
    }
  }
}

/// A chart's traces in as many stretches as a picture has columns of pixels.
struct Stretches {
  let columns: [[Stretch?]]
  /// The columns that are stacked, in their order from below.
  private let layers: [Int]
  let count: Int

  init(_ chart: Chart, _ segments: [TraceSegment], columns count: Int) {
    layers = chart.columns.indices.filter { chart.columns[$0].style == .layer }
    guard case .time(let range, _) = chart.x, !range.isEmpty else {
      columns = chart.columns.map { _ in [] }
      self.count = 1
      return
    }
    let span = Double(range.upperBound - range.lowerBound)
    let step = segments.map { Double($0.step) }.min() ?? span
    // Where samples are wider than pixels, each gets its own stretch.
    let used = max(1, min(count, Int((span / step).rounded())))
    self.count = used
    let edges = (0...used).map { range.lowerBound + Int64(Double($0) / Double(used) * span) }
    columns = chart.columns.indices.map { column in
      (0..<used).map { index in
        Stretches.found(segments, column, edges[index]..<max(edges[index + 1], edges[index]))
      }
    }
  }

  private static func found(
    _ segments: [TraceSegment], _ column: Int, _ times: Range<Int64>
  ) -> Stretch? {
    for segment in segments where segment.start < times.upperBound && segment.end > times.lowerBound
    {
      if let stretch = segment.stretch(column, times) { return stretch }
    }
    return nil
  }

  /// The height of a stack, with all layers up to one.
  func stack(upTo column: Int, at index: Int) -> Double {
    layers.filter { $0 <= column }.reduce(0) { $0 + (columns[$1][index]?.mean ?? 0) }
  }

  /// Neighbours that have a value in a column.
  func runs(of column: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in columns[column].indices where columns[column][index] != nil {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<(index + 1)
      } else {
        runs.append(index..<(index + 1))
      }
    }
    return runs
  }

  /// The highest point of each stretch.
  func top(_ chart: Chart) -> [Double?] {
    (0..<count).map { index in
      let free = columns.indices.filter { !layers.contains($0) }.compactMap { column -> Double? in
        guard let stretch = columns[column].isEmpty ? nil : columns[column][index] else {
          return nil
        }
        return chart.columns[column].style == .line ? stretch.mean : stretch.high
      }.max()
      let stacked = layers.isEmpty ? nil : stack(upTo: .max, at: index)
      return [free, stacked].compactMap { $0 }.max()
    }
  }

  /// The lowest.
  var bottom: [Double?] {
    (0..<count).map { index in
      columns.compactMap { $0.isEmpty ? nil : $0[index]?.low }.min()
    }
  }
}
