import Disaggregation
import Files
import MeterData
import Training

/// What of a training store baselines are fitted on: never what is evaluated.
struct FittedRanges {
  let store: PreparedStore
  /// The store that is evaluated.
  let evaluated: PreparedStore

  private var isSameSource: Bool {
    store.provenance.source.sha256 == evaluated.provenance.source.sha256
  }

  /// The ranges that a model was trained on where the store has them, else all of a store of
  /// another source, else what is not evaluated; nil is all.
  ///
  /// - Parameters:
  ///   - series: What is evaluated.
  ///   - models: Those of the appliance that is scored, in the order of their precedence.
  /// - Returns: Ranges that hold nothing of the series; nil where no range can.
  /// - Throws: `EvaluationError` (65) where nothing is left.
  func fitted(
    beside series: [ScoredSeries], _ models: [Evaluator.Model]
  ) throws(EvaluationError) -> [HouseRange]? {
    for model in models {
      let ranges = trained(model.description, series)
      if !ranges.isEmpty { return ranges }
    }
    guard isSameSource else { return nil }
    let ranges = store.houses.compactMap { house in
      // Of a house that is evaluated too, what comes before.
      let first = series.filter { $0.house == house.id }.map(\.start).min() ?? house.grid.end
      return range(of: house, house.grid.start..<max(first, house.grid.start))
    }
    guard !ranges.isEmpty else {
      throw EvaluationError(
        status: .badData, attempt: "fit baselines on", path: store.path,
        reason: "all it has is evaluated, or comes after it",
        remedy: "Evaluate a later --from or another --building, or leave out --train-data.")
    }
    return ranges
  }

  /// What a model was trained on, without what is evaluated.
  private func trained(_ description: ModelDescription, _ series: [ScoredSeries]) -> [HouseRange] {
    description.ranges.flatMap { learnt -> [HouseRange] in
      guard learnt.use == .training, learnt.sourceSHA256 == store.provenance.source.sha256,
        let house = store.houses.first(where: { $0.id == learnt.building })
      else { return [] }
      return apart(learnt.times, of: house.id, from: series)
        .compactMap { range(of: house, $0) }
    }
  }

  private func apart(
    _ times: Range<Int64>, of house: Int, from series: [ScoredSeries]
  ) -> [Range<Int64>] {
    guard isSameSource else { return [times] }
    return series.filter { $0.house == house }.reduce([times]) { left, evaluated in
      left.flatMap { part in
        [
          part.clamped(to: .min..<evaluated.start), part.clamped(to: evaluated.end..<Int64.max),
        ].filter { !$0.isEmpty }
      }
    }
  }

  private func range(of house: PreparedStore.House, _ times: Range<Int64>) -> HouseRange? {
    let grid = house.grid
    let bins = Grid.wholeBins(in: times.clamped(to: grid.start..<grid.end), period: grid.period)
    let first = grid.bins.lowerBound
    guard !bins.isEmpty else { return nil }
    return HouseRange(house: house.id, samples: bins.lowerBound - first..<bins.upperBound - first)
  }
}
