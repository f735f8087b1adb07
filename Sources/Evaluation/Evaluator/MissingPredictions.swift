import Disaggregation
import Files
import MeterData

/// What another tool's output leaves out: a choice of samples is a choice of figures.
enum MissingPredictions {
  /// A full sentence, or nil where each sample with truth and mains has an estimate.
  ///
  /// - Parameters:
  ///   - path: The output.
  ///   - series: The truth; which samples are scored does not matter.
  ///   - flags: What the estimates rest on, as long as the series.
  ///   - rule: When the appliance is on.
  ///   - appliance: As NILM Metadata names it.
  /// - Returns: How many samples there are without an estimate, and how many of them are on.
  static func warning(
    of path: String, _ series: [ScoredSeries], flags: [[SampleFlag]], rule: ActivationRule,
    appliance: String
  ) -> String? {
    var (all, missing, on) = (0, 0, 0)
    for (one, flags) in zip(series, flags) {
      for place in flags.indices where one.truth[place].isFinite && one.mains[place].isFinite {
        all += 1
        guard flags[place] != .ok else { continue }
        missing += 1
        if Double(one.truth[place]) >= rule.threshold { on += 1 }
      }
    }
    guard missing > 0 else { return nil }
    return
      "Of \(DecimalText.grouped(all)) samples with truth and mains \(DecimalText.grouped(missing)) "
      + "have no estimate in \(path), \(DecimalText.grouped(on)) of them with the \(appliance) on: "
      + "they are scored for nobody, and figures are those of the samples that it chose."
  }
}
