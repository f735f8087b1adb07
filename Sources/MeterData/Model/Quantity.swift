/// What a column measures, as NILM Metadata names it: `power active`, `voltage`.
package struct Quantity: Hashable, Sendable, CustomStringConvertible {
  /// The kind: "power", "voltage", "energy".
  package let physical: String
  /// The variant: "active", "apparent", "reactive", or empty where there is none.
  package let type: String

  package init(_ physical: String, _ type: String = "") {
    self.physical = physical
    self.type = type
  }

  /// Real power, watts.
  package static let activePower = Quantity("power", "active")
  /// Apparent power, volt-amperes.
  package static let apparentPower = Quantity("power", "apparent")

  /// True for power of any variant.
  package var isPower: Bool { physical == "power" }

  package var description: String { type.isEmpty ? physical : "\(physical) \(type)" }
}
