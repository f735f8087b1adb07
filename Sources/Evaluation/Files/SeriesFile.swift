import Disaggregation
package import Files
import HDF5
import MeterData

/// An HDF5 file with the series of some evaluations: `/building2/kettle/estimate` and its like.
///
/// docs/evaluation.md describes the layout.
package enum SeriesFile {
  /// What the file says it is.
  static let format = "energy-series"
  /// Raised when a reader of today would misread the file.
  static let version: Int64 = 1

  /// Refuses a name where something lies that is no saved series.
  ///
  /// - Throws: `FilesError` (73).
  package static func requireReplaceable(_ path: String) throws(FilesError) {
    try OutputCheck.requireReplaceable(path, format: format, kind: "saved series")
  }

  /// Writes the series of some evaluations, or nothing where that fails.
  ///
  /// - Parameters:
  ///   - evaluations: Each with its series; the same appliance may be there more than once.
  ///   - path: Of an HDF5 file, which is replaced, or of none.
  /// - Throws: `EvaluationError`: 73 where the file cannot be created, 74 where writing fails.
  package static func write(
    _ evaluations: [Evaluation], to path: String
  ) throws(EvaluationError) {
    try EvaluationError.wrapping {
      try requireReplaceable(path)
      try Publication.file(at: path) { aside in
        let file = try HDF5File(creating: aside)
        let root = try file.root()
        try root.setAttribute("format", format)
        try root.setAttribute("format_version", version)
        try root.setAttribute("tool", "energy")
        try root.setAttribute("evaluations", Int64(evaluations.count))
        var taken: Set<String> = []
        for (index, evaluation) in evaluations.enumerated() {
          for (part, series) in evaluation.series.enumerated() {
            let name = freeName(evaluation.appliance, house: series.truth.house, &taken)
            let group = try root.createGroup(name)
            try describe(group, evaluation, index: index, part: part)
            try write(series, to: group)
          }
        }
        try file.close()
      }
    }
  }

  /// "building2/kettle", or "building2/kettle-2" where that is taken.
  private static func freeName(
    _ appliance: String, house: Int, _ taken: inout Set<String>
  ) -> String {
    let name = "building\(house)/\(ApplianceNames.channel(appliance))"
    let free = (1...).lazy.map { $0 == 1 ? name : "\(name)-\($0)" }.first { !taken.contains($0) }
    taken.insert(free ?? name)
    return free ?? name
  }

  /// The appliance's part of a group's name: "kettle" of "kettle-2".
  static func appliance(ofGroup name: String) -> String {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, Int(parts[1]) != nil else { return name }
    return String(parts[0])
  }

  private static func describe(
    _ group: borrowing HDF5Group, _ evaluation: Evaluation, index: Int, part: Int
  ) throws {
    let truth = evaluation.series[part].truth
    try group.setAttribute("evaluation", Int64(index))
    try group.setAttribute("part", Int64(part))
    try group.setAttribute("appliance", evaluation.appliance)
    try group.setAttribute("building", Int64(truth.house))
    try group.setAttribute("subject", evaluation.subject.path)
    try group.setAttribute("store", evaluation.source.path)
    try group.setAttribute("timezone", evaluation.source.timezone)
    try group.setAttribute("start_ns", truth.start)
    try group.setAttribute("period_ns", truth.period)
    try group.setAttribute("samples", Int64(truth.count))
    try group.setAttribute("unit", "W")
    try group.setAttribute("times_unit", "ns since 1970-01-01 UTC")
    try group.setAttribute("clamping", evaluation.clamping.rawValue)
    try group.setAttribute("on_power_threshold_w", evaluation.rule.threshold)
    let meanings = SampleFlag.allCases.map { "\($0.rawValue) \($0)" }
    try group.setAttribute("flag_meanings", meanings.joined(separator: ", "))
  }

  private static func write(_ series: Evaluation.Series, to group: borrowing HDF5Group) throws {
    let truth = series.truth
    try write(truth.mains, .float32, "mains", to: group)
    try write(truth.truth, .float32, "truth", to: group)
    try write(series.estimate, .float32, "estimate", to: group)
    try write(series.flags.map(\.rawValue), .uint8, "flags", to: group)
    try write(truth.isScored.map { $0 ? UInt8(1) : 0 }, .uint8, "scored", to: group)
    try write(truth.times, .int64, "times", to: group)
  }

  private static func write<Value: BitwiseCopyable>(
    _ values: [Value], _ kind: HDF5ElementKind, _ name: String, to group: borrowing HDF5Group
  ) throws {
    let writer = try group.createArray(name, kind, shape: [values.count])
    try writer.write(values.span, from: 0)
  }
}

extension Evaluation.Subject {
  /// Of the model or of the predictions, as named.
  package var path: String {
    switch self {
    case .model(let path, _), .predictions(let path): path
    }
  }
}

extension ScoredSeries {
  /// Of each sample, nanoseconds UTC.
  var times: [Int64] { (0..<Int64(count)).map { start + $0 * period } }
}
