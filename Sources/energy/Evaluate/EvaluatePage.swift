import Disaggregation
import Evaluation
import Files
import MeterData
import Networks

/// What `energy evaluate` prints: how good, against what, over which days.
struct EvaluatePage {
  let style: TerminalStyle

  /// All evaluations, then what they come to together.
  func text(_ set: EvaluationSet, width: Int) -> String {
    var parts: [String] = []
    if set.evaluations.count > 1 {
      parts.append(EvaluateSummary(style: style).text(set, width: width))
    }
    for evaluation in set.evaluations {
      parts.append(page(of: evaluation, isAlone: set.evaluations.count == 1, width))
    }
    return parts.joined(separator: "\n\n")
  }

  private func page(of evaluation: Evaluation, isAlone: Bool, _ width: Int) -> String {
    let tables = EvaluateTables(evaluation, style: style)
    var parts = [
      (heading(evaluation) + circumstances(evaluation)).joined(separator: "\n"),
      tables.headline.render(width: width, style: style),
      tables.rest.render(width: width, style: style),
    ]
    if isAlone, let plot = DayPlot(evaluation).render(width: width, style: style) {
      parts.append(plot)
    }
    let sentences = sentences(evaluation)
    if !sentences.isEmpty { parts.append(sentences.joined(separator: "\n").wrapped(to: width)) }
    return parts.joined(separator: "\n\n")
  }

  /// What was evaluated.
  private func heading(_ evaluation: Evaluation) -> [String] {
    var facts = [style.painted(evaluation.appliance, .strong)]
    switch evaluation.subject {
    case .model(let path, let description):
      let plan = description.plan
      facts += ["\(plan.architecture) \(plan.window) \(plan.padding.rawValue)", path]
    case .predictions(let path): facts += ["predictions", path]
    }
    if !evaluation.overlaps.isEmpty {
      facts.append(style.painted("OVERLAPS WHAT IT HAS LEARNT FROM", .bad))
    }
    return [facts.joined(separator: " \(style.dot) ")]
  }

  /// On what, and by which rules.
  private func circumstances(_ evaluation: Evaluation) -> [String] {
    let period = evaluation.period.spaced
    let scored = DecimalText.grouped(evaluation.model.scores.samples)
    let coverage = DecimalText.fixed(100 * evaluation.coverage, 1)
    return evaluation.series.map { place(of: $0, evaluation) } + [
      "\(scored) samples of \(period) scored, \(coverage) % of the range; \(clamping(evaluation))",
      "on \(evaluation.rule.spelled), by samples of \(period); "
        + activations(evaluation.model.scores),
    ]
  }

  private func place(of series: Evaluation.Series, _ evaluation: Evaluation) -> String {
    let zone = evaluation.zone
    let (start, truth) = (series.truth.start, series.truth)
    let end = start + Int64(truth.count) * truth.period
    return "house \(truth.house), \(moment(start, zone)) \(style.arrow) \(moment(end, zone)), "
      + evaluation.source.path
  }

  /// "2014-03-17", or with the time of day where it is no midnight.
  private func moment(_ time: Int64, _ zone: TimeZoneRules) -> String {
    let clock = ISOTime.clock(time, in: zone)
    return ISOTime.date(time, in: zone) + (clock == "00:00:00" ? "" : " \(clock)")
  }

  private func clamping(_ evaluation: Evaluation) -> String {
    switch evaluation.clamping {
    case .none: "estimates as they are (--clamp none)"
    case .zero: "estimates below zero are zero (--clamp zero)"
    case .mains: "estimates below zero are zero, above the mains the mains (--clamp mains)"
    }
  }

  private func activations(_ scores: Scores) -> String {
    let count = scores.activations
    let text = "\(DecimalText.grouped(count)) activation\(count == 1 ? "" : "s")"
    return scores.hasTooFewActivations ? "\(text): too few" : text
  }

  /// What must be said beside the figures.
  private func sentences(_ evaluation: Evaluation) -> [String] {
    let overlaps = evaluation.overlaps.map { "Overlap: \($0), which is scored all the same." }
    let warnings = evaluation.warnings.map { "Note: \($0)" }
    let intervals =
      evaluation.model.scores.intervals.isEmpty
      ? ["Note: There are too few days for intervals."] : []
    return overlaps + warnings + intervals
  }
}
