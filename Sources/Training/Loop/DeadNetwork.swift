import Files

/// Tells of a network that learnt to say "off" whatever it sees, which a low error can hide.
enum DeadNetwork {
  /// After so many epochs a network that is dead is worth a word while it still trains.
  private static let patience = 3

  /// The warning that the latest epoch gives reason for, or nil.
  static func warning(
    _ curve: [CurvePoint], _ problem: TrainingProblem, best: Int?, isOver: Bool
  ) -> String? {
    let threshold = problem.rule.threshold
    if isOver, let best {
      return sentence("The network that was kept is dead", curve[best - 1], threshold)
    }
    guard curve.count == patience,
      curve.allSatisfy({ $0.validation.isDead(threshold: threshold) })
    else { return nil }
    return sentence("So far the network is dead", curve[curve.count - 1], threshold)
  }

  private static func sentence(
    _ beginning: String, _ point: CurvePoint, _ threshold: Double
  ) -> String? {
    guard point.validation.isDead(threshold: threshold), let peak = point.validation.peak else {
      return nil
    }
    let count = point.validation.onCount
    return "\(beginning): in \(DecimalText.grouped(count)) validation "
      + "\(count == 1 ? "sample" : "samples") with the appliance on, its estimate never exceeds "
      + "\(DecimalText.fixed(peak, 0)) W, and the appliance is on from "
      + "\(DecimalText.fixed(threshold, 0)) W. Try sampling: balanced, another seed or another "
      + "learning_rate."
  }
}
