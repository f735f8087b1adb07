import Disaggregation
import Files
import MeterData

extension EvaluationFolder {
  /// Keeps each evaluation of a model with the model, for whoever compares or promotes it later.
  ///
  /// - Returns: The folders, in the order of the evaluations; predictions have none.
  /// - Throws: `EvaluationError`: 73 where a folder cannot be created, 74 where writing fails.
  package static func record(_ set: EvaluationSet) throws(EvaluationError) -> [String] {
    var folders: [String] = []
    for evaluation in set.evaluations {
      guard case .model(let path, _) = evaluation.subject else { continue }
      let folder = FileSystem.joined(ModelPath.records(ofModel: path), name(of: evaluation))
      try write(EvaluationSet(evaluations: [evaluation]), at: folder)
      folders.append(folder)
    }
    return folders
  }

  /// "kettle-house2-2014-03-17-2014-03-31-0a1b2c3d-9f8e7d6c": the first digits of what tells the
  /// store, then the weights, from others; "-none" behind it where estimates are clamped otherwise
  /// than usual.
  static func name(of evaluation: Evaluation) -> String {
    let houses = evaluation.series.map { String($0.truth.house) }.joined(separator: "+")
    let range = evaluation.range
    var parts = [
      ApplianceNames.channel(evaluation.appliance), "house\(houses)",
      moment(range.lowerBound, evaluation.zone), moment(range.upperBound, evaluation.zone),
      String(evaluation.source.headerSHA256.prefix(8)),
    ]
    if let weights = evaluation.weightsSHA256 { parts.append(String(weights.prefix(8))) }
    if evaluation.clamping != .zero { parts.append(evaluation.clamping.rawValue) }
    return parts.joined(separator: "-")
  }

  /// "2014-03-17", or "2014-03-17T063000" where it is no midnight.
  private static func moment(_ time: Int64, _ zone: TimeZoneRules) -> String {
    let clock = ISOTime.clock(time, in: zone).filter(\.isNumber)
    return ISOTime.date(time, in: zone) + (clock == "000000" ? "" : "T\(clock)")
  }
}
