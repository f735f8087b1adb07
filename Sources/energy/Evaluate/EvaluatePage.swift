import Disaggregation
import Evaluation
import Files
import MeterData
import Networks

/// What `energy evaluate` prints: how good, against what, over which days.
struct EvaluatePage {
  let style: TerminalStyle

  /// One evaluation in full; several in one table first, and each with what decides.
  func text(_ set: EvaluationSet, width: Int) -> String {
    let isAlone = set.evaluations.count == 1
    var parts = isAlone ? [] : [EvaluateSummary(style: style).text(set, width: width)]
    for evaluation in set.evaluations {
      parts += isAlone ? full(evaluation, width) : short(evaluation, width)
    }
    let sentences = sentences(set)
    if !sentences.isEmpty { parts.append(sentences.joined(separator: "\n").wrapped(to: width)) }
    return parts.joined(separator: "\n\n")
  }

  private func full(_ evaluation: Evaluation, _ width: Int) -> [String] {
    var parts = short(evaluation, width)
    parts.append(
      EvaluateTables(evaluation, style: style).rest.render(width: width, style: style))
    let notes = evaluation.baselines.compactMap { one in
      one.note.map { style.painted("  \(one.name): \($0)", .faint) }
    }
    if !notes.isEmpty { parts.append(notes.joined(separator: "\n").wrapped(to: width)) }
    if let plot = DayPlot(evaluation).render(width: width, style: style) { parts.append(plot) }
    return parts
  }

  private func short(_ evaluation: Evaluation, _ width: Int) -> [String] {
    let lines = heading(evaluation) + circumstances(evaluation)
    let table = EvaluateTables(evaluation, style: style).headline
    return [lines.joined(separator: "\n"), table.render(width: width, style: style)]
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

  /// What must be said beside the figures, each sentence once.
  private func sentences(_ set: EvaluationSet) -> [String] {
    var sentences: [String] = []
    for evaluation in set.evaluations {
      sentences += evaluation.overlaps.map { "Overlap: \($0), which is scored all the same." }
      sentences += (evaluation.warnings + evaluation.remarks).map { "Note: \($0)" }
      if evaluation.model.scores.intervals.isEmpty {
        sentences.append("Note: There are too few days for intervals.")
      }
    }
    if set.overall == nil, Set(set.evaluations.map(\.appliance)).count > 1,
      let hindrance = EvaluationSet.Overall.hindrance(of: set.evaluations)
    {
      sentences.append("Note: There are no figures over all appliances: \(hindrance).")
    }
    return sentences.enumerated().filter { index, sentence in
      !sentences[..<index].contains(sentence)
    }.map(\.element)
  }
}
