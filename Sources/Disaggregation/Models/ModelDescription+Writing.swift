import Files
import Networks

extension ModelDescription {
  /// Raised when a reader of today would misread the file.
  static let formatVersion = 1
  static let format = "energy-model"

  /// The description as a model's metadata: texts by their keys, lists and objects as JSON.
  var metadata: [JSON.Member] {
    let texts: [(String, String)] = [
      ("format", ModelDescription.format),
      ("format_version", String(ModelDescription.formatVersion)),
      ("tool_version", toolVersion),
      ("architecture", plan.architecture),
      ("window", String(plan.window)),
      ("padding", plan.padding.rawValue),
      ("target_position", plan.targetPosition.text),
      ("period_ns", String(period.nanoseconds)),
      ("mains_quantity", mains.quantity),
      ("mains_max_gap_ns", String(mains.maximumGap.nanoseconds)),
      ("mains_histogram", mains.histogram.json.text),
      ("appliance", target.appliance),
      ("target", target.json.text),
      ("normalisation", normalisation.json.text),
      ("ranges", JSON.array(ranges.map(\.json)).text),
      ("inherited_ranges", JSON.array(inherited.map(\.json)).text),
      ("configuration", configuration),
      ("curve", curve.text),
      ("metrics", metrics.text),
      ("golden_windows", JSON.array(goldenWindows.map(\.json)).text),
    ]
    return texts.map { JSON.Member(key: $0.0, value: .string($0.1)) }
  }
}

extension TargetPosition {
  /// "middle", "last" or the sample's number.
  package var text: String {
    switch self {
    case .middle: "middle"
    case .last: "last"
    case .index(let index): String(index)
    }
  }
}

extension MainsHistogram {
  fileprivate var json: JSON {
    [
      "minimum_w": JSON(minimum), "maximum_w": JSON(maximum),
      "counts": .array(counts.map(JSON.integer)),
    ]
  }
}

extension ModelDescription.Target {
  fileprivate var json: JSON {
    [
      "mean_w": JSON(mean), "median_w": JSON(median), "threshold_w": JSON(rule.threshold),
      "maximum_w": JSON(rule.maximum), "minimum_on_s": JSON(rule.minimumOn),
      "minimum_off_s": JSON(rule.minimumOff),
    ]
  }
}

extension Normalisation {
  fileprivate var json: JSON {
    [
      "mains_mean_w": JSON(mainsMean), "mains_deviation_w": JSON(mainsDeviation),
      "target_mean_w": JSON(targetMean), "target_deviation_w": JSON(targetDeviation),
    ]
  }
}

extension LearntRange {
  fileprivate var json: JSON {
    [
      "use": .string(use.rawValue), "dataset": JSON(dataset),
      "source_sha256": .string(sourceSHA256), "building": .integer(building),
      "from_ns": .integer(Int(times.lowerBound)), "to_ns": .integer(Int(times.upperBound)),
    ]
  }
}

extension GoldenWindow {
  fileprivate var json: JSON {
    // Every float is a double, whose text reads back to the same bits.
    func list(_ values: [Float]) -> JSON { .array(values.map { JSON(Double($0)) }) }
    return ["mains_w": list(inputs), "estimates_w": list(outputs)]
  }
}
