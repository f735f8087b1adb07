import MeterData

/// Tells of each bin whether the appliance is on, as soon as nothing to come can change it.
///
/// The rule is that of `ActivationTracker`: threshold, bridge short pauses, drop short runs.
struct OnTracker: Sendable {
  /// Activations that last long enough, the present one too.
  private(set) var count = 0
  private let threshold: Float
  private let minimumOn: Double
  private let minimumOff: Double
  /// Seconds in a bin.
  private let period: Double
  /// The next bin; nil before the first.
  private var position: Int?
  private var current: Range<Int>?
  private var isConfirmed = false
  /// Activations in order; the last may still grow.
  private var activations: [Range<Int>] = []
  /// Activations before this one end before every bin that will be asked for.
  private var head = 0

  /// - Parameters:
  ///   - rule: When the appliance is on.
  ///   - period: Seconds in a bin.
  init(_ rule: ActivationRule, period: Double) {
    // The smallest Float that is not below the threshold decides as the Double would.
    let rounded = Float(rule.threshold)
    threshold = Double(rounded) < rule.threshold ? rounded.nextUp : rounded
    minimumOn = rule.minimumOn
    minimumOff = rule.minimumOff
    self.period = period
  }

  /// All bins before this one are decided.
  var decided: Int {
    guard let current else { return position ?? .min }
    return isConfirmed ? current.upperBound : current.lowerBound
  }

  /// Goes on with the estimate of the next bin, NaN where it is missing.
  mutating func add(_ watts: Float, at bin: Int) {
    skip(to: bin)
    position = bin + 1
    if watts >= threshold {
      current = (current?.lowerBound ?? bin)..<bin + 1
      confirm()
    } else {
      pause()
    }
  }

  /// Goes on with a bin; those before it that were not given are missing.
  mutating func skip(to bin: Int) {
    guard bin > position ?? .min else { return }
    position = bin
    pause()
  }

  /// Ends the series.
  mutating func finish() { close() }

  /// Whether the appliance is on; bins are asked for in order, none that is not decided.
  mutating func isOn(_ bin: Int) -> Bool {
    while head < activations.count, activations[head].upperBound <= bin { head += 1 }
    if head > 1024 {
      activations.removeFirst(head)
      head = 0
    }
    return head < activations.count && activations[head].contains(bin)
  }

  private mutating func confirm() {
    guard let current else { return }
    if isConfirmed {
      activations[activations.count - 1] = current
    } else if Double(current.count) * period >= minimumOn {
      isConfirmed = true
      count += 1
      activations.append(current)
    }
  }

  private mutating func pause() {
    guard let current, let position else { return }
    if Double(position - current.upperBound) * period >= minimumOff { close() }
  }

  private mutating func close() {
    current = nil
    isConfirmed = false
  }
}
