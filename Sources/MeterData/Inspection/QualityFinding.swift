/// Something about a meter that training on it should know.
package struct QualityFinding: Sendable {
  /// What was looked for; the raw values are those of `inspect --json`.
  package enum Kind: String, Sendable {
    case plugAboveMains = "plug_above_mains"
    case clockLag = "clock_lag"
    case stuckValue = "stuck_value"
    case sharedMeter = "shared_meter"
    case socketOff = "socket_off"
    case submeteredShare = "submetered_share"
    case disorder
    case implausible
  }

  /// The number of the house.
  package let building: Int
  /// The meter that the finding is about; nil where it is about the house.
  package let meter: Int?
  package let kind: Kind
  /// One sentence with its figures, without the full stop.
  package let sentence: String
  /// The figure that decides, in the unit the kind implies: a share, seconds or a count.
  package let figure: Double
}
