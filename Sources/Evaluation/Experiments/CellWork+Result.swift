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
    let sides = [test, train]
    let mains = mains(ranges.test, test.store) + mains(ranges.train, train.store)
    return [
      .release: distinct(sides.map { $0.source.release ?? "not stated" }),
      .trainHouses: spelled(ranges.train.buildings),
      .testHouses: spelled(ranges.test.buildings),
      .trainDates: try dates(ranges.train, train.store),
      .testDates: try dates(ranges.test, test.store),
      .mains: distinct(
        mains.map { mains in
          "meter \(mains.meters.map(String.init).joined(separator: " + ")), \(mains.quantity)"
        }), .period: distinct(sides.map { $0.store.provenance.period.description }),
      .gaps: distinct(
        mains.map { "carried up to \($0.maxGap.description), longer ones left out" }),
      .edges: "left out", .clamping: cell.scoring.clamping.rawValue,
      .standbyCut: distinct(sides.map(\.source.standbyCut)),
      .threshold: "\(DecimalText.fixed(evaluation.rule.threshold, 0)) W",
    ]
  }

  private func mains(
    _ range: RangeRequest, _ store: PreparedStore
  ) -> [PreparedStore.Channel] {
    store.houses.filter { range.buildings.contains($0.id) }.compactMap { $0["mains"] }
  }

  private func spelled(_ houses: [Int]) -> String {
    houses.sorted().map(String.init).joined(separator: " ")
  }

  private func distinct(_ texts: [String]) -> String {
    texts.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .joined(separator: "; ")
  }

  /// "2013-05-20 to 2013-07-01", the second day not included, as far as the houses go; with the
  /// time of day where a bound is no local midnight.
  private func dates(_ range: RangeRequest, _ store: PreparedStore) throws -> String {
    let zone = try TimeZoneRules(named: store.provenance.timezone)
    func moment(_ text: String?) -> Int64? { text.flatMap { ISOTime.parse($0, in: zone) } }
    func span(_ first: Int64, _ end: Int64) -> String {
      "\(Self.spelled(first, zone)) to \(Self.spelled(max(first, end), zone))"
    }
    let grids = store.houses.filter { range.buildings.contains($0.id) }.map(\.grid)
    let whole = span(
      max(moment(range.from) ?? .min, grids.map(\.start).min() ?? 0),
      min(moment(range.to) ?? .max, grids.map(\.end).max() ?? 0))
    guard let from = moment(range.exceptFrom), let to = moment(range.exceptTo) else {
      return whole
    }
    return "\(whole) without \(span(from, to))"
  }

  /// "2013-05-20", or "2013-05-20T12:30:00".
  private static func spelled(_ moment: Int64, _ zone: TimeZoneRules) -> String {
    let date = ISOTime.date(moment, in: zone)
    guard ISOTime.parse(date, in: zone) != moment else { return date }
    return "\(date)T\(ISOTime.clock(moment, in: zone))"
  }
}
