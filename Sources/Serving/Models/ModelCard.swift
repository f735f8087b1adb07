import Disaggregation
import Files
import Networks

/// What people should know of a model that serves: GET /models/{name}.
struct ModelCard {
  let served: ServedModel
  /// Why what lies at its place now does not serve; nil where it does.
  let note: String?

  private var description: ModelDescription { served.model.description }

  /// A line of the list of all models.
  var line: JSON {
    .object([
      .init(key: "name", value: .string(served.name)),
      .init(key: "appliance", value: .string(served.appliance)),
      .init(key: "version", value: .string(served.version)),
      .init(key: "architecture", value: .string(description.plan.architecture)),
      .init(key: "window", value: .integer(description.plan.window)),
      .init(key: "period_s", value: JSON(description.period.seconds)),
      .init(key: "delay_s", value: JSON(served.delay.seconds)),
      .init(key: "mains_quantity", value: .string(description.mains.quantity)),
      .init(key: "precision", value: .string(served.precision.rawValue)),
      .init(key: "parameters", value: .integer(description.plan.parameterCount)),
      .init(key: "note", value: JSON(note)),
    ])
  }

  /// All of it.
  var json: JSON { .object(line.members + network + learning + precision) }

  private var network: [JSON.Member] {
    let (plan, target) = (description.plan, description.target)
    return [
      .init(key: "padding", value: .string(plan.padding.rawValue)),
      .init(key: "target_position", value: .string(plan.targetPosition.text)),
      .init(key: "outputs", value: .integer(plan.outputs)),
      .init(key: "max_gap_s", value: JSON(description.mains.maximumGap.seconds)),
      .init(
        key: "normalisation",
        value: [
          "mains_mean_w": JSON(description.normalisation.mainsMean),
          "mains_deviation_w": JSON(description.normalisation.mainsDeviation),
          "target_mean_w": JSON(description.normalisation.targetMean),
          "target_deviation_w": JSON(description.normalisation.targetDeviation),
        ]),
      .init(
        key: "on_rule",
        value: [
          "threshold_w": JSON(target.rule.threshold), "maximum_w": JSON(target.rule.maximum),
          "minimum_on_s": JSON(target.rule.minimumOn),
          "minimum_off_s": JSON(target.rule.minimumOff),
        ]),
    ]
  }

  private var learning: [JSON.Member] {
    let histogram = description.mains.histogram
    return [
      .init(
        key: "training",
        value: [
          "ranges": .array(description.ranges.map(\.card)),
          "inherited_ranges": .array(description.inherited.map(\.card)),
          "mains_range_w": [JSON(histogram.minimum), JSON(histogram.maximum)],
          "target_mean_w": JSON(description.target.mean),
          "target_median_w": JSON(description.target.median),
        ]),
      .init(key: "validation_metrics", value: description.metrics),
      // With their ranges and intervals, where the version was registered with some.
      .init(key: "evaluations", value: served.metadata["evaluations"] ?? []),
      .init(key: "tool_version", value: .string(description.toolVersion)),
    ]
  }

  private var precision: [JSON.Member] {
    [
      .init(key: "precision_error_w", value: JSON(served.precisionError)),
      .init(key: "golden_windows", value: .integer(description.goldenWindows.count)),
      .init(key: "weights_sha256", value: .string(served.weightsDigest)),
    ]
  }
}

extension LearntRange {
  /// Without the path of anything.
  fileprivate var card: JSON {
    let zone = TimeZoneRules.utc
    return [
      "use": .string(use.rawValue), "dataset": JSON(dataset), "building": .integer(building),
      "from": .string(ISOTime.format(times.lowerBound, in: zone)),
      "to": .string(ISOTime.format(times.upperBound, in: zone)),
      "source_sha256": .string(sourceSHA256),
    ]
  }
}
