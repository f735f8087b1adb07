import Disaggregation
import Files
import MeterData

/// Finds what must be said beside the figures, in full sentences.
struct EvaluationRemarks {
  let store: PreparedStore
  let appliance: String
  let rule: ActivationRule
  let houses: [EvaluatedHouse]
  let subject: Evaluation.Subject
  let naming: ModelNaming
  /// Of the evaluation.
  let period: TimeSpan

  /// What makes figures doubtful.
  func warnings(_ scores: Scores) -> [String] {
    var warnings = [differentRules].compactMap { $0 }
    if case .model(_, let description) = subject { warnings += misfits(description) }
    if scores.hasTooFewActivations {
      let count = scores.activations == 0 ? "no" : "only \(scores.activations)"
      let are = scores.activations == 1 ? "is" : "are"
      let word = scores.activations == 1 ? "activation" : "activations"
      warnings.append(
        "There \(are) \(count) \(word) of the \(appliance) in what is scored: too few (fewer than "
          + "\(Scores.fewestActivations)) to rely on figures of events.")
    }
    return warnings
  }

  private func misfits(_ description: ModelDescription) -> [String] {
    var warnings: [String] = []
    let (learnt, here) = (description.mains.quantity, store.provenance.mainsQuantity)
    if learnt != here {
      warnings.append(
        "\(naming.beginning(subject.path)) was trained on mains of \(learnt), and those of "
          + "\(store.path) are \(here).")
    }
    if description.target.rule != rule {
      warnings.append(
        "On and off follow the store's rule (\(rule.spelled)); \(naming(subject.path)) was trained "
          + "with another one (\(description.target.rule.spelled)).")
    }
    return warnings
  }

  /// Where the evaluation has another period than the store, how it came to it.
  var resampled: String? {
    let own = store.provenance.period
    guard own != period else { return nil }
    let how = period > own ? "by means of bins" : "by holding each value"
    return "Mains and truth were resampled from \(own.spaced) to \(period.spaced) \(how), and on "
      + "and off are those of \(period.spaced)."
  }

  private var differentRules: String? {
    guard let other = houses.first(where: { $0.channel.rule.map { $0 != rule } ?? false }),
      let own = other.channel.rule
    else { return nil }
    return "House \(other.id) of the store has another rule of when the \(appliance) is on "
      + "(\(own.spelled)); that of house \(houses[0].id) holds for all (\(rule.spelled))."
  }
}

extension ActivationRule {
  /// "from 2,000 W, at least 12 s, pauses under 30 s bridged".
  package var spelled: String {
    var parts = ["from \(ActivationRule.number(threshold)) W"]
    if minimumOn > 0 { parts.append("for at least \(ActivationRule.number(minimumOn)) s") }
    if minimumOff > 0 {
      parts.append("pauses under \(ActivationRule.number(minimumOff)) s bridged")
    }
    return parts.joined(separator: ", ")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? DecimalText.grouped(value) : DecimalText.fixed(value, 1)
  }
}
