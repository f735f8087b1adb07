/// How models are kept.
package struct FleetSettings: Sendable {
  package var precision = ServedPrecision.full
  /// Seconds between two looks at aliases and files; nil looks only when asked.
  package var reloadEvery: Double? = 1

  package init() {}
}

/// What happened to a model, for the log.
package struct FleetEvent: Sendable, Equatable {
  /// The kinds of events.
  package enum Kind: String, Sendable, CaseIterable {
    /// Loaded at the start, or from a new alias.
    case loaded
    /// A new version has taken the old one's place.
    case switched
    /// A new version is not used.
    case refused
    /// Its alias or file is gone.
    case missing
    /// Its alias or file is what serves again.
    case restored
    /// Half precision would be too far off for it.
    case full
    /// Another model of the same appliance comes first.
    case shadowed
  }

  /// What it is about.
  package let kind: Kind
  /// As routes spell it; of what could never be loaded, its alias.
  package let model: String
  /// That serves; nil where none does.
  package let version: String?
  /// A sentence; paths may stand in it.
  package let message: String

  /// Whether somebody should look at it.
  package var isWarning: Bool { [.refused, .missing, .full, .shadowed].contains(kind) }
}

/// What a look at a model found.
package struct ReloadOutcome: Sendable, Equatable {
  /// What a look can find.
  package enum Result: String, Sendable, CaseIterable {
    case unchanged, loaded, switched, refused, missing
  }

  /// As routes spell it; of what could never be loaded, its alias.
  package let model: String
  /// What became of it.
  package let result: Result
  /// That serves now; nil where none does.
  package let version: String?
  /// Why a new version is not used; no path stands in it.
  package let reason: String?
}
