package import Files

/// What a preparation made, in watts and counts.
package struct PreparationReport: Sendable {
  /// One house of the store.
  package struct House: Sendable {
    package var building: Int
    package var grid: Grid
    /// Samples in which the mains and every appliance have a value, carried ones included.
    package var validSamples: Int
    /// Stretches of such samples.
    package var validStretches: Int
    /// The mains first.
    package var channels: [Channel]
    /// Σ |mains − sum| / Σ mains, where the mains are the sum of the plugs and were measured too.
    package var noiseShare: Double?
    /// Sentences without a full stop.
    package var notes: [String]
  }

  /// One channel of a house.
  package struct Channel: Sendable {
    package var name: String
    /// The type with spaces; nil for the mains.
    package var appliance: String?
    package var meters: [Int]
    package var quantity: String
    package var maxGap: TimeSpan
    package var statistics: ChannelStatistics
    /// Bins that took the value before them, in the first of its meters.
    package var carried: Int
    /// The longest run of bins that nothing was carried through, in the first of its meters.
    package var longestGap: (start: Int64, span: TimeSpan)?
    /// What was read, of all meters.
    package var readings: ReadingTally
    package var rule: ActivationRule?
    /// nil for the mains.
    package var activations: Int?
    /// Watt-hours of the activations; nil for the mains.
    package var activationEnergy: Double?
    /// Kilowatt-hours of the samples that have a value.
    package var energy: Double
  }

  /// The file, and what it says of itself.
  package var store: String
  package var period: TimeSpan
  package var zone: TimeZoneRules
  package var mainsQuantity: String
  package var houses: [House]
  /// The plan with its defaults settled.
  package var plan: PreparationPlan
  /// Rows that were read.
  package var rows: Int
  package var seconds: Double
}
