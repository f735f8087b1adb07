import Configuration
package import Disaggregation
import Files
import MeterData

/// What must agree before two results may stand side by side; the raw value is its key.
package enum Condition: String, Sendable, CaseIterable {
  /// The edition of the data set.
  case release
  case trainHouses = "train_houses"
  case testHouses = "test_houses"
  case trainDates = "train_dates"
  case testDates = "test_dates"
  /// Meter and quantity.
  case mains
  case period
  /// How long a gap is bridged, and what becomes of longer ones.
  case gaps
  /// Samples whose window is incomplete.
  case edges
  case clamping
  /// Watts below which readings are zero.
  case standbyCut = "standby_cut"
  /// From how many watts on the appliance is on.
  case threshold

  /// As sentences say it: "train houses".
  package var words: String { rawValue.split(separator: "_").joined(separator: " ") }
}

/// Figures that somebody published, with the conditions under which they hold.
package struct PublishedResult: Sendable, Equatable {
  /// Of the row: "seq2point (AAAI 2018)".
  package var name: String
  /// Where it is published.
  package var source: String
  /// Folds that it belongs beside; none is all.
  package var folds: [String]
  /// What the publication says of itself; a condition that it does not state is absent.
  package var conditions: [Condition: String]
  /// By appliance; a mean over appliances is under `all`.
  package var values: [String: [Metric: Double]]

  /// What stands in place of an appliance for a mean over several.
  package static let all = "all appliances"

  /// Whether it is said of a fold at all.
  func belongs(to fold: String) -> Bool { folds.isEmpty || folds.contains(fold) }

  /// Why it does not stand beside a result of ours; empty where everything agrees.
  ///
  /// - Parameter ours: All conditions of our result.
  /// - Returns: What differs, with both sides, in the order of the conditions.
  package func differences(from ours: [Condition: String]) -> [String] {
    Condition.allCases.compactMap { condition in
      let own = ours[condition] ?? "not known"
      guard let there = conditions[condition] else {
        return "\(condition.words) not stated there, \(own) here"
      }
      guard Self.normal(there) != Self.normal(own) else { return nil }
      return "\(condition.words) \(there) there, \(own) here"
    }
  }

  /// Case, blanks and ways to write a span do not matter.
  private static func normal(_ text: String) -> String {
    TimeSpan(text)?.description ?? Spelling.folded(text)
  }
}

extension PublishedResult {
  /// Reads an entry of the list `published`.
  ///
  /// - Throws: `ConfigurationError` (78) with line and nearest key.
  init(_ section: ConfigurationReader) throws(ConfigurationError) {
    var section = section
    name = try section.require(try section.text("name"), "name")
    source = try section.require(try section.text("source"), "source")
    folds = try section.texts("folds") ?? []
    conditions = [:]
    if var reader = try section.section("conditions") {
      for condition in Condition.allCases {
        conditions[condition] = try reader.text(condition.rawValue)
      }
      try reader.finish()
    }
    values = [:]
    var appliances = try section.require(try section.section("values"), "values")
    for key in appliances.keys {
      guard var reader = try appliances.section(key) else { continue }
      var figures: [Metric: Double] = [:]
      for metric in Metric.allCases {
        figures[metric] = try reader.number(metric.rawValue, in: -1e9...1e9)
      }
      try reader.finish()
      let isMean = Spelling.folded(key) == Self.all
      values[isMean ? Self.all : ApplianceNames.canonical(key)] = figures
    }
    try section.finish()
  }
}
