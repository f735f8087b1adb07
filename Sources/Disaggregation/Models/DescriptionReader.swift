import Files
import MeterData
import Networks

/// Reads a description from a model's metadata.
struct DescriptionReader {
  /// The model's file, for messages.
  let path: String
  let metadata: [String: String]

  /// The description; a plan that fits what it names is taken for it, and nil is built.
  ///
  /// - Throws: `DisaggregationError` (65) where something is missing or makes no sense.
  func description(plan: NetworkPlan?) throws(DisaggregationError) -> ModelDescription {
    let description = ModelDescription(
      toolVersion: try text("tool_version"), plan: try self.plan(plan),
      period: try span("period_ns"), mains: try mains(), target: try target(),
      normalisation: try normalisation(), ranges: try ranges("ranges"),
      inherited: try ranges("inherited_ranges"), configuration: try text("configuration"),
      curve: try json("curve"), metrics: try json("metrics"), goldenWindows: try goldenWindows())
    guard description.period.nanoseconds > 0 else { throw fault("period_ns") }
    for window in description.goldenWindows {
      guard window.inputs.count == description.plan.window,
        window.outputs.count == description.plan.outputs
      else { throw fault("golden_windows") }
    }
    return description
  }

  /// Refuses weights without a description, and descriptions of a newer version.
  ///
  /// - Throws: `DisaggregationError` (65).
  func checkFormat() throws(DisaggregationError) {
    guard metadata["format"] == ModelDescription.format else {
      throw refusal("it holds weights without a description of a model")
    }
    let version = try integer("format_version")
    guard version <= ModelDescription.formatVersion else {
      throw refusal(
        "it is of format version \(version), and this version of energy reads versions up to "
          + "\(ModelDescription.formatVersion)", "Update energy.")
    }
  }

  private func plan(_ expected: NetworkPlan?) throws(DisaggregationError) -> NetworkPlan {
    let (name, window) = (try text("architecture"), try integer("window"))
    guard let padding = Padding(rawValue: try text("padding")) else { throw fault("padding") }
    let position = try targetPosition()
    if let expected, expected.architecture == name, expected.window == window,
      expected.padding == padding, expected.targetPosition == position
    {
      return expected
    }
    do {
      let architecture = try ArchitectureCatalogue.named(name)
      return try architecture.plan(window: window, padding: padding, targetPosition: position)
    } catch { throw refusal(error.reason) }
  }

  private func targetPosition() throws(DisaggregationError) -> TargetPosition {
    let text = try text("target_position")
    switch text {
    case "middle": return .middle
    case "last": return .last
    default:
      guard let index = Int(text) else { throw fault("target_position") }
      return .index(index)
    }
  }

  private func mains() throws(DisaggregationError) -> ModelDescription.Mains {
    let json = try json("mains_histogram")
    guard let minimum = json["minimum_w"]?.double, let maximum = json["maximum_w"]?.double,
      minimum <= maximum, let counts = json["counts"]?.integers
    else { throw fault("mains_histogram") }
    return ModelDescription.Mains(
      quantity: try text("mains_quantity"), maximumGap: try span("mains_max_gap_ns"),
      histogram: MainsHistogram(minimum: minimum, maximum: maximum, counts: counts))
  }

  private func target() throws(DisaggregationError) -> ModelDescription.Target {
    let json = try json("target")
    guard let mean = json["mean_w"]?.double, let median = json["median_w"]?.double,
      let threshold = json["threshold_w"]?.double, let on = json["minimum_on_s"]?.double,
      let off = json["minimum_off_s"]?.double
    else { throw fault("target") }
    return ModelDescription.Target(
      appliance: try text("appliance"), mean: mean, median: median,
      rule: ActivationRule(
        threshold: threshold, maximum: json["maximum_w"]?.double, minimumOn: on, minimumOff: off))
  }

  private func normalisation() throws(DisaggregationError) -> Normalisation {
    let json = try json("normalisation")
    guard let mainsMean = json["mains_mean_w"]?.double,
      let targetMean = json["target_mean_w"]?.double,
      let mainsDeviation = json["mains_deviation_w"]?.double, mainsDeviation > 0,
      let targetDeviation = json["target_deviation_w"]?.double, targetDeviation > 0
    else { throw fault("normalisation") }
    return Normalisation(
      mainsMean: mainsMean, mainsDeviation: mainsDeviation, targetMean: targetMean,
      targetDeviation: targetDeviation)
  }

  /// The stretches that a key lists.
  ///
  /// - Throws: `DisaggregationError` (65).
  func ranges(_ key: String) throws(DisaggregationError) -> [LearntRange] {
    let list = try json(key)
    guard let ranges = list.list?.map(LearntRange.init(json:)), !ranges.contains(nil) else {
      throw fault(key)
    }
    return ranges.compactMap { $0 }
  }

  private func goldenWindows() throws(DisaggregationError) -> [GoldenWindow] {
    guard let windows = try json("golden_windows").list else { throw fault("golden_windows") }
    var golden: [GoldenWindow] = []
    for window in windows {
      guard let inputs = window["mains_w"]?.floats, let outputs = window["estimates_w"]?.floats
      else {
        throw fault("golden_windows")
      }
      golden.append(GoldenWindow(inputs: inputs, outputs: outputs))
    }
    return golden
  }
}

// Values of a kind.
extension DescriptionReader {
  private func text(_ key: String) throws(DisaggregationError) -> String {
    guard let text = metadata[key] else { throw refusal("its description lacks \(key)") }
    return text
  }

  private func integer(_ key: String) throws(DisaggregationError) -> Int {
    guard let number = Int(try text(key)) else { throw fault(key) }
    return number
  }

  private func span(_ key: String) throws(DisaggregationError) -> TimeSpan {
    let nanoseconds = try integer(key)
    guard nanoseconds >= 0 else { throw fault(key) }
    return TimeSpan(nanoseconds: Int64(nanoseconds))
  }

  private func json(_ key: String) throws(DisaggregationError) -> JSON {
    let text = try text(key)
    do { return try JSON.parse(text) } catch { throw fault(key) }
  }

  private func fault(_ key: String) -> DisaggregationError {
    refusal("\(key) of its description makes no sense")
  }

  private func refusal(_ reason: String, _ remedy: String? = nil) -> DisaggregationError {
    DisaggregationError(
      status: .badData, attempt: "read the model", path: path, reason: reason, remedy: remedy)
  }
}

extension LearntRange {
  fileprivate init?(json: JSON) {
    guard case .string(let use)? = json["use"], let use = Use(rawValue: use),
      case .string(let digest)? = json["source_sha256"],
      case .integer(let building)? = json["building"],
      case .integer(let from)? = json["from_ns"], case .integer(let to)? = json["to_ns"], from <= to
    else { return nil }
    var dataset: String?
    if case .string(let name)? = json["dataset"] { dataset = name }
    self.init(
      use: use, dataset: dataset, sourceSHA256: digest, building: building,
      times: Int64(from)..<Int64(to))
  }
}

extension JSON {
  fileprivate var list: [JSON]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  fileprivate var integers: [Int]? {
    let numbers = list?.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return numbers?.count == list?.count ? numbers : nil
  }

  fileprivate var floats: [Float]? {
    let numbers = list?.compactMap { $0.double.map(Float.init) }
    return numbers?.count == list?.count ? numbers : nil
  }
}
