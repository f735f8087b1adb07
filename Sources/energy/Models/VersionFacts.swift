import Disaggregation
import Files
import Registry

/// What is shown of a registered version, for people and for programs.
struct VersionFacts {
  let version: RegisteredVersion
  /// What it was scored on, recorded since registration included.
  let records: [EvaluationRecord]

  init(_ version: RegisteredVersion, in registry: ModelRegistry) {
    self.version = version
    records = registry.evaluations(of: version).records
  }

  /// The record to show of it: of the range that a contest is about, else that with most samples.
  func record(of contest: Contest?) -> EvaluationRecord? {
    let fair = records.filter { !$0.isSeenInTraining }
    return fair.first { $0.range == contest?.range } ?? fair.max { $0.samples < $1.samples }
  }

  /// "seq2point 599 valid".
  var network: String {
    ["architecture", "window", "padding"].compactMap { key in
      version.metadata[key].map { $0.string ?? $0.text }
    }.joined(separator: " ")
  }

  /// "2026-11-21".
  var day: String {
    String((version.metadata["registered"]?.string ?? "").prefix { $0 != "T" })
  }

  /// The figure of a record as tables print it; a dash where it is undefined.
  static func text(_ record: EvaluationRecord, _ metric: Metric) -> String {
    record.value(metric).map(metric.text) ?? "-"
  }

  /// The same for programs: the metadata with every evaluation, and where the version is.
  func document(_ registry: ModelRegistry) -> JSON {
    let kept = version.metadata.members.filter {
      !["format", "format_version", "appliance", "evaluations"].contains($0.key)
    }
    return .object(
      kept + [
        .init(key: "evaluations", value: .array(records.map(\.document))),
        .init(key: "folder", value: .string(registry.folder(of: version))),
      ])
  }
}
