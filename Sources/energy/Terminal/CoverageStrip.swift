/// How much of each stretch of time has samples, as one line of blocks: `▂▇███··▅`.
enum CoverageStrip {
  /// One cell for each fraction, or for several of them together where `width` is smaller.
  ///
  /// Nothing is "·", a full block needs 99.5 %; NaN counts as nothing.
  static func render(fractions: [Double], width: Int, style: TerminalStyle = .plain) -> String {
    String(folded(fractions, into: width).map { cell(of: $0, style) })
  }

  /// The line above strips: "Feb ──────── Oct", as wide as they are.
  static func heading(
    _ first: String, _ last: String, width: Int, style: TerminalStyle = .plain
  ) -> String {
    let dashes = width - first.displayWidth - last.displayWidth - 2
    guard dashes > 0 else { return first.truncated(to: width, ellipsis: style.ellipsis) }
    return "\(first) \(String(repeating: style.isUnicode ? "─" : "-", count: dashes)) \(last)"
  }

  private static func cell(of fraction: Double, _ style: TerminalStyle) -> Character {
    let levels = Array(style.isUnicode ? "▁▂▃▄▅▆▇█" : ":-=+*%@#")
    guard fraction > 0 else { return style.isUnicode ? "·" : "." }
    return fraction >= 0.995 ? levels[7] : levels[min(Int(fraction * 8), 6)]
  }

  /// Means over `count` equal stretches, a fraction that straddles two counted in both by its part.
  private static func folded(_ fractions: [Double], into count: Int) -> [Double] {
    guard fractions.count > count, count > 0 else { return fractions }
    let span = Double(fractions.count) / Double(count)
    return (0..<count).map { cell in
      let from = Double(cell) * span
      let to = from + span
      var sum = 0.0
      for index in Int(from)..<min(Int(to.rounded(.up)), fractions.count) {
        let overlap = min(to, Double(index + 1)) - max(from, Double(index))
        if fractions[index] > 0 { sum += fractions[index] * overlap }
      }
      return sum / span
    }
  }
}
