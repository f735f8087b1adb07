import Disaggregation
import Files
import MeterData
import Networks

/// Where estimates and truth come from, and with what configuration they were made.
struct ProvenanceSection {
  let subject: ReportSubject
  private var evaluation: Evaluation { subject.evaluation }

  init(_ subject: ReportSubject) { self.subject = subject }

  func write(to page: inout PageText) {
    page.heading(3, "Where it comes from")
    page.facts(estimateFacts + truthFacts)
    if case .model(_, let description) = evaluation.subject {
      page.listing("Training configuration", description.configuration)
    }
    page.listing("Configuration of the data", evaluation.source.configuration)
  }

  private var estimateFacts: [(String, String)] {
    switch evaluation.subject {
    case .predictions(let path): [("Estimates", "read from \(path)")]
    case .model(let path, let model): modelFacts(path, model)
    }
  }

  private func modelFacts(_ path: String, _ model: ModelDescription) -> [(String, String)] {
    let plan = model.plan
    let learnt = model.ranges.map(spelled)
    let inherited = model.inherited.map(spelled)
    let rows: [(String, String)] = [
      ("Model", path),
      (
        "Network",
        "\(plan.architecture), window \(plan.window) \(plan.padding.rawValue), "
          + "\(DecimalText.grouped(plan.parameterCount)) parameters, period \(model.period.spaced)"
      ),
      ("Trained by", "energy \(model.toolVersion)"),
      ("Learnt from", learnt.joined(separator: "; ")),
    ]
    return rows
      + (inherited.isEmpty ? [] : [("Began with weights of", inherited.joined(separator: "; "))])
  }

  private func spelled(_ range: LearntRange) -> String {
    let use = range.use == .training ? "training" : "validation"
    return "\(use): \(range.dataset.map { "\($0), " } ?? "")house \(range.building), "
      + DayText.range(range.times, in: subject.zone)
  }

  private var truthFacts: [(String, String)] {
    let source = evaluation.source
    let rule = evaluation.rule
    let ranges = evaluation.series.map { series in
      "house \(series.truth.house), "
        + DayText.range(series.truth.start..<series.truth.end, in: subject.zone)
    }
    var states = "on at \(DecimalText.fixed(rule.threshold, 0)) W or more"
    if rule.minimumOn > 0 { states += ", for at least \(span(rule.minimumOn))" }
    if rule.minimumOff > 0 { states += ", pauses under \(span(rule.minimumOff)) bridged" }
    return [
      ("Truth", source.path), ("Dataset", source.dataset ?? "without a name"),
      ("Range", ranges.joined(separator: "; ")), ("Mains", source.mainsQuantity),
      ("Period", evaluation.period.spaced), ("Time zone", source.timezone),
      ("Activations", states), ("SHA-256 of the source", source.sha256),
    ]
  }

  private func span(_ seconds: Double) -> String {
    TimeSpan(seconds: seconds)?.spaced ?? "\(seconds) s"
  }
}
