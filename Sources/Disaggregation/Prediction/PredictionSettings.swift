package import Files
import Networks

/// What a reading says of the time around it: `--semantics`.
package enum ReadingSemantics: String, Sendable, CaseIterable {
  /// The power at that moment; a bin takes the mean of its readings.
  case sample
  /// The power from that moment on: silence means unchanged.
  case hold
  /// Energy used so far: power comes from the difference to the reading before.
  case counter
}

/// What readings are counted in: `--unit`.
package enum ReadingUnit: String, Sendable, CaseIterable {
  case watts = "W"
  case kilowatts = "kW"
  case wattHours = "Wh"
  case kilowattHours = "kWh"

  /// True of energy.
  package var isEnergy: Bool { self == .wattHours || self == .kilowattHours }

  /// Watts, or watt-hours, in one of it.
  var scale: Double { self == .kilowatts || self == .kilowattHours ? 1000 : 1 }
}

/// What the estimate of a row rests on; of several appliances the worst counts.
package enum PredictionFlag: UInt8, Sendable, CaseIterable, Comparable {
  /// Measured samples alone.
  case ok
  /// Held values too: near the end of the series, or near a gap.
  case edge
  /// A mains value unlike any of the training: estimates are an extrapolation. Or the row's own
  /// reading is no power that a house can have, and counts as missing.
  case outOfRange
  /// The mains are missing there, and so is an estimate.
  case gap

  /// As a table spells it.
  package var text: String { self == .outOfRange ? "out-of-range" : "\(self)" }

  package static func < (left: PredictionFlag, right: PredictionFlag) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// How a person's readings become estimates.
package struct PredictionSettings: Sendable {
  package var semantics: ReadingSemantics
  package var unit: ReadingUnit
  /// The longest silence that readings bridge; nil: an hour of those that hold, the network's max
  /// gap of those that count.
  package var maximumHold: TimeSpan?
  package var clamping: Clamping
  package var engine: EngineChoice
  /// Bytes for each engine that shares.
  package var memory: Int
  /// Samples of the grid that are estimated at once; servers and tests take few.
  package var blockSamples: Int
  /// Whether each activation is remembered, which takes memory for each.
  package var keepsActivations = false

  /// - Parameters:
  ///   - semantics: What a reading says.
  ///   - unit: nil takes watts of readings, kilowatt-hours of registers.
  ///   - maximumHold: The longest silence that is bridged; nil takes the standard.
  ///   - clamping: What becomes of estimates below zero or above the mains.
  ///   - engine: How series are estimated.
  ///   - memory: Bytes for each engine that shares.
  package init(
    semantics: ReadingSemantics = .sample, unit: ReadingUnit? = nil, maximumHold: TimeSpan? = nil,
    clamping: Clamping = .zero, engine: EngineChoice = .series,
    memory: Int = SeriesEngine.standardMemory
  ) {
    self.semantics = semantics
    self.unit = unit ?? (semantics == .counter ? .kilowattHours : .watts)
    self.maximumHold = maximumHold
    self.clamping = clamping
    self.engine = engine
    self.memory = memory
    blockSamples = PredictionSettings.standardBlock
  }

  /// Of readings that hold.
  package static let standardHold = TimeSpan(nanoseconds: 3600 * ISOTime.second)
  /// Eighteen days of 6 s.
  package static let standardBlock = 1 << 18
}
