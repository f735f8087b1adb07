import Work

/// Compares each plug of a house with its mains, day by day, in one pass over all of them.
struct HouseReview {
  let building: Building
  let mains: ResolvedMains
  /// Nanoseconds in a bin.
  let period: Int64
  /// The plugs in the order of their statistics.
  private(set) var plugs: [Meter]
  private(set) var statistics: [PairStatistics]

  private static let day: Int64 = 86_400_000_000_000

  /// A review on a grid of the slowest meter's period, but no finer than 6 s.
  init(_ building: Building, mains: ResolvedMains, inspections: [MeterInspection]) {
    self.building = building
    self.mains = mains
    let read = Set(inspections.map(\.meter))
    plugs = building.meters.filter { meter in
      read.contains(meter.id) && !meter.isSiteMeter && meter.powerQuantity != nil
    }
    statistics = plugs.map { _ in PairStatistics() }
    let slowest = inspections.compactMap(\.period).filter { $0 <= 300 }.max() ?? 6
    period = Int64(max(slowest, 6).rounded(.up)) * 1_000_000_000
  }

  /// Reads everything from `start` to `end`, telling `advance` each day.
  mutating func run(
    _ source: any MeterSource, from start: Int64, to end: Int64,
    advance: () throws(MeterDataError) -> Void
  ) throws(MeterDataError) {
    var legs: [DayFiller] = []
    for meter in mains.meters { legs.append(try filler(source, meter, mains.quantity)) }
    var fillers: [DayFiller] = []
    for plug in plugs {
      guard let quantity = plug.powerQuantity else { continue }
      fillers.append(try filler(source, plug.id, quantity))
    }
    var whole: [Float] = []
    var part: [Float] = []
    // Bins are whole in a day that begins with one; a day is cut where the period does not fit.
    let count = Int(Self.day / period)
    let length = Int64(count) * period
    var time = start / period * period
    while time <= end {
      try advance()
      // Days without the mains have nothing to compare with.
      guard let next = try legs[0].nextTime() else { return }
      if next >= time + length { time += (next - time) / length * length }
      try sum(legs, from: time, count: count, into: &whole, &part)
      for (index, filler) in fillers.enumerated() {
        try filler.means(from: time, period: period, count: count, into: &part)
        statistics[index].add(mains: whole, plug: part, threshold: threshold(of: plugs[index]))
      }
      time += length
    }
  }

  private func filler(
    _ source: any MeterSource, _ meter: Int, _ quantity: Quantity
  ) throws(MeterDataError) -> DayFiller {
    DayFiller(try source.reader(building: building.id, meter: meter, quantity: quantity))
  }

  /// The legs' sum where all of them report.
  private func sum(
    _ legs: [DayFiller], from time: Int64, count: Int, into whole: inout [Float],
    _ part: inout [Float]
  ) throws(MeterDataError) {
    for (index, leg) in legs.enumerated() {
      try leg.means(from: time, period: period, count: count, into: &part)
      if index == 0 { whole = part } else { for bin in 0..<count { whole[bin] += part[bin] } }
    }
  }

  /// The watts above which the plug's appliance is on, as its metadata say, else 50.
  func threshold(of plug: Meter) -> Float {
    let declared = building.appliances.filter { $0.submeters.contains(plug.id) }
      .compactMap(\.onPowerThreshold)
    return Float(declared.max() ?? 50)
  }

  /// True for a plug whose power is in no other plug's: what may be added up.
  func isDirectlyBelowMains(_ plug: Meter) -> Bool {
    guard let above = plug.submeterOf, above != 0 else { return true }
    return building.meters.first { $0.id == above }?.isSiteMeter ?? true
  }
}
