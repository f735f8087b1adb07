import Files
import Training

/// What came of an epoch, as one line.
struct EpochLine {
  let summary: EpochSummary
  /// Of the whole run, for aligned numbers.
  let epochs: Int

  /// The line; on a terminal of `width` columns with a full bar, and without what has no room.
  func text(width: Int?, style: TerminalStyle) -> String {
    guard let width else { return compose(Part.order.filter { $0 != .bar }, 0, style) }
    var parts = Part.order
    for dropped in [nil] + Part.dispensable {
      parts.removeAll { $0 == dropped }
      let bare = compose(parts, 0, style).displayWidth
      if parts.contains(.bar) {
        // The empty bar took a gap already.
        let cells = min(24, width - bare)
        if cells >= 8 { return compose(parts, cells, style) }
      } else if bare <= width {
        return compose(parts, 0, style)
      }
    }
    return compose(parts, 0, style).truncated(to: width, ellipsis: style.ellipsis)
  }

  private enum Part {
    case epoch, bar, rate, seconds, trainLoss, validationLoss, mae, skill, mark

    static let order: [Part] = [
      .epoch, .bar, .rate, .seconds, .trainLoss, .validationLoss, .mae, .skill, .mark,
    ]
    /// What goes first on a narrow terminal.
    static let dispensable: [Part] = [.bar, .seconds, .rate, .trainLoss, .validationLoss]
  }

  private func compose(_ parts: [Part], _ cells: Int, _ style: TerminalStyle) -> String {
    parts.map { text(of: $0, cells, style) }.joined(separator: "  ").trimmingEnd
  }

  private func text(of part: Part, _ cells: Int, _ style: TerminalStyle) -> String {
    switch part {
    case .epoch: EpochLine.label(summary.epoch, of: epochs)
    case .bar: String(repeating: style.isUnicode ? "━" : "=", count: cells)
    case .rate: "\(DecimalText.grouped(summary.windowsPerSecond)) windows/s"
    case .seconds: ProgressPicture.clock(summary.seconds)
    case .trainLoss: "loss \(EpochLine.spelled(summary.trainLoss))"
    case .validationLoss: "val \(EpochLine.spelled(summary.validationLoss))"
    case .mae:
      "MAE \(DecimalText.fixed(summary.validationMAE, 1).padded(to: 5, alignedRight: true)) W"
    case .skill:
      "skill "
        + (summary.skill.map { DecimalText.fixed($0, 2) } ?? "-").padded(to: 5, alignedRight: true)
    case .mark: summary.isBest ? style.painted(style.star, .good) : ""
    }
  }

  /// "epoch  3": as wide as the last one's.
  static func label(_ epoch: Int, of epochs: Int) -> String {
    "epoch " + String(epoch).padded(to: String(epochs).count, alignedRight: true)
  }

  /// Four decimals, more where they would be zeros: "0.1840", "0.000123".
  static func spelled(_ loss: Double) -> String {
    var decimals = 4
    while decimals < 10, loss > 0, loss < 1.0 / Double(pow10(decimals - 2)) { decimals += 1 }
    return DecimalText.fixed(loss, decimals)
  }

  private static func pow10(_ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { all, _ in all * 10 }
  }
}
