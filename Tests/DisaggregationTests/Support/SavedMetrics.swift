import Files
import Foundation
import MeterData
import Testing

@testable import Disaggregation

/// A case of Fixtures/metrics.json, whose figures scripts/fixtures/metrics.py computed.
struct SavedMetrics: Sendable, CustomTestStringConvertible {
  let name: String
  let clamping: Clamping
  let rule: ActivationRule
  let zone: TimeZoneRules
  let series: [ScoredSeries]
  let estimates: [[Float]]
  let expected: JSON

  var testDescription: String { name }

  var scorer: Scorer { Scorer(series, rule: rule, zone: zone, clamping: clamping) }

  /// Every case of the file.
  static func all() throws -> [SavedMetrics] {
    let file = URL(filePath: #filePath).appending(path: "../../Fixtures/metrics.json").standardized
    guard case .array(let cases) = try JSON.parse(FileSystem.text(of: file.path())) else {
      return []
    }
    return try cases.map { try SavedMetrics($0) }
  }

  private init(_ json: JSON) throws {
    func number(_ keys: String...) throws -> Double {
      try required(keys.reduce(json) { $0?[$1] }?.double)
    }
    guard case .string(let name)? = json["name"] else { throw Absent() }
    self.name = name
    clamping = try required(Clamping.allCases.first { json["clamping"] == .string($0.rawValue) })
    rule = ActivationRule(
      threshold: try number("rule", "on_power_threshold_w"),
      minimumOn: try number("rule", "min_on_s"), minimumOff: try number("rule", "min_off_s"))
    guard case .string(let zone)? = json["zone"], case .array(let houses)? = json["houses"] else {
      throw Absent()
    }
    self.zone = try TimeZoneRules(named: zone)
    let period = Int64(try number("period_s") * 1e9)
    series = try houses.map { try Self.series($0, period: period) }
    estimates = try houses.map { try Self.watts($0["estimate"]) }
    expected = try required(json["expected"])
  }

  private static func series(_ json: JSON, period: Int64) throws -> ScoredSeries {
    guard case .string(let scored)? = json["scored"] else { throw Absent() }
    return ScoredSeries(
      house: Int(try required(json["house"]?.double)),
      start: Int64(try required(json["start_s"]?.double)) * 1_000_000_000, period: period,
      mains: try watts(json["mains"]), truth: try watts(json["truth"]),
      isScored: scored.map { $0 == "1" })
  }

  private static func watts(_ json: JSON?) throws -> [Float] {
    guard case .array(let values)? = json else { throw Absent() }
    return values.map { Float($0.double ?? .nan) }
  }
}

/// A key that the file lacks.
private struct Absent: Error {}

private func required<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw Absent() }
  return value
}
