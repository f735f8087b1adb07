import Disaggregation
import Files
import Foundation
import MeterData

@testable import Evaluation

/// A folder of its own for one test, removed at the end.
struct ScratchFolder: ~Copyable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "energy-evaluation-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a text and gives its path.
  func text(_ text: String, _ name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Writes bytes and gives their path.
  func bytes(_ bytes: [UInt8], _ name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Series of a minute's period that begin at 2013-06-03 00:00 UTC.
enum EvaluationSamples {
  static let period = TimeSpan(nanoseconds: 60 * ISOTime.second)
  static let start: Int64 = 1_370_217_600 * ISOTime.second

  static func series(house: Int = 1, at first: Int = 0, count: Int = 4) -> ScoredSeries {
    ScoredSeries(
      house: house, start: start + Int64(first) * period.nanoseconds,
      period: period.nanoseconds, mains: (0..<count).map { Float(100 + $0) },
      truth: (0..<count).map { Float($0) },
      isScored: (0..<count).map { $0 != 1 })
  }

  static func evaluation(_ series: [Evaluation.Series], appliance: String) -> Evaluation {
    let scores = Scores(
      values: [:], samples: 0, days: 0, activations: 0, estimatedActivations: 0, matches: nil,
      confusion: Scores.Confusion(), energy: 0, estimatedEnergy: 0, mainsEnergy: 0)
    return Evaluation(
      subject: .predictions(path: "other.csv"),
      source: Evaluation.Source(
        path: "store.h5", dataset: nil, timezone: "Europe/London", sha256: "", mainsQuantity: "",
        configuration: ""),
      appliance: appliance, rule: ActivationRule(threshold: 10), period: period,
      clamping: .zero, model: Evaluation.Contender(name: "model", scores: scores), baselines: [],
      series: series)
  }

  /// A series with estimates, flags and missing values.
  static func estimated(house: Int = 1, at first: Int = 0, count: Int = 4) -> Evaluation.Series {
    var truth = series(house: house, at: first, count: count)
    truth.mains[0] = .nan
    return Evaluation.Series(
      truth: truth, estimate: (0..<count).map { $0 == 0 ? .nan : Float($0) / 3 },
      flags: (0..<count).map { $0 == 0 ? .gap : $0 == 1 ? .edge : .ok })
  }
}
