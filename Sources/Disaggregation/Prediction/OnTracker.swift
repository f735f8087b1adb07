import MeterData

/// Tells of each bin whether the appliance is on, as soon as nothing to come can change it.
///
/// The rule is that of `ActivationTracker`: threshold, bridge short pauses, drop short runs.
struct OnTracker: Sendable {
  /// Activations that last long enough, the present one too.
  private(set) var count = 0
  private var tracker: ActivationTracker
  /// The first bin; nil before it.
  private var origin: Int?
  /// Activations in order; the last may still grow.
  private var activations: [Range<Int>] = []
  /// Activations before this one end before every bin that will be asked for.
  private var head = 0
  /// Those that have ended, in bins, where they are kept.
  private(set) var ended: [Activation] = []
  private let keepsEnded: Bool

  /// - Parameters:
  ///   - rule: When the appliance is on.
  ///   - period: Seconds in a bin.
  ///   - keepsEnded: Whether activations that have ended are remembered.
  init(_ rule: ActivationRule, period: Double, keepsEnded: Bool = false) {
    tracker = ActivationTracker(rule, period: period)
    self.keepsEnded = keepsEnded
  }

  /// All bins before this one are decided.
  var decided: Int {
    guard let origin else { return .min }
    guard let current = tracker.current else { return origin + tracker.position }
    return origin + (tracker.isCertain ? current.upperBound : current.lowerBound)
  }

  /// Goes on with the estimate of the next bin, NaN where it is missing.
  mutating func add(_ watts: Float, at bin: Int) {
    skip(to: bin)
    var found: Activation?
    tracker.add(watts) { found = $0 }
    end(found)
    keep()
  }

  /// Goes on with a bin; those before it that were not given are missing.
  mutating func skip(to bin: Int) {
    let first = origin ?? bin
    origin = first
    var found: Activation?
    tracker.skip(bin - first - tracker.position) { found = $0 }
    end(found)
  }

  /// Ends the series.
  mutating func finish() {
    var found: Activation?
    tracker.finish { found = $0 }
    end(found)
  }

  private mutating func end(_ activation: Activation?) {
    guard keepsEnded, let activation, let origin else { return }
    let samples = activation.samples
    ended.append(
      Activation(
        samples: origin + samples.lowerBound..<origin + samples.upperBound,
        energy: activation.energy))
  }

  /// Whether the appliance is on; bins are asked for in order, none that is not decided.
  mutating func isOn(_ bin: Int) -> Bool {
    while head < activations.count, activations[head].upperBound <= bin { head += 1 }
    if head > 1024 {
      activations.removeFirst(head)
      head = 0
    }
    return head < activations.count && activations[head].contains(bin)
  }

  /// Remembers the present activation once it lasts long enough, and then how it grows.
  private mutating func keep() {
    guard tracker.isCertain, let current = tracker.current, let origin else { return }
    let bins = (origin + current.lowerBound)..<(origin + current.upperBound)
    if let last = activations.last, last.lowerBound == bins.lowerBound {
      activations[activations.count - 1] = bins
    } else {
      count += 1
      activations.append(bins)
    }
  }
}
