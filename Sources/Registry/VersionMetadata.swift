import Disaggregation
import Files
import Networks

/// What the registry writes beside a model.
struct VersionMetadata {
  let model: TrainedModel
  var version: Int
  var fileDigest: String
  let weightsDigest: String
  let evaluations: [EvaluationRecord]
  let toolVersion: String
  /// Nanoseconds UTC.
  let time: Int64

  /// All of it.
  var document: JSON {
    let description = model.description
    let members: [(String, JSON)] =
      [
        ("format", .string(RegisteredVersion.format)),
        ("format_version", .integer(RegisteredVersion.formatVersion)),
        ("appliance", .string(description.target.appliance)),
        ("version", .string(String(version))),
        ("registered", .string(ISOTime.format(time, in: .utc))),
        ("sha256", .string(fileDigest)), ("weights_sha256", .string(weightsDigest)),
        ("tool_version", .string(toolVersion)),
        ("trained_with", .string(description.toolVersion)),
      ] + VersionMetadata.identity(of: description) + [
        ("parameters", .integer(description.plan.parameterCount)),
        ("mains_quantity", .string(description.mains.quantity)),
        ("ranges", .array(description.ranges.map(VersionMetadata.range))),
        ("inherited_ranges", .array(description.inherited.map(VersionMetadata.range))),
        ("validation", description.metrics),
        ("evaluations", .array(evaluations.map(\.document))),
      ]
    return .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
  }

  /// What, beside the weights, decides what a model estimates.
  static func identity(of description: ModelDescription) -> [(String, JSON)] {
    let plan = description.plan
    let scale = description.normalisation
    return [
      ("architecture", .string(plan.architecture)), ("window", .integer(plan.window)),
      ("padding", .string(plan.padding.rawValue)),
      ("target_position", .string(plan.targetPosition.text)),
      ("period_s", JSON(description.period.seconds)),
      (
        "normalisation",
        [
          "mains_mean_w": JSON(scale.mainsMean), "mains_deviation_w": JSON(scale.mainsDeviation),
          "target_mean_w": JSON(scale.targetMean),
          "target_deviation_w": JSON(scale.targetDeviation),
        ]
      ),
    ]
  }

  /// Whether a version estimates what the model does.
  func isSame(as version: RegisteredVersion) -> Bool {
    version.metadata["weights_sha256"]?.string == weightsDigest
      && VersionMetadata.identity(of: model.description).allSatisfy { key, value in
        // Through text, where a whole number may be spelled as one.
        version.metadata[key]?.text == value.text
      }
  }

  private static func range(_ range: LearntRange) -> JSON {
    [
      "use": .string(range.use.rawValue), "dataset": JSON(range.dataset),
      "source_sha256": .string(range.sourceSHA256), "building": .integer(range.building),
      "from": .string(ISOTime.format(range.times.lowerBound, in: .utc)),
      "to": .string(ISOTime.format(range.times.upperBound, in: .utc)),
    ]
  }
}
