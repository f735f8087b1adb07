import Files

extension Chart {
  /// The figures behind the plot; the page's script writes the same text.
  var csv: String {
    switch marks {
    case .traces(let segments, _): traceRows(segments)
    case .bars(let edges, let values):
      ([header(horizontalNames)]
        + (0..<max(edges.count - 1, 0)).map { row in
          [spelled(edges[row]), spelled(edges[row + 1])] + cells(values, row)
        }).csvText
    case .points(let x, let values):
      ([header([horizontalNames[0]])] + x.indices.map { [spelled(x[$0])] + cells(values, $0) })
        .csvText
    }
  }

  private func traceRows(_ segments: [TraceSegment]) -> String {
    guard case .time(_, let zone) = x else { return "" }
    let isBucketed = segments.contains { $0.values.contains { $0.high != nil } }
    let names = columns.flatMap { column in
      isBucketed ? ["\(column.name) min", "\(column.name) max"] : [column.name]
    }
    var rows = [["time"] + names.map { $0 + suffix }]
    for segment in segments {
      for place in 0..<segment.count {
        let time = segment.start + Int64(place) * segment.step
        rows.append(
          [ISOTime.format(time, in: zone)]
            + zip(segment.values, columns).flatMap { values, column in
              let low = spelled(values.low[place], values, column)
              guard isBucketed else { return [low] }
              return [low, spelled((values.high ?? values.low)[place], values, column)]
            })
      }
    }
    return rows.csvText
  }

  private func spelled(
    _ code: Int32, _ values: TraceSegment.Values, _ column: Column
  ) -> String {
    guard code != TraceSegment.missing else { return "" }
    return DecimalText.fixed(Double(code) * values.quantum, column.decimals)
  }

  private func cells(_ values: [[Double?]], _ row: Int) -> [String] {
    zip(values, columns).map { list, column in
      list[row].map { DecimalText.fixed($0, column.decimals) } ?? ""
    }
  }

  private func spelled(_ value: Double) -> String {
    switch x {
    case .time(_, let zone): ISOTime.format(Int64(value), in: zone)
    case .number: value == value.rounded() ? DecimalText.fixed(value, 0) : "\(value)"
    }
  }

  private var horizontalNames: [String] {
    switch x {
    case .time: ["from", "to"]
    case .number(_, let label, let unit):
      if case .points = marks { [label] } else { ["from", "to"].map { "\($0) (\(unit))" } }
    }
  }

  private func header(_ first: [String]) -> [String] { first + columns.map { $0.name + suffix } }

  private var suffix: String { y.unit.isEmpty ? "" : " (\(y.unit))" }
}
