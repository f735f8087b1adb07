package import Files
package import MeterData

/// The mains and the appliance of one house in one range, and nothing beyond it.
package struct HouseSeries {
  /// Where it lies on the house's grid.
  package let range: HouseRange
  /// Watts, NaN where missing; both as long as the range.
  package let mains: MappedFloats
  package let target: MappedFloats

  /// Takes values that are mapped already.
  package init(range: HouseRange, mains: MappedFloats, target: MappedFloats) {
    let count = range.samples.count
    precondition(
      mains.count == count && target.count == count,
      "\(mains.count) and \(target.count) values for \(count) samples")
    self.range = range
    self.mains = mains
    self.target = target
  }

  /// Tells the kernel in which order the samples are going to be read.
  func expect(_ pattern: MappedFloats.AccessPattern) {
    mains.expect(pattern)
    target.expect(pattern)
  }

  /// Maps the samples of some ranges, and no page that holds only others.
  ///
  /// - Throws: `TrainingError` where the store is gone (66), damaged, or lacks what is asked for (65).
  package static func open(
    _ ranges: [HouseRange], of store: PreparedStore, appliance: String
  ) throws(TrainingError) -> [HouseSeries] {
    try ranges.map { range throws(TrainingError) in
      let house = try TrainingError.wrapping {
        try store.house(range.house)
      }
      let channel = try house.channel(ofAppliance: appliance, in: store.path)
      return try TrainingError.wrapping {
        HouseSeries(
          range: range, mains: try store.values(of: house.channels[0], in: range.samples),
          target: try store.values(of: channel, in: range.samples))
      }
    }
  }
}
