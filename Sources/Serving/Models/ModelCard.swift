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
      .init(key: "precision_error_w", value: JSON(served.precisionError)),
      .init(key: "trained", value: .array(description.ranges.map(\.card))),
      .init(key: "skill", value: skill),
      .init(key: "note", value: JSON(note)),
    ])
  }

  /// Of the newest record of data that the network has not learnt from; else of the validation
  /// range, by which the network was chosen.
  private var skill: JSON {
    let records = (served.metadata["evaluations"]?.elements ?? []).filter {
      $0["seen_in_training"] == .bool(false)
    }
    if let record = records.last, let value = record["model"]?["skill"]?.double {
      return [
        "value": JSON(value), "interval_95": record["model"]?["interval_95"]?["skill"] ?? .null,
        "range": record["range"] ?? .null, "houses": record["houses"] ?? .null,
        "dataset": record["store"]?["dataset"] ?? .null, "measured": "evaluation",
      ]
    }
    guard let value = description.metrics["skill"]?.double else { return .null }
    return ["value": JSON(value), "interval_95": nil, "measured": "validation"]
  }

  /// All of it.
  var json: JSON { .object(line.members + network + learning + registered + precision) }

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

  /// What the registry adds: none of it names a path.
  private var registered: [JSON.Member] {
    ["registered", "sha256"].compactMap { key in
      served.metadata[key].map { JSON.Member(key: key, value: $0) }
    }
  }

  private var precision: [JSON.Member] {
    [
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
