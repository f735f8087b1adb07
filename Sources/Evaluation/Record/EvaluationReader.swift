import Disaggregation
import Files
import MeterData

/// Reads evaluations from the document that keeps them.
struct EvaluationReader {
  /// The document, for messages.
  let path: String

  /// All evaluations of a document.
  ///
  /// - Parameters:
  ///   - json: The document.
  ///   - series: Of each of its evaluations.
  /// - Returns: In the order of the document.
  /// - Throws: `EvaluationError` (65) where something is missing or makes no sense.
  func set(_ json: JSON, _ series: [[Evaluation.Series]]) throws(EvaluationError) -> EvaluationSet {
    let results = try list(json["results"], "results")
    guard results.count == series.count else {
      throw refusal("it has \(results.count) results, and \(series.count) are in its series")
    }
    var set = EvaluationSet(evaluations: [])
    for (result, series) in zip(results, series) {
      set.evaluations.append(try evaluation(result, series))
    }
    if let overall = json["overall"], overall != .null { set.overall = try self.overall(overall) }
    for comparison in try list(json["comparisons"], "comparisons") {
      set.comparisons.append(
        EvaluationSet.Comparison(
          appliance: try text(comparison, "appliance"), first: try text(comparison, "first"),
          second: try text(comparison, "second"),
          differences: try differences(comparison["differences"])))
    }
    return set
  }

  private func evaluation(
    _ json: JSON, _ series: [Evaluation.Series]
  ) throws(EvaluationError) -> Evaluation {
    guard let clamping = Clamping(rawValue: try text(json, "clamping")) else {
      throw nonsense("clamping")
    }
    guard let period = TimeSpan(seconds: try number(json, "period_s")), period.nanoseconds > 0
    else { throw nonsense("period_s") }
    return Evaluation(
      subject: try subject(json), source: try source(json["store"] ?? nil),
      appliance: try text(json, "appliance"), rule: try rule(json["rule"] ?? nil), period: period,
      clamping: clamping,
      model: Evaluation.Contender(name: "model", scores: try scores(json["model"], "model")),
      baselines: try baselines(json), series: series, overlaps: try texts(json, "overlaps"),
      warnings: try texts(json, "warnings"),
      // Early records have none.
      remarks: json["remarks"] == nil ? [] : try texts(json, "remarks"),
      weightsSHA256: json["weights_sha256"]?.string)
  }

  private func subject(_ json: JSON) throws(EvaluationError) -> Evaluation.Subject {
    if let predictions = json["predictions"]?.string { return .predictions(path: predictions) }
    let path = try text(json, "checkpoint")
    guard let description = json["description"] else { throw nonsense("description") }
    let read = try EvaluationError.wrapping {
      try ModelDescription(json: description, path: self.path)
    }
    return .model(path: path, read)
  }

  private func source(_ json: JSON) throws(EvaluationError) -> Evaluation.Source {
    Evaluation.Source(
      path: try text(json, "path"), dataset: json["dataset"]?.string,
      timezone: try text(json, "timezone"),
      sha256: try text(json, "source_sha256"), mainsQuantity: try text(json, "mains_quantity"),
      configuration: try text(json, "configuration"),
      headerSHA256: try text(json, "header_sha256"))
  }

  private func rule(_ json: JSON) throws(EvaluationError) -> ActivationRule {
    ActivationRule(
      threshold: try number(json, "threshold_w"), maximum: json["maximum_w"]?.double,
      minimumOn: try number(json, "minimum_on_s"), minimumOff: try number(json, "minimum_off_s"))
  }

  private func baselines(_ json: JSON) throws(EvaluationError) -> [Evaluation.Contender] {
    guard case .object(let members)? = json["baselines"] else { throw nonsense("baselines") }
    var baselines: [Evaluation.Contender] = []
    for member in members {
      baselines.append(
        Evaluation.Contender(
          name: member.key, scores: try scores(member.value, member.key),
          comparisons: try differences(json["comparisons"]?[member.key]),
          note: json["notes"]?[member.key]?.string))
    }
    return baselines
  }

  private func scores(_ json: JSON?, _ key: String) throws(EvaluationError) -> Scores {
    guard let json, let scores = Scores(json: json) else { throw nonsense(key) }
    return scores
  }

  private func differences(_ json: JSON?) throws(EvaluationError) -> [PairedComparison] {
    var all: [PairedComparison] = []
    for one in try list(json, "comparisons") {
      guard let metric = Metric(rawValue: try text(one, "metric")) else { throw nonsense("metric") }
      var interval: ClosedRange<Double>?
      if case .array(let ends)? = one["interval_95"] {
        guard ends.count == 2, let low = ends[0].double, let high = ends[1].double, low <= high
        else { throw nonsense("interval_95") }
        interval = low...high
      }
      all.append(
        PairedComparison(
          metric: metric, difference: try number(one, "difference"), interval: interval))
    }
    return all
  }

  private func overall(_ json: JSON) throws(EvaluationError) -> EvaluationSet.Overall {
    func values(_ key: String) -> [Metric: Double] {
      Dictionary(
        uniqueKeysWithValues: Metric.allCases.compactMap { metric in
          json[key]?[metric.rawValue]?.double.map { (metric, $0) }
        })
    }
    guard let samples = json["samples"]?.whole else { throw nonsense("overall") }
    return EvaluationSet.Overall(
      macro: values("macro"), micro: values("micro"), tecaMains: json["teca_mains"]?.double,
      tecaMainsOfZero: json["teca_mains_of_zero"]?.double,
      tecaAppliances: json["teca_appliances"]?.double,
      explainedShare: json["explained_share"]?.double, trueShare: json["true_share"]?.double,
      samples: samples)
  }
}

// Values of a kind.
extension EvaluationReader {
  private func text(_ json: JSON, _ key: String) throws(EvaluationError) -> String {
    guard let text = json[key]?.string else { throw nonsense(key) }
    return text
  }

  private func texts(_ json: JSON, _ key: String) throws(EvaluationError) -> [String] {
    var texts: [String] = []
    for one in try list(json[key], key) {
      guard let text = one.string else { throw nonsense(key) }
      texts.append(text)
    }
    return texts
  }

  private func number(_ json: JSON, _ key: String) throws(EvaluationError) -> Double {
    guard let number = json[key]?.double else { throw nonsense(key) }
    return number
  }

  private func list(_ json: JSON?, _ key: String) throws(EvaluationError) -> [JSON] {
    guard case .array(let elements)? = json else { throw nonsense(key) }
    return elements
  }

  private func nonsense(_ key: String) -> EvaluationError {
    refusal("its \(key) is missing or makes no sense")
  }

  func refusal(_ reason: String, _ remedy: String? = nil) -> EvaluationError {
    EvaluationError(
      status: .badData, attempt: "read the evaluation", path: path, reason: reason, remedy: remedy)
  }
}
