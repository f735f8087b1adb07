import Files
import MeterData

/// Where a window begins.
package struct WindowStart: Sendable, Equatable {
  package let house: Int
  /// The index of its first sample on the house's grid.
  package let sample: Int

  package init(house: Int, sample: Int) {
    self.house = house
    self.sample = sample
  }
}

/// The windows of one range that can be used, numbered from 0 in the order of houses and time.
///
/// A window is usable if it has every mains sample and the appliance's value at its target; of a
/// network that estimates each sample, every value. Nothing is copied until a batch is gathered.
/// Windows begin at the range's first sample of a house and every `stride` samples from there.
package struct WindowSet {
  package let shape: WindowShape
  let series: [HouseSeries]
  /// The number of each house's first candidate, and last how many candidates there are.
  let bases: [Int]
  let finder: WindowFinder
  /// Shared by copies, as the pages are.
  let prefetching = PrefetchDecision()

  /// Looks once at every sample of a range.
  ///
  /// - Parameters:
  ///   - series: The houses of the range.
  ///   - shape: What a window is.
  ///   - threshold: Watts from which on the appliance is on.
  ///   - role: What the range is for.
  /// - Throws: `TrainingError` (78) where no window can be used.
  package init(
    _ series: [HouseSeries], shape: WindowShape, threshold: Double, role: RangeRole
  ) throws(TrainingError) {
    self.series = series
    self.shape = shape
    var finder = WindowFinder(shape: shape, threshold: threshold)
    var bases = [0]
    for house in series {
      let base = bases[bases.count - 1]
      house.expect(.ordered)
      house.mains.withValues { mains in
        house.target.withValues { finder.add(mains: mains, target: $0, base: base) }
      }
      bases.append(base + shape.candidates(in: house.range.samples.count))
    }
    self.finder = finder
    self.bases = bases
    if count == 0 { throw unusable(role) }
  }

  /// Windows that can be used.
  package var count: Int { finder.usable.count }

  /// Windows that would fit into the range but for its gaps.
  package var lostToGaps: Int { bases[bases.count - 1] - count }

  /// Samples in the range, missing ones included.
  package var samples: Int { series.reduce(0) { $0 + $1.range.samples.count } }

  /// Samples in the longest stretch in which nothing is missing that a window needs throughout.
  package var longestStretch: Int { finder.longestStretch }

  /// Windows whose target is on.
  package var onCount: Int { finder.on.count }

  /// The number of a window among those whose target is on.
  package func onWindow(_ place: Int) -> Int { finder.on[place] }

  /// The number of a window among those whose target is off.
  package func offWindow(_ place: Int) -> Int {
    precondition(place >= 0 && place < count - onCount, "\(place) of \(count - onCount)")
    return finder.on.absent(place)
  }

  /// Whether the target of a window is on.
  package func isOn(_ number: Int) -> Bool { finder.on.place(of: number) != nil }

  /// Where a window begins.
  package func start(of number: Int) -> WindowStart {
    let place = place(of: number)
    let range = series[place.house].range
    return WindowStart(house: range.house, sample: range.samples.lowerBound + place.start)
  }

  /// The number of the window that begins there, or nil where none that can be used does.
  package func number(of start: WindowStart) -> Int? {
    for (index, house) in series.enumerated() where house.range.house == start.house {
      let offset = start.sample - house.range.samples.lowerBound
      let isWhole = offset >= 0 && offset + shape.window <= house.range.samples.count
      guard isWhole, offset.isMultiple(of: shape.stride) else { continue }
      return finder.usable.place(of: bases[index] + offset / shape.stride)
    }
    return nil
  }

  /// Numbers of at most so many windows, as far apart from each other as they can be.
  package func evenlySpread(_ wanted: Int) -> [Int] {
    precondition(wanted > 0, "\(wanted) windows")
    let taken = min(wanted, count)
    return (0..<taken).map { (2 * $0 + 1) * count / (2 * taken) }
  }

  /// The house and the sample within its range at which a window begins.
  func place(of number: Int) -> (house: Int, start: Int) {
    let candidate = finder.usable[number]
    var house = 0
    while candidate >= bases[house + 1] { house += 1 }
    return (house, (candidate - bases[house]) * shape.stride)
  }

  private func unusable(_ role: RangeRole) -> TrainingError {
    let name = "the \(role.adjective) range"
    let window = DecimalText.grouped(shape.window)
    let samples = DecimalText.grouped(samples)
    let longest = DecimalText.grouped(longestStretch)
    let reason =
      longestStretch < shape.window
      ? "a window of \(window) samples is longer than any gap-free stretch of \(name): of its "
        + "\(samples) samples, at most \(longest) follow each other without a gap"
      : "no window of \(name) can be used: in the \(samples) samples, none of "
        + "\(window) at a stride of \(shape.stride) has all its mains samples and the appliance's "
        + "value at its target"
    return TrainingError(
      status: .badConfiguration, attempt: "", path: nil, reason: reason,
      remedy: "Take a shorter window, a longer range, or a larger --max-gap in energy preprocess.")
  }
}
