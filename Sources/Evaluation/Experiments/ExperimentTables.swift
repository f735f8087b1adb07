package import Disaggregation
import Files
import MeterData

/// Mean and standard deviation of some seeds' figures.
package struct Spread: Sendable, Equatable {
  package var mean: Double
  /// Of a sample, with n − 1 below the line; nil of a single figure.
  package var deviation: Double?
  package var count: Int

  /// nil of no figures.
  package init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    count = values.count
    guard values.count > 1 else { return }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = (squares / Double(values.count - 1)).squareRoot()
  }

  init(mean: Double, deviation: Double? = nil, count: Int) {
    self.mean = mean
    self.deviation = deviation
    self.count = count
  }
}

/// What an experiment found, over its seeds.
package struct ExperimentTables: Sendable {
  /// A model, a baseline, or something published under the same conditions.
  package struct Row: Sendable, Equatable {
    /// Whose figures they are.
    package enum Kind: String, Sendable { case model, baseline, published }

    /// What it is about, and whose figures they are.
    package var fold: String
    package var appliance: String
    package var name: String
    package var kind: Kind
    package var seeds: [UInt64]
    /// Of the metrics that are defined.
    package var values: [Metric: Spread]
    /// Of the truth; nil of what is published.
    package var activations: Int?
  }

  /// How two models differ on the same days, all seeds of each added up.
  package struct Comparison: Sendable, Equatable {
    package var fold: String
    package var appliance: String
    package var first: String
    package var second: String
    package var seeds: [UInt64]
    /// First minus second.
    package var differences: [PairedComparison]
  }

  /// Something published that does not stand beside our results, and why.
  package struct Incomparable: Sendable, Equatable {
    package var fold: String
    package var appliance: String
    package var result: PublishedResult
    package var reasons: [String]
  }

  /// Of the protocol.
  package var name: String
  package private(set) var rows: [Row] = []
  package private(set) var comparisons: [Comparison] = []
  package private(set) var incomparable: [Incomparable] = []
  /// What evaluations warn of, by fold, each once.
  package private(set) var warnings: [(fold: String, sentence: String)] = []

  /// Metrics that models are compared by.
  static let compared: [Metric] = [.skill, .maeOn, .eventF1, .mae]

  /// - Parameters:
  ///   - experiment: For the order of things, and what is published.
  ///   - results: Of the cells that are done.
  package init(_ experiment: ExperimentProtocol, _ results: [CellResult]) {
    name = experiment.name
    var groups: [(fold: String, appliance: String)] = []
    for result in results
    where !groups.contains(where: { $0 == (result.fold, result.appliance) }) {
      groups.append((result.fold, result.appliance))
    }
    var foreign: [(fold: String, sentence: String)] = []
    for (fold, appliance) in groups {
      let own = results.filter { $0.fold == fold && $0.appliance == appliance }
      let (alike, others) = Self.sameSamples(own)
      add(alike, published: experiment.published)
      foreign += others.map { (fold, Self.leftOut($0, beside: alike[0])) }
    }
    for fold in folds {
      warnings += foreign.filter { $0.fold == fold }
      for sentence in results.filter({ $0.fold == fold }).flatMap(\.warnings)
      where !warnings.contains(where: { $0 == (fold, sentence) }) {
        warnings.append((fold, sentence))
      }
      guard let first = results.first(where: { $0.fold == fold }) else { continue }
      addMeans(beside: first, experiment.published)
    }
  }

  /// Of the cells of one fold and appliance, the most that are scored on the same samples.
  private static func sameSamples(
    _ cells: [CellResult]
  ) -> (alike: [CellResult], others: [CellResult]) {
    var alike: [CellResult] = []
    for cell in cells {
      let group = cells.filter { $0.days.hasSameSamples(as: cell.days) }
      if group.count > alike.count { alike = group }
    }
    return (alike, cells.filter { cell in !alike.contains { $0.id == cell.id } })
  }

  private static func leftOut(_ cell: CellResult, beside other: CellResult) -> String {
    let counts = [cell, other].map { DecimalText.grouped($0.days.samples.reduce(0, +)) }
    return "\(cell.id) is left out: it was scored on other samples (\(counts[0])) than "
      + "\(other.id) (\(counts[1])). Remove its folder, and it is done again."
  }

  /// What is published as a mean over appliances, which no row of ours is.
  private mutating func addMeans(beside first: CellResult, _ published: [PublishedResult]) {
    for result in published where result.belongs(to: first.fold) {
      guard result.values[PublishedResult.all] != nil else { continue }
      incomparable.append(
        Incomparable(
          fold: first.fold, appliance: PublishedResult.all, result: result,
          reasons: ["it is a mean over appliances"]
            + result.differences(from: first.conditions)))
    }
  }

  /// All cells of one fold and appliance.
  private mutating func add(_ cells: [CellResult], published: [PublishedResult]) {
    guard let first = cells.first else { return }
    let models = cells.reduce(into: [String]()) { names, cell in
      if !names.contains(cell.model) { names.append(cell.model) }
    }
    for model in models {
      let own = cells.filter { $0.model == model }
      rows.append(Self.row(model, .model, own.map { ($0, $0.figures.scores) }))
    }
    for (index, one) in models.enumerated() {
      for other in models[(index + 1)...] {
        if let comparison = Self.comparison(one, other, cells) { comparisons.append(comparison) }
      }
    }
    // Constants of the training range: the same for every seed and model, so the first one's.
    for baseline in first.baselines {
      rows.append(Self.row(baseline.name, .baseline, [(first, baseline.scores)], seeds: []))
    }
    for result in published {
      guard result.belongs(to: first.fold), let values = result.values[first.appliance]
      else { continue }
      let reasons = result.differences(from: first.conditions)
      if reasons.isEmpty {
        rows.append(
          Row(
            fold: first.fold, appliance: first.appliance, name: result.name, kind: .published,
            seeds: [], values: values.mapValues { Spread(mean: $0, count: 1) }))
      } else {
        incomparable.append(
          Incomparable(
            fold: first.fold, appliance: first.appliance, result: result, reasons: reasons))
      }
    }
  }

  private static func row(
    _ name: String, _ kind: Row.Kind, _ cells: [(CellResult, Scores)], seeds: [UInt64]? = nil
  ) -> Row {
    var values: [Metric: Spread] = [:]
    for metric in Metric.allCases {
      values[metric] = Spread(cells.compactMap { $0.1[metric] })
    }
    return Row(
      fold: cells[0].0.fold, appliance: cells[0].0.appliance, name: name, kind: kind,
      seeds: seeds ?? cells.map(\.0.seed), values: values, activations: cells[0].1.activations)
  }

  /// By the seeds that both have; nil where there are none.
  private static func comparison(
    _ one: String, _ other: String, _ cells: [CellResult]
  ) -> Comparison? {
    func cell(_ model: String, _ seed: UInt64) -> CellResult? {
      cells.first { $0.model == model && $0.seed == seed }
    }
    let seeds = Set(cells.map(\.seed)).sorted().filter {
      cell(one, $0) != nil && cell(other, $0) != nil
    }
    let (left, right) = (seeds.compactMap { cell(one, $0) }, seeds.compactMap { cell(other, $0) })
    guard let first = left.first?.days else { return nil }
    return Comparison(
      fold: cells[0].fold, appliance: cells[0].appliance, first: one, second: other, seeds: seeds,
      differences: DayResampling(houses: first.houses).differences(
        sum(left), sum(right), compared))
  }

  /// Day by day, the tallies of all seeds together.
  private static func sum(_ cells: [CellResult]) -> Scored {
    var days = cells[0].days.days
    for cell in cells.dropFirst() {
      for index in days.indices { days[index] += cell.days.days[index] }
    }
    return Scored(
      scores: Scores(days.reduce(DayTally(), +), period: cells[0].period), days: days)
  }
}
