package import Disaggregation
import Files

extension ModelRegistry {
  /// What one metric says of an appliance's versions; nil where no two were scored on one range.
  package func contest(of known: ApplianceVersions, on metric: Metric) -> Contest? {
    Contest(
      among: known.versions.map { ($0.version, evaluations(of: $0).records) }, on: metric,
      needed: [], champion: known.champion)
  }
}

/// What one metric says of versions that were scored on the same range.
package struct Contest: Sendable {
  package let metric: Metric
  package let range: ScoredRange
  /// The figures, by version, best first; of equal ones the version in production, else the newest.
  package let figures: [Figure]
  /// Versions that have no figure of that range.
  package let missing: [String]

  /// What a version reached.
  package struct Figure: Sendable, Equatable {
    package let version: String
    package let value: Double
  }

  /// A version's figure; nil where it has none.
  package func figure(of version: String) -> Double? {
    figures.first { $0.version == version }?.value
  }

  /// Whether the first version's figure is worse than the second's; false where one has none.
  func isWorse(_ first: String, than second: String) -> Bool {
    guard let first = figure(of: first), let second = figure(of: second) else { return false }
    return metric.isHigherBetter ? first < second : first > second
  }

  /// The figure with its unit: "MAE 7.25 W".
  package func text(of value: Double) -> String {
    "\(metric.label) \(metric.text(value))" + (metric.unit.map { " \($0)" } ?? "")
  }

  /// Compares versions on the range that most of them share; of several, that with most samples.
  ///
  /// nil where no range has figures of two versions and of all that are needed.
  ///
  /// - Parameters:
  ///   - records: By version.
  ///   - metric: What decides.
  ///   - needed: Versions that the range must have a figure of.
  ///   - champion: The version in production.
  init?(
    among records: [(version: String, records: [EvaluationRecord])], on metric: Metric,
    needed: [String], champion: String?
  ) {
    var byRange: [ScoredRange: (figures: [Figure], samples: Int)] = [:]
    for (version, records) in records {
      for record in records where !record.isSeenInTraining {
        guard let value = record.value(metric) else { continue }
        byRange[record.range, default: ([], 0)].figures.append(
          Figure(version: version, value: value))
        byRange[record.range, default: ([], 0)].samples += record.samples
      }
    }
    let shared = byRange.filter { _, entry in
      entry.figures.count > 1
        && needed.allSatisfy { version in entry.figures.contains { $0.version == version } }
    }
    let best = shared.max { first, second in
      let (one, other) = (first.value, second.value)
      if one.figures.count != other.figures.count {
        return one.figures.count < other.figures.count
      }
      if one.samples != other.samples { return one.samples < other.samples }
      return first.key.order.lexicographicallyPrecedes(second.key.order)
    }
    guard let (range, entry) = best else { return nil }
    self.metric = metric
    self.range = range
    missing = records.map(\.version).filter { version in
      !entry.figures.contains { $0.version == version }
    }
    figures = entry.figures.sorted { first, second in
      if first.value != second.value {
        return metric.isHigherBetter ? first.value > second.value : first.value < second.value
      }
      if [first.version, second.version].contains(champion) { return first.version == champion }
      return Int(first.version) ?? 0 > Int(second.version) ?? 0
    }
  }
}
