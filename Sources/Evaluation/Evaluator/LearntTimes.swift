import Disaggregation
import Files
import MeterData

/// What some models have learnt from, held against what they are evaluated on.
struct LearntTimes {
  let store: PreparedStore
  let zone: TimeZoneRules
  let models: [Evaluator.Model]
  let naming: ModelNaming
  /// Samples between what is evaluated and what a model has learnt from; its window at least.
  let gap: Int

  /// A stretch that a model knows, and how.
  private struct Known {
    let path: String
    let range: LearntRange
    let isInherited: Bool
    /// Nanoseconds that what is evaluated stays away from it.
    let gap: Int64
  }

  private var known: [Known] {
    models.flatMap { path, description in
      let gap = Int64(max(description.plan.window, gap)) * description.period.nanoseconds
      return description.ranges.map {
        Known(path: path, range: $0, isInherited: false, gap: gap)
      }
        + description.inherited.map {
          Known(path: path, range: $0, isInherited: true, gap: gap)
        }
    }
  }

  private func known(of house: Int) -> [Known] {
    known.filter {
      $0.range.building == house && $0.range.sourceSHA256 == store.provenance.source.sha256
    }
  }

  /// A sentence for each stretch that is evaluated and was learnt from.
  func overlaps(with houses: [EvaluatedHouse]) -> [String] {
    houses.flatMap { house in
      known(of: house.id).filter { $0.range.times.overlaps(house.times) }.map { known in
        let shared = known.range.times.clamped(to: house.times)
        let use = known.range.use == .training ? "was trained on" : "was validated on"
        let model = naming(known.path)
        let who = known.isInherited ? "the model that \(model) began with" : model
        return "\(who) \(use) house \(house.id) \(LearntTimes.spelled(shared, zone))"
      }
    }
  }

  /// The house's times, cut so that no sample's window reaches into what was learnt from.
  func keepingApart(
    _ house: EvaluatedHouse, _ period: Int64, _ remarks: inout [String]
  ) -> EvaluatedHouse {
    var cut = house
    var cutting: [String] = []
    for known in known(of: house.id) {
      let (learnt, gap) = (known.range.times, known.gap)
      var (first, end) = (cut.times.lowerBound, cut.times.upperBound)
      if learnt.upperBound <= house.times.lowerBound { first = max(first, learnt.upperBound + gap) }
      if learnt.lowerBound >= house.times.upperBound { end = min(end, learnt.lowerBound - gap) }
      let bins = Grid.wholeBins(in: first..<max(first, end), period: period)
      let times = Int64(bins.lowerBound) * period..<Int64(bins.upperBound) * period
      if times != cut.times, !cutting.contains(known.path) { cutting.append(known.path) }
      cut.times = times
    }
    guard cut.times != house.times else { return house }
    remarks.append(
      "House \(house.id) is evaluated \(LearntTimes.spelled(cut.times, zone)) only: a window lies "
        + "between it and what \(ApplianceNames.list(cutting.map { naming($0) })) "
        + "\(cutting.count == 1 ? "has" : "have") learnt from.")
    return cut
  }

  /// Sentences about the same house of the same data set, read from another file.
  func likelyOverlaps(with houses: [EvaluatedHouse]) -> [String] {
    guard let dataset = store.provenance.dataset, !dataset.isEmpty else { return [] }
    let own = store.provenance.source.sha256
    var sentences: [String] = []
    for house in houses {
      for known in known
      where known.range.building == house.id && known.range.dataset == dataset
        && known.range.sourceSHA256 != own && known.range.times.overlaps(house.times)
      {
        let shared = known.range.times.clamped(to: house.times)
        let sentence =
          "\(naming.beginning(known.path)) learnt from house \(house.id) of "
          + "\(dataset) \(LearntTimes.spelled(shared, zone)) in another file: if it is the same "
          + "house, what is evaluated was learnt from."
        if !sentences.contains(sentence) { sentences.append(sentence) }
      }
    }
    return sentences
  }

  /// "from 2013-04-01T00:00:00+01:00 to 2013-05-01T00:00:00+01:00".
  static func spelled(_ range: Range<Int64>, _ zone: TimeZoneRules) -> String {
    "from \(ISOTime.format(range.lowerBound, in: zone)) to "
      + "\(ISOTime.format(range.upperBound, in: zone))"
  }
}
