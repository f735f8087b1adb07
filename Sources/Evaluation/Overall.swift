import Disaggregation
package import Files
import MeterData

extension EvaluationSet.Overall {
  /// Figures over the appliances of some evaluations, on the samples that all of them score.
  ///
  /// nil where there are not several, or there is a hindrance: they would be no set of appliances
  /// of the same mains. Where they share no sample, every figure is undefined.
  ///
  /// - Parameters:
  ///   - evaluations: One of each appliance.
  ///   - zone: Of the store.
  package init?(of evaluations: [Evaluation], zone: TimeZoneRules) {
    guard evaluations.count > 1, Self.hindrance(of: evaluations) == nil else { return nil }
    let shared = SharedSamples(of: evaluations)
    let parts = evaluations.map { evaluation -> (sum: DayTally, zero: Double) in
      let (series, estimates) = shared.cut(evaluation)
      let scorer = Scorer(
        series, rule: evaluation.rule, zone: zone, clamping: evaluation.clamping)
      let zero = scorer.tallies(of: .constant(0)).reduce(0) { $0 + $1.errors }
      return (scorer.tallies(of: .series(estimates)).reduce(DayTally(), +), zero)
    }
    self.init(parts.map(\.sum), errorsOfZero: parts.reduce(0) { $0 + $1.zero })
  }

  /// Why some evaluations have no figures together, to go behind a colon; nil where they have.
  package static func hindrance(of evaluations: [Evaluation]) -> String? {
    let names = evaluations.map(\.appliance)
    if let twice = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      return "the \(names[twice]) is there more than once"
    }
    let periods = Set(evaluations.map(\.period)).sorted()
    if periods.count > 1 {
      return "they are evaluated at periods of \(ApplianceNames.list(periods.map(\.spaced)))"
    }
    let stores = Set(evaluations.map(\.source.path)).sorted()
    return stores.count > 1 ? "they are of several stores, \(ApplianceNames.list(stores))" : nil
  }

  /// What the sums say.
  ///
  /// - Parameters:
  ///   - sums: Of all days, of each appliance, on the same samples.
  ///   - errorsOfZero: Σ |y| over samples and appliances.
  private init(_ sums: [DayTally], errorsOfZero: Double) {
    let all = sums.reduce(DayTally(), +)
    let mains = sums[0].mains
    let values = sums.map(\.values)
    var macro: [Metric: Double] = [:]
    for metric in Metric.allCases {
      let own = values.compactMap { $0[metric] }
      if own.count == sums.count { macro[metric] = own.reduce(0, +) / Double(own.count) }
    }
    var micro = all.values
    micro[.tecaMains] = nil
    self.init(
      macro: macro, micro: micro,
      tecaMains: Self.share(all.errors, 2 * mains).map { 1 - $0 },
      tecaMainsOfZero: Self.share(errorsOfZero, 2 * mains).map { 1 - $0 },
      tecaAppliances: Self.share(all.errors, 2 * all.truth).map { 1 - $0 },
      explainedShare: Self.share(all.estimate, mains), trueShare: Self.share(all.truth, mains),
      samples: sums[0].samples)
  }

  private static func share(_ part: Double, _ whole: Double) -> Double? {
    whole > 0 ? part / whole : nil
  }
}
