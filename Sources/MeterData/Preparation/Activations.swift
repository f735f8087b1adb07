/// When an appliance counts as on: the four numbers of NILMTK's rule.
package struct ActivationRule: Sendable, Equatable {
  /// Watts from which on a sample is on.
  package var threshold: Double
  /// What no working appliance of the kind exceeds, watts; nil where unknown.
  package var maximum: Double?
  /// Seconds; shorter runs are dropped.
  package var minimumOn: Double
  /// Seconds; shorter pauses are bridged.
  package var minimumOff: Double

  package init(
    threshold: Double, maximum: Double? = nil, minimumOn: Double = 0, minimumOff: Double = 0
  ) {
    self.threshold = threshold
    self.maximum = maximum
    self.minimumOn = minimumOn
    self.minimumOff = minimumOff
  }

  /// The rule for a type of appliance: Kelly and Knottenbelt's (2015) where they give one, else
  /// what the file says, else 10 W without minimal times.
  package static func standard(for appliance: Appliance, asked type: String) -> ActivationRule {
    for name in [type, appliance.type] {
      if let published = published[ApplianceNames.key(name)] { return published }
    }
    return ActivationRule(
      threshold: appliance.onPowerThreshold ?? 10, maximum: appliance.maxPower,
      minimumOn: appliance.minOnDuration ?? 0, minimumOff: appliance.minOffDuration ?? 0)
  }

  private static let fridge = ActivationRule(
    threshold: 50, maximum: 300, minimumOn: 60, minimumOff: 12)
  private static let washer = ActivationRule(
    threshold: 20, maximum: 2500, minimumOn: 1800, minimumOff: 160)

  private static let published: [String: ActivationRule] = [
    "kettle": ActivationRule(threshold: 2000, maximum: 3100, minimumOn: 12),
    "microwave": ActivationRule(threshold: 200, maximum: 3000, minimumOn: 12, minimumOff: 30),
    "fridge": fridge, "freezer": fridge, "fridgefreezer": fridge,
    "dishwasher": ActivationRule(
      threshold: 10, maximum: 2500, minimumOn: 1800, minimumOff: 1800),
    "washingmachine": washer, "washerdryer": washer,
  ]
}

/// One time that an appliance was on.
package struct Activation: Sendable, Equatable {
  /// The first sample that is on, and the one after the last that is.
  package var samples: Range<Int>
  /// Watt-hours of the samples that are not missing, bridged pauses included.
  package var energy: Double

  package init(samples: Range<Int>, energy: Double) {
    self.samples = samples
    self.energy = energy
  }
}

/// Finds activations block by block: threshold, bridge short pauses, drop short runs.
///
/// A missing sample is not on and lengthens the pause that it lies in, as in NILMTK.
package struct ActivationTracker: Sendable {
  /// Activations that are finished.
  package private(set) var count = 0
  /// Watt-hours of all activations that are finished.
  package private(set) var energy = 0.0
  private let threshold: Float
  private let minimumOn: Double
  private let minimumOff: Double
  /// Seconds in a sample.
  private let period: Double
  /// Samples so far.
  package private(set) var position = 0
  /// The activation that may go on, from its first sample that is on to behind the last.
  package private(set) var current: Range<Int>?
  /// Watt-samples up to the end of `current`, and of the pause after it.
  private var onSum = 0.0
  private var pauseSum = 0.0

  /// - Parameters:
  ///   - rule: When the appliance is on.
  ///   - period: Seconds in a sample.
  package init(_ rule: ActivationRule, period: Double) {
    // The smallest Float that is not below the threshold decides as the Double would.
    let rounded = Float(rule.threshold)
    threshold = Double(rounded) < rule.threshold ? rounded.nextUp : rounded
    minimumOn = rule.minimumOn
    minimumOff = rule.minimumOff
    self.period = period
  }

  /// Goes on with the next samples, watts, NaN where missing.
  package mutating func add(_ values: Span<Float>, found: (Activation) -> Void = { _ in }) {
    for index in values.indices { add(values[index], found: found) }
  }

  /// Goes on with one sample.
  @inline(__always)
  package mutating func add(_ value: Float, found: (Activation) -> Void = { _ in }) {
    position += 1
    if value >= threshold {
      switchOn(value)
    } else if current != nil {
      if !value.isNaN { pauseSum += Double(value) }
      pause(found)
    }
  }

  /// Goes on with so many missing samples.
  package mutating func skip(_ count: Int, found: (Activation) -> Void = { _ in }) {
    guard count > 0 else { return }
    position += count
    pause(found)
  }

  /// Whether the activation that may go on lasts long enough already.
  package var isCertain: Bool { current.map(isLongEnough) ?? false }

  private func isLongEnough(_ samples: Range<Int>) -> Bool {
    Double(samples.count) * period >= minimumOn
  }

  /// Ends the series; an activation that is still on ends with it.
  package mutating func finish(found: (Activation) -> Void = { _ in }) { close(found) }

  private mutating func switchOn(_ value: Float) {
    onSum += pauseSum + Double(value)
    pauseSum = 0
    current = (current?.lowerBound ?? position - 1)..<position
  }

  private mutating func pause(_ found: (Activation) -> Void) {
    guard let current else { return }
    // The pause will last at least to the end of the last sample.
    if Double(position - current.upperBound) * period >= minimumOff { close(found) }
  }

  private mutating func close(_ found: (Activation) -> Void) {
    if let current, isLongEnough(current) {
      let wattHours = onSum * period / 3600
      count += 1
      energy += wattHours
      found(Activation(samples: current, energy: wattHours))
    }
    current = nil
    onSum = 0
    pauseSum = 0
  }
}

/// Activations of whole series.
package enum Activations {
  /// All activations of a series in watts, NaN where missing; `period` is in seconds.
  package static func find(
    in values: Span<Float>, period: Double, rule: ActivationRule
  ) -> [Activation] {
    var tracker = ActivationTracker(rule, period: period)
    var all: [Activation] = []
    tracker.add(values) { all.append($0) }
    tracker.finish { all.append($0) }
    return all
  }
}
