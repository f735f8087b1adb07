package import Files

extension Scores {
  /// With fewer activations, figures of events mean little.
  package static let fewestActivations = 30

  /// Whether it must be said that there are too few activations.
  package var hasTooFewActivations: Bool { activations < Scores.fewestActivations }

  /// METRICS of `energy evaluate --json`: every metric, null where it is undefined.
  package var json: JSON {
    let metrics = Metric.allCases.map {
      JSON.Member(key: $0.rawValue, value: JSON(values[$0]))
    }
    let bounds = Metric.allCases.compactMap { metric in
      intervals[metric].map {
        JSON.Member(key: metric.rawValue, value: [JSON($0.lowerBound), JSON($0.upperBound)])
      }
    }
    let rest: [(String, JSON)] = [
      ("activations", .integer(activations)),
      ("estimated_activations", .integer(estimatedActivations)),
      ("too_few_activations", .bool(hasTooFewActivations)),
      ("matches", matches?.json ?? .null), ("confusion", confusion.json),
      ("samples", .integer(samples)), ("days", .integer(days)),
      ("energy_wh", JSON(energy)), ("estimated_energy_wh", JSON(estimatedEnergy)),
      ("mains_energy_wh", JSON(mainsEnergy)), ("interval_95", .object(bounds)),
    ]
    return .object(metrics + rest.map { JSON.Member(key: $0.0, value: $0.1) })
  }

  /// What `json` wrote, or nil where a key is missing or of another kind.
  package init?(json: JSON) {
    guard let activations = json["activations"]?.whole,
      let estimated = json["estimated_activations"]?.whole,
      let confusion = json["confusion"].flatMap(Confusion.init(json:)),
      let samples = json["samples"]?.whole, let days = json["days"]?.whole,
      let energy = json["energy_wh"]?.double,
      let estimatedEnergy = json["estimated_energy_wh"]?.double,
      let mainsEnergy = json["mains_energy_wh"]?.double
    else { return nil }
    self.init(
      values: [:], samples: samples, days: days, activations: activations,
      estimatedActivations: estimated, matches: json["matches"].flatMap(MatchErrors.init(json:)),
      confusion: confusion, energy: energy, estimatedEnergy: estimatedEnergy,
      mainsEnergy: mainsEnergy)
    for metric in Metric.allCases {
      values[metric] = json[metric.rawValue]?.double
      guard case .array(let bounds)? = json["interval_95"]?[metric.rawValue] else { continue }
      let numbers = bounds.compactMap(\.double)
      guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
      intervals[metric] = numbers[0]...numbers[1]
    }
  }
}

extension Scores.MatchErrors {
  fileprivate var json: JSON {
    [
      "count": .integer(count), "start_error_s": JSON(start), "duration_error_s": JSON(duration),
      "energy_error_wh": JSON(energy),
    ]
  }

  fileprivate init?(json: JSON) {
    guard let count = json["count"]?.whole, let start = json["start_error_s"]?.double,
      let duration = json["duration_error_s"]?.double,
      let energy = json["energy_error_wh"]?.double
    else { return nil }
    self.init(count: count, start: start, duration: duration, energy: energy)
  }
}

extension Scores.Confusion {
  fileprivate var json: JSON {
    [
      "both_on": .integer(bothOn), "falsely_on": .integer(falselyOn),
      "falsely_off": .integer(falselyOff), "both_off": .integer(bothOff),
    ]
  }

  fileprivate init?(json: JSON) {
    guard let bothOn = json["both_on"]?.whole, let falselyOn = json["falsely_on"]?.whole,
      let falselyOff = json["falsely_off"]?.whole, let bothOff = json["both_off"]?.whole
    else { return nil }
    self.init(
      bothOn: bothOn, falselyOn: falselyOn, falselyOff: falselyOff, bothOff: bothOff)
  }
}
