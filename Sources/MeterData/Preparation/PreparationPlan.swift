package import Files

/// Everything that decides what a prepared store holds: what the command line, a configuration and
/// the interactive session all fill in.
package struct PreparationPlan: Sendable, Equatable {
  /// Which mains a house gets.
  package enum Mains: String, Sendable, CaseIterable {
    /// Active power if every chosen house has it, else apparent.
    case automatic
    case active
    case apparent
    /// The sum of the chosen appliances' meters, in place of a mains meter: the denoised case.
    case sum
  }

  /// A stretch of time that is known to be wrong.
  package struct Exclusion: Sendable, Equatable {
    /// ISO 8601; a date alone is local midnight.
    package var from: String
    /// ISO 8601; not included.
    package var to: String
    /// Kept in the store's provenance.
    package var reason: String
    /// The house it is about; nil is every house.
    package var building: Int?
    /// The appliance it is about; nil is every channel, the mains included.
    package var appliance: String?

    package init(
      from: String, to: String, reason: String, building: Int? = nil, appliance: String? = nil
    ) {
      self.from = from
      self.to = to
      self.reason = reason
      self.building = building
      self.appliance = appliance
    }
  }

  /// What is read: a file or folder that `MeterSources` opens.
  package var input: String
  /// The store that is written.
  package var output: String
  /// House numbers; none is every house that has the mains and all of the appliances.
  package var buildings: [Int]
  /// As the user names them; none is those of the five usual ones that a house has.
  package var appliances: [String]
  /// nil is the longest sample period of the chosen meters.
  package var period: TimeSpan?
  /// nil is, for each meter, the larger of its longest silence and five bins.
  package var maxGap: TimeSpan?
  /// ISO 8601, included, a date alone is local midnight; nil is the first reading.
  package var from: String?
  /// ISO 8601, not included, a date alone is local midnight; nil is the end of the readings.
  package var to: String?
  package var mains: Mains
  /// The number of the mains meter in every house; nil is the rule.
  package var mainsMeter: Int?
  package var plugGaps: GapRule.LongGap
  /// Whether rows may lie in any order, at the price of a temporary file.
  package var sort: Bool
  /// Whether the period may be finer than the meters'.
  package var allowUpsampling: Bool
  package var exclusions: [Exclusion]
  /// Rules in place of the standard ones, by the appliance's name.
  package var activationRules: [String: ActivationRule]

  package init(input: String, output: String = "") {
    self.input = input
    self.output = output
    buildings = []
    appliances = []
    period = nil
    maxGap = nil
    from = nil
    to = nil
    mains = .automatic
    mainsMeter = nil
    plugGaps = .missing
    sort = false
    allowUpsampling = false
    exclusions = []
    activationRules = [:]
  }

  /// The appliances that papers train on, in the order of their tables.
  package static let usualAppliances = [
    "kettle", "microwave", "fridge", "dish washer", "washing machine",
  ]
}
