import Training

/// The losses of the epochs as a picture.
struct LossPlot {
  private let epochs: [EpochSummary]
  /// Places on the axis between one epoch and the next.
  private static let scale: Int64 = 1000

  init(_ epochs: [EpochSummary]) { self.epochs = epochs }

  /// The chart with its title; nil of fewer than two epochs, which make no line.
  func render(width: Int, style: TerminalStyle) -> String? {
    guard epochs.count > 1 else { return nil }
    let chart = LineChart(
      series: [
        .init("training loss", line(\.trainLoss), ink: .faint),
        .init("validation loss, by epoch", line(\.validationLoss), ink: .appliance(0)),
      ], unit: "", axis: .counts(scale: LossPlot.scale))
    return chart.render(width: min(width, 100), style: style)
  }

  /// Straight lines from each epoch's loss to the next one's.
  private func line(_ loss: KeyPath<EpochSummary, Double>) -> Envelope {
    let first = Int64(epochs[0].epoch) * LossPlot.scale
    let last = Int64(epochs[epochs.count - 1].epoch) * LossPlot.scale
    var envelope = Envelope(range: first..<last + 1, hold: LossPlot.scale)
    for (one, next) in zip(epochs, epochs.dropFirst()) {
      let (start, end) = (Int64(one.epoch) * LossPlot.scale, Int64(next.epoch) * LossPlot.scale)
      for place in start...end {
        let part = Double(place - start) / Double(end - start)
        envelope.add(place, Float(one[keyPath: loss] * (1 - part) + next[keyPath: loss] * part))
      }
    }
    return envelope
  }
}
