import MeterData
import Training

/// Where baselines are fitted when no range is named.
enum FittingRanges {
  /// All samples of every house that has the appliance.
  ///
  /// - Throws: `EvaluationError` (65) where no house has it, with those that the first one has.
  static func whole(
    of store: PreparedStore, appliance: String
  ) throws(EvaluationError) -> [HouseRange] {
    var ranges: [HouseRange] = []
    var refusals: [EvaluationError] = []
    for house in store.houses {
      do {
        _ = try house.channel(ofAppliance: appliance, in: store.path)
        ranges.append(HouseRange(house: house.id, samples: 0..<house.grid.count))
      } catch {
        refusals.append(EvaluationError(error))
      }
    }
    if ranges.isEmpty, let refusal = refusals.first { throw refusal }
    return ranges
  }
}
