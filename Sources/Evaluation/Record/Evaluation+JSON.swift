import Disaggregation
package import Files
import MeterData

extension Evaluation {
  /// The object of one evaluation that `energy evaluate --json` promises, and more beside it.
  package var json: JSON {
    var members: [(String, JSON)] = []
    switch subject {
    case .model(let path, _): members.append(("checkpoint", .string(path)))
    case .predictions(let path):
      members += [("checkpoint", nil), ("predictions", .string(path))]
    }
    members += [
      ("data", .string(source.path)), ("appliance", .string(appliance)),
      ("period_s", JSON(period.seconds)), ("range", rangeJSON), ("houses", housesJSON),
      ("samples", .integer(model.scores.samples)), ("coverage", JSON(coverage)),
      ("clamping", .string(clamping.rawValue)), ("rule", rule.json),
      ("overlaps", .array(overlaps.map(JSON.string))),
      ("warnings", .array(warnings.map(JSON.string))),
      ("remarks", .array(remarks.map(JSON.string))), ("model", model.scores.json),
      ("baselines", object(baselines.map { ($0.name, $0.scores.json) })),
      ("comparisons", object(baselines.map { ($0.name, .array($0.comparisons.map(\.json))) })),
      ("notes", object(baselines.compactMap { one in one.note.map { (one.name, .string($0)) } })),
      ("store", source.json),
    ]
    if let weightsSHA256 { members.append(("weights_sha256", .string(weightsSHA256))) }
    return object(members)
  }

  /// The zone of the store; universal time where the system does not know it.
  package var zone: TimeZoneRules {
    // The store's own reader has refused unknown ones.
    (try? TimeZoneRules(named: source.timezone)) ?? .utc
  }

  private var rangeJSON: JSON { Evaluation.json(of: range, in: zone) }

  private var housesJSON: JSON {
    .array(
      series.map { one in
        let end = one.truth.start + Int64(one.truth.count) * one.truth.period
        let range = Evaluation.json(of: one.truth.start..<end, in: zone)
        let scored = one.truth.isScored.reduce(0) { $0 + ($1 ? 1 : 0) }
        return [
          "building": .integer(one.truth.house), "from": range["from"] ?? nil,
          "to": range["to"] ?? nil, "samples": .integer(one.truth.count),
          "scored": .integer(scored),
        ]
      })
  }

  private static func json(of range: Range<Int64>, in zone: TimeZoneRules) -> JSON {
    [
      "from": .string(ISOTime.format(range.lowerBound, in: zone)),
      "to": .string(ISOTime.format(range.upperBound, in: zone)),
    ]
  }
}

extension EvaluationSet {
  /// The document of `energy evaluate --json`: one evaluation alone, or all with what they share.
  package var json: JSON {
    if evaluations.count == 1, overall == nil { return evaluations[0].json }
    return [
      "results": .array(evaluations.map(\.json)), "overall": overall?.json ?? nil,
      "comparisons": .array(comparisons.map(\.json)),
    ]
  }
}

extension EvaluationSet.Comparison {
  /// Both paths, and first minus second by metric.
  var json: JSON {
    [
      "appliance": .string(appliance), "first": .string(first), "second": .string(second),
      "differences": .array(differences.map(\.json)),
    ]
  }
}

extension EvaluationSet.Overall {
  /// All of it; undefined figures are null.
  var json: JSON {
    func all(_ values: [Metric: Double]) -> JSON {
      object(Metric.allCases.map { ($0.rawValue, JSON(values[$0])) })
    }
    return [
      "samples": .integer(samples), "macro": all(macro), "micro": all(micro),
      "teca_mains": JSON(tecaMains), "teca_mains_of_zero": JSON(tecaMainsOfZero),
      "teca_appliances": JSON(tecaAppliances), "explained_share": JSON(explainedShare),
      "true_share": JSON(trueShare),
    ]
  }
}

extension PairedComparison {
  /// The metric, the difference and its interval.
  var json: JSON {
    [
      "metric": .string(metric.rawValue), "difference": JSON(difference),
      "interval_95": interval.map { [JSON($0.lowerBound), JSON($0.upperBound)] } ?? nil,
    ]
  }
}

extension ActivationRule {
  /// Watts and seconds.
  var json: JSON {
    [
      "threshold_w": JSON(threshold), "maximum_w": JSON(maximum), "minimum_on_s": JSON(minimumOn),
      "minimum_off_s": JSON(minimumOff),
    ]
  }
}

extension Evaluation.Source {
  /// Where the samples come from, and what tells the store from another one.
  var json: JSON {
    [
      "path": .string(path), "dataset": JSON(dataset), "timezone": .string(timezone),
      "source_sha256": .string(sha256), "header_sha256": .string(headerSHA256),
      "mains_quantity": .string(mainsQuantity), "configuration": .string(configuration),
    ]
  }
}

/// An object of members in their order.
private func object(_ members: [(String, JSON)]) -> JSON {
  .object(members.map { JSON.Member(key: $0.0, value: $0.1) })
}
