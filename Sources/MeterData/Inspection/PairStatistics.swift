/// What a plug and the mains say together, added up bin by bin.
struct PairStatistics {
  /// Bins by which a plug's clock is looked for before and after the mains'.
  static let reach = 20
  /// A change of this many watts between neighbouring bins is a switching.
  static let step: Float = 30

  /// Bins with the plug above the threshold and the mains known.
  private(set) var on = 0
  /// Those of them in which the plug reads more than the mains.
  private(set) var above = 0
  /// Switchings that were compared.
  private(set) var switchings = 0
  /// The plug's and the mains' watts added over the bins in which the mains are known.
  private(set) var plugSum = 0.0
  private(set) var mainsSum = 0.0
  /// For each lag, the plug's changes times the mains', and the plug's squared.
  private var products = [Double](repeating: 0, count: 2 * reach + 1)
  private var squares = 0.0

  /// Compares one day's bins; NaN is an empty bin.
  mutating func add(mains: [Float], plug: [Float], threshold: Float) {
    for bin in plug.indices {
      let power = plug[bin]
      guard mains[bin].isFinite else { continue }
      mainsSum += Double(mains[bin])
      guard power.isFinite else { continue }
      plugSum += Double(power)
      if power > threshold {
        on += 1
        if power > mains[bin] { above += 1 }
      }
      if bin > 0 { correlate(power - plug[bin - 1], at: bin, mains) }
    }
  }

  /// Multiplies a change of the plug with the mains' changes around it.
  private mutating func correlate(_ change: Float, at bin: Int, _ mains: [Float]) {
    let reach = Self.reach
    guard change.isFinite, abs(change) > Self.step, bin > reach, bin + reach < mains.count
    else { return }
    let around = mains[(bin - reach - 1)...(bin + reach)]
    guard around.allSatisfy(\.isFinite) else { return }
    switchings += 1
    squares += Double(change) * Double(change)
    // Other appliances' larger changes are cut down to size, so that they do not drown a small one.
    let most = 2 * abs(change)
    for lag in -reach...reach {
      let mainsChange = min(max(mains[bin + lag] - mains[bin + lag - 1], -most), most)
      products[lag + reach] += Double(change) * Double(mainsChange)
    }
  }

  /// Bins by which the mains follow the plug (negative: precede it), where it is clear enough.
  ///
  /// At least 30 switchings, of which the mains show a good third at that lag, and half as much
  /// again as at none.
  var lag: Int? {
    guard switchings >= 30, let peak = products.max(), let best = products.firstIndex(of: peak),
      peak > 0.35 * squares, peak > 1.5 * products[Self.reach]
    else { return nil }
    return best - Self.reach
  }
}
