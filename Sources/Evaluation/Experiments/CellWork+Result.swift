import Disaggregation
import Files
import MeterData
import Training

// What an evaluation becomes in a cell's file.
extension CellWork {
  func result(
    _ evaluation: Evaluation, of model: TrainedModel, _ outcome: TrainedOutcome,
    cost: CellResult.Cost, openings: Int
  ) throws -> CellResult {
    CellResult(
      fold: cell.fold.name, appliance: cell.appliance, model: cell.model, seed: cell.seed,
      inputs: inputs, text: cell.text, toolVersion: toolVersion, weights: model.weightsDigest,
      epochs: outcome.epochs, bestEpoch: outcome.bestEpoch,
      figures: CellResult.Row(
        name: cell.model, scores: evaluation.model.scores, note: evaluation.model.note),
      baselines: evaluation.baselines.map {
        CellResult.Row(name: $0.name, scores: $0.scores, note: $0.note)
      }, days: try days(of: evaluation), period: evaluation.period.seconds,
      conditions: try ConditionReader(cell: cell, train: train, test: test).conditions(evaluation),
      openings: openings,
      // Paths are the business of the folder, not of the result.
      warnings: (evaluation.overlaps + evaluation.warnings + evaluation.remarks).map {
        $0.replacing(test.store.path, with: cell.fold.testSource)
      }, cost: cost,
      environment: environment)
  }

  /// The evaluation's days, scored again from its series: the same figures, day by day.
  private func days(of evaluation: Evaluation) throws -> DayTable {
    let scorer = Scorer(
      evaluation.series.map(\.truth), rule: evaluation.rule,
      zone: try TimeZoneRules(named: evaluation.source.timezone), clamping: evaluation.clamping)
    let scored = scorer.score(.series(evaluation.series.map(\.estimate)))
    return DayTable(days: scored.days, houses: scorer.resampling.houses)
  }
}

/// Says of a cell's result under what conditions it holds.
struct ConditionReader {
  let cell: ExperimentCell
  let train: OpenedSource
  let test: OpenedSource

  func conditions(_ evaluation: Evaluation) throws -> [Condition: String] {
    let ranges = cell.configuration.ranges
    let store = test.store
    let channels = store.houses.filter { ranges.test.buildings.contains($0.id) }
    return [
      .release: distinct([test, train].map { $0.source.release ?? "not stated" }),
      .trainHouses: spelled(ranges.train.buildings),
      .testHouses: spelled(ranges.test.buildings),
      .trainDates: try dates(ranges.train, train.store),
      .testDates: try dates(ranges.test, store),
      .mains: distinct(
        channels.compactMap { house in
          house["mains"].map { mains in
            "meter \(mains.meters.map(String.init).joined(separator: " + ")), \(mains.quantity)"
          }
        }), .period: store.provenance.period.description,
      .gaps: distinct(
        channels.compactMap { house in
          house["mains"].map { "carried up to \($0.maxGap.description), longer ones left out" }
        }), .edges: "left out", .clamping: cell.scoring.clamping.rawValue,
      .standbyCut: test.source.standbyCut,
      .threshold: "\(DecimalText.fixed(evaluation.rule.threshold, 0)) W",
    ]
  }

  private func spelled(_ houses: [Int]) -> String {
    houses.sorted().map(String.init).joined(separator: " ")
  }

  private func distinct(_ texts: [String]) -> String {
    texts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .joined(separator: "; ")
  }

  /// "2013-05-20 to 2013-07-01", the second day not included, as far as the houses go.
  private func dates(_ range: RangeRequest, _ store: PreparedStore) throws -> String {
    let zone = try TimeZoneRules(named: store.provenance.timezone)
    let grids = store.houses.filter { range.buildings.contains($0.id) }.map(\.grid)
    let start = range.from.flatMap { ISOTime.parse($0, in: zone) } ?? .min
    let end = range.to.flatMap { ISOTime.parse($0, in: zone) } ?? .max
    let first = max(start, grids.map(\.start).min() ?? 0)
    let last = min(end, grids.map(\.end).max() ?? 0)
    let span = "\(ISOTime.date(first, in: zone)) to \(ISOTime.date(max(first, last), in: zone))"
    guard let from = range.exceptFrom, let to = range.exceptTo else { return span }
    return span + " without \(from) to \(to)"
  }
}
