import Disaggregation
import Files
import Training

/// What `energy train` says before and after the epochs.
struct TrainPage {
  let style: TerminalStyle

  /// Which network is trained on what.
  func header(_ start: TrainingStart) -> String {
    let plan = start.plan
    var network = "\(plan.architecture) \(plan.window) \(plan.padding.rawValue)"
    if plan.targetPosition != .middle {
      network += ", target \(plan.targetPosition.index(in: plan.window))"
    }
    var facts = [
      style.painted(start.appliance, .strong), network,
      "\(TrainPage.scaled(plan.parameterCount)) parameters", "seed \(start.seed)",
    ]
    facts += start.ranges.map(range)
    var lines = [join(facts), "  " + windows(start)]
    if start.epochsDone > 0 {
      lines.append("  going on after epoch \(start.epochsDone) of \(start.epochs)")
    }
    return lines.joined(separator: "\n")
  }

  private func join(_ facts: [String]) -> String { facts.joined(separator: " \(style.dot) ") }

  /// "train 1,412 days (houses 1, 3, 4, 5)".
  private func range(_ range: RangeSummary) -> String {
    let days = range.seconds / 86_400
    let spelled = days < 100 ? DecimalText.fixed(days, 1) : DecimalText.grouped(days)
    let numbers = range.buildings.map(String.init).joined(separator: ", ")
    let houses = (range.buildings.count == 1 ? "house " : "houses ") + numbers
    switch range.role {
    case .test where range.buildings.isEmpty: return "test in another store (untouched)"
    case .train: return "train \(spelled) days (\(houses))"
    case .validation: return "validate \(spelled) days (\(houses))"
    case .test: return "test \(spelled) days (\(houses), untouched)"
    }
  }

  private func windows(_ start: TrainingStart) -> String {
    let parts = start.ranges.filter { $0.role != .test }.map { range in
      let lost = range.lostToGaps ?? 0
      let share = Double(lost) / Double(max(range.windows + lost, 1))
      return "\(DecimalText.grouped(range.windows)) windows to \(range.role.verb), "
        + "\(DecimalText.fixed(100 * share, 1)) % lost to gaps"
    }
    return join(parts)
  }

  /// How it ended, and where the best network is; `resuming` is the command that goes on.
  func closing(_ outcome: TrainedOutcome, resuming: String) -> String {
    let epochs = outcome.epochs == 1 ? "1 epoch" : "\(outcome.epochs) epochs"
    let time = ProgressPicture.clock(outcome.seconds)
    let ending: String
    switch outcome.stopped {
    case .early:
      let waited = outcome.epochs - (outcome.bestEpoch ?? outcome.epochs)
      ending = "stopped early: no better for \(waited == 1 ? "1 epoch" : "\(waited) epochs")"
    case .epochs: ending = "\(epochs) in \(time)"
    case .interrupted: ending = "interrupted after \(epochs)"
    }
    var lines = ["\(outcome.appliance): \(ending). \(best(outcome))"]
    if outcome.stopped == .interrupted { lines.append("to go on:  \(resuming)") }
    return lines.joined(separator: "\n")
  }

  private func best(_ outcome: TrainedOutcome) -> String {
    let place = outcome.checkpoint.map { " \(style.isUnicode ? "→" : "->") \($0)" } ?? ""
    guard let epoch = outcome.bestEpoch else { return "no epoch was validated" + place }
    let mae = outcome.validationMAE.map { ", MAE \(DecimalText.fixed($0, 1)) W" } ?? ""
    return "best epoch \(epoch)\(mae)\(place)"
  }

  /// All networks of a run, a line each; nil of one.
  func table(_ outcomes: [TrainedOutcome], width: Int?) -> String? {
    guard outcomes.count > 1 else { return nil }
    var table = TextTable(columns: [
      .left("appliance"), .right("epochs", optional: true), .right("best", optional: true),
      .right(Metric.mae.title), .left("checkpoint", shrinksTo: 12),
    ])
    for outcome in outcomes {
      table.add([
        outcome.appliance, String(outcome.epochs), outcome.bestEpoch.map(String.init) ?? "",
        outcome.validationMAE.map { DecimalText.fixed($0, 1) } ?? "", outcome.checkpoint ?? "",
      ])
    }
    return table.render(width: width, style: style)
  }

  /// "30.7 M", "9,569".
  private static func scaled(_ count: Int) -> String {
    count < 1_000_000
      ? DecimalText.grouped(count) : "\(DecimalText.fixed(Double(count) / 1e6, 1)) M"
  }
}

extension RangeSummary.Role {
  fileprivate var verb: String {
    switch self {
    case .train: "train on"
    case .validation: "validate"
    case .test: "test"
    }
  }
}
