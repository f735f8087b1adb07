import Files

extension Chart {
  /// All that the page's script needs; times are milliseconds UTC.
  var json: JSON {
    var members: [(String, JSON)] = [
      ("name", .string(name)), ("title", .string(title)), ("small", .bool(isSmall)),
      ("x", axis), ("label", .string(y.label)), ("unit", .string(y.unit)),
      ("log", .bool(y.isLogarithmic)), ("columns", .array(columns.map(\.json))),
    ]
    switch marks {
    case .traces(let segments, let detail):
      members.append(("segments", .array(segments.map(\.json))))
      members.append(("detail", .array(detail.map(\.json))))
    case .bars(let edges, let values):
      members.append(("edges", .array(edges.map { JSON(place($0)) })))
      members.append(("values", lists(values)))
    case .points(let x, let values):
      members.append(("points", .array(x.map { JSON(place($0)) })))
      members.append(("values", lists(values)))
    }
    return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
  }

  private var axis: JSON {
    switch x {
    case .time(let range, let zone):
      [
        "from": JSON(Double(range.lowerBound) / 1e6), "to": JSON(Double(range.upperBound) / 1e6),
        "offsets": Chart.offsets(of: zone, in: range), "zone": .string(zone.name),
      ]
    case .number(let range, let label, let unit):
      [
        "from": JSON(range.lowerBound), "to": JSON(range.upperBound), "label": .string(label),
        "unit": .string(unit),
      ]
    }
  }

  private func place(_ value: Double) -> Double {
    if case .time = x { value / 1e6 } else { value }
  }

  /// As the CSV spells them, so that a reader of either finds the same figures.
  private func lists(_ values: [[Double?]]) -> JSON {
    .array(
      zip(values, columns).map { list, column in
        .array(list.map { JSON($0.flatMap { Double(DecimalText.fixed($0, column.decimals)) }) })
      })
  }

  /// The local clock's lead over UTC, in pairs of the moment it begins and itself; milliseconds.
  private static func offsets(of zone: TimeZoneRules, in range: Range<Int64>) -> JSON {
    let day: Int64 = 86_400
    let first = range.lowerBound.flooredDivision(by: ISOTime.second) - day
    let last = range.upperBound.flooredDivision(by: ISOTime.second) + day
    var pairs = [(first, zone.offset(atUTC: first))]
    for second in stride(from: first + day, through: last, by: Int64.Stride(day)) {
      let offset = zone.offset(atUTC: second)
      guard let before = pairs.last, offset != before.1 else { continue }
      // Of the moments with the old offset and with the new one, the nearest.
      var (old, new) = (second - day, second)
      while new - old > 1 {
        let middle = (old + new) / 2
        if zone.offset(atUTC: middle) == before.1 { old = middle } else { new = middle }
      }
      pairs.append((new, offset))
    }
    return .array(pairs.map { [JSON(Double($0.0) * 1e3), JSON(Double($0.1) * 1e3)] })
  }
}

extension Chart.Column {
  fileprivate var json: JSON {
    [
      "name": .string(name), "ink": .string(ink.name), "style": .string(style.rawValue),
      "decimals": .integer(decimals),
    ]
  }
}

extension TraceSegment {
  fileprivate var json: JSON {
    [
      "start": JSON(Double(start) / 1e6), "step": JSON(Double(step) / 1e6),
      "count": .integer(count),
      "values": .array(
        values.map { values in
          [
            "quantum": JSON(values.quantum), "low": .string(TraceCode.text(of: values.low)),
            "high": JSON(values.high.map(TraceCode.text(of:))),
          ]
        }),
    ]
  }
}
