import Disaggregation
import Files
import MeterData

extension Arguments {
  /// How tables are compressed: `--compression deflate|blosc`, deflate without it.
  ///
  /// - Throws: `UsageError` for another word.
  func compression() throws(UsageError) -> TableCompression {
    try value("--compression", "deflate or blosc") { name in
      switch name {
      case "deflate": .deflate(level: 4)
      case "blosc": .blosc(level: 9)
      default: nil
      }
    } ?? .deflate(level: 4)
  }

  /// How series are estimated: `--engine series|windows`; nil without it.
  ///
  /// - Throws: `UsageError` for another word.
  func engine() throws(UsageError) -> EngineChoice? {
    try value("--engine", "series or windows") { EngineChoice(rawValue: $0) }
  }

  /// What is done to estimates: `--clamp none|zero|mains`, zero without it.
  ///
  /// - Throws: `UsageError` for another word.
  func clamping() throws(UsageError) -> Clamping {
    try value("--clamp", "none, zero or mains") { Clamping(rawValue: $0) } ?? .zero
  }

  /// The bytes of `--memory MB`; nil without it.
  ///
  /// - Throws: `UsageError` where it is no whole number from 1 on.
  func memory() throws(UsageError) -> Int? {
    try integer("--memory", in: 1...1_000_000).map { $0 * 1_000_000 }
  }

  /// The zone that `--timezone` names.
  ///
  /// - Throws: `UsageError` where there is none of that name.
  static func zone(_ name: String) throws(UsageError) -> TimeZoneRules {
    do {
      return try TimeZoneRules(named: name)
    } catch {
      throw UsageError("--timezone \(name): \(error.reason)", remedy: error.remedy)
    }
  }
}
