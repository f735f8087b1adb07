import Disaggregation
import Files
import Work

/// What `energy predict` says when it is done.
struct PredictPage {
  private let outcome: PredictOutcome
  private let output: String
  private let style: TerminalStyle

  init(_ outcome: PredictOutcome, output: String, style: TerminalStyle) {
    self.outcome = outcome
    self.output = output
    self.style = style
  }

  private var summary: PredictionSummary { outcome.summary }

  /// What was unusual, without a full stop.
  var notes: [String] { outcome.notes }

  var json: JSON {
    guard case .object(let members) = summary.json else { return summary.json }
    return .object(
      members + [
        JSON.Member(key: "seconds", value: JSON(outcome.seconds)),
        JSON.Member(key: "peak_memory_mb", value: JSON(ProcessMeasures.peakMegabytes)),
        JSON.Member(key: "notes", value: .array(notes.map(JSON.string))),
      ])
  }

  /// A line on the rows, and a table of what used the energy.
  func text(width: Int?) -> String {
    var table = TextTable(columns: [
      .left("appliance", shrinksTo: 8), .right("kWh"), .right("share"), .right("activations"),
    ])
    for appliance in summary.appliances {
      table.add([
        appliance.appliance, kilowattHours(appliance.energy), share(appliance.share),
        DecimalText.grouped(appliance.activations),
      ])
    }
    let share = summary.mainsEnergy > 0 ? summary.remainder / summary.mainsEnergy : nil
    table.add(["remainder", kilowattHours(summary.remainder), self.share(share)])
    table.add(["mains", kilowattHours(summary.mainsEnergy)])
    return heading + "\n" + table.render(width: width, style: style)
  }

  private var heading: String {
    let place = output == "-" ? "" : " \(style.isUnicode ? "→" : "->") \(output)"
    let counts = PredictionFlag.allCases.compactMap { flag in
      summary.flags[flag].flatMap { $0 > 0 ? "\(flag.text) \(DecimalText.grouped($0))" : nil }
    }
    let rows = summary.rows == 1 ? "1 row" : "\(DecimalText.grouped(summary.rows)) rows"
    return "\(rows), \(DecimalText.grouped(summary.predictedRows)) predicted, "
      + "\(DecimalText.grouped(summary.missingRows)) missing in "
      + "\(DecimalText.fixed(outcome.seconds, 1)) s\(place)\n  "
      + counts.joined(separator: " \(style.dot) ")
  }

  private func kilowattHours(_ wattHours: Double) -> String {
    DecimalText.fixed(wattHours / 1000, 2)
  }

  private func share(_ share: Double?) -> String {
    share.map { "\(DecimalText.fixed(100 * $0, 1)) %" } ?? ""
  }
}
