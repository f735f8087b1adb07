/// One moment of long work, as a line of text.
struct ProgressPicture {
  var label: String
  var unit: ProgressBar.Unit
  var done: Int
  var total: Int?
  /// Units that were done before the clock started: they do not count for the rate.
  var start = 0
  /// Seconds.
  var elapsed: Double
  /// What came of the work, at its end.
  var outcome: String?

  /// The line; on a terminal of `width` columns with a bar, and without what has no room.
  func line(width: Int?, _ style: TerminalStyle) -> String {
    guard let width else { return compose(Part.order, bar: nil) }
    var parts = Part.order
    for part in [nil] + Part.dispensable {
      parts.removeAll { $0 == part }
      let bare = compose(parts, bar: nil).displayWidth
      let cells = min(40, width - bare - 2)
      if cells >= 10, let fraction {
        return compose(parts, bar: ProgressPicture.bar(fraction, cells: cells, style))
      }
      if fraction == nil, bare <= width { return compose(parts, bar: nil) }
    }
    return compose(parts, bar: nil).truncated(to: width, ellipsis: style.ellipsis)
  }

  /// What a line consists of.
  private enum Part {
    case label, bar, percent, amount, rate, elapsed, remaining, outcome

    static let order: [Part] = [
      .label, .bar, .percent, .amount, .rate, .elapsed, .remaining, .outcome,
    ]
    /// What goes first on a narrow terminal.
    static let dispensable: [Part] = [.amount, .elapsed, .rate, .remaining]
  }

  /// Of the whole, 0 to 1; nil where the whole is unknown.
  private var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(max(Double(done) / Double(total), 0), 1)
  }

  private var rate: Double { elapsed > 0 ? Double(max(done - start, 0)) / elapsed : 0 }

  private func compose(_ parts: [Part], bar: String?) -> String {
    parts.compactMap { text(of: $0, bar) }.joined(separator: "  ")
  }

  private func text(of part: Part, _ bar: String?) -> String? {
    switch part {
    case .label: return label
    case .bar: return bar
    case .percent: return fraction.map { "\(Int($0 * 100)) %" }
    case .amount where isOfShares, .rate where isOfShares: return nil
    case .amount:
      guard let total else { return spelled(Double(done)) }
      return "\(spelled(Double(done))) of \(spelled(Double(total)))"
    case .rate: return "\(spelled(rate))/s"
    case .elapsed: return ProgressPicture.clock(elapsed)
    case .remaining:
      guard let total, rate > 0, done < total else { return nil }
      return "\(ProgressPicture.clock(Double(total - done) / rate)) left"
    case .outcome: return outcome
    }
  }

  private var isOfShares: Bool {
    if case .shares = unit { true } else { false }
  }

  private func spelled(_ count: Double) -> String {
    let scaled = ProgressPicture.scaled(count)
    switch unit {
    case .bytes: return scaled + "B"
    case .items(let name): return scaled.hasSuffix(" ") ? scaled + name : "\(scaled) \(name)"
    case .shares: return scaled
    }
  }

  /// "3.4 M", "12.0 k", "850 ".
  private static func scaled(_ value: Double) -> String {
    for (limit, suffix) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value >= limit {
      let tenths = Int(min(value / limit * 10, 1e15))
      return "\(tenths / 10).\(tenths % 10) \(suffix)"
    }
    return "\(Int(value)) "
  }

  private static func bar(_ fraction: Double, cells: Int, _ style: TerminalStyle) -> String {
    let full = Int(fraction * Double(cells))
    return String(repeating: style.isUnicode ? "━" : "=", count: full)
      + String(repeating: style.isUnicode ? "·" : ".", count: cells - full)
  }

  /// "0:07", "1:12", "2:03:09".
  static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000))
    let pad = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    let minutes = whole / 60
    if minutes >= 60 { return "\(minutes / 60):\(pad(minutes % 60)):\(pad(whole % 60))" }
    return "\(minutes):\(pad(whole % 60))"
  }
}
