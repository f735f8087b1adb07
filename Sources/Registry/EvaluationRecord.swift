package import Disaggregation
package import Files

/// How good a model was on one range, as `energy evaluate --record` kept it.
package struct EvaluationRecord: Sendable, Equatable {
  /// As `metadata.json` keeps it: the figures, the range and the store, and no path.
  package let document: JSON
  /// What it was scored on.
  package let range: ScoredRange

  /// Takes what is worth keeping of a result in an `evaluation.json`; nil of anything else.
  init?(result: JSON) {
    guard let store = result["store"], let figures = result["model"] else { return nil }
    func kept(_ json: JSON, _ keys: [String]) -> [JSON.Member] {
      keys.compactMap { key in json[key].map { JSON.Member(key: key, value: $0) } }
    }
    let isSeen = !(result["overlaps"]?.elements.isEmpty ?? true)
    let storeKeys = ["dataset", "timezone", "source_sha256", "header_sha256", "mains_quantity"]
    let members =
      kept(
        result,
        ["period_s", "range", "houses", "samples", "coverage", "clamping", "rule"])
      + [
        JSON.Member(key: "seen_in_training", value: .bool(isSeen)),
        JSON.Member(key: "model", value: figures),
      ]
      + kept(result, ["baselines"])
      + [JSON.Member(key: "store", value: .object(kept(store, storeKeys)))]
    self.init(document: .object(members))
  }

  /// Reads what `metadata.json` keeps; nil of anything else.
  init?(document: JSON) {
    guard let range = ScoredRange(document), case .object? = document["model"] else { return nil }
    self.document = document
    self.range = range
  }

  /// A figure of the model; nil where it is undefined.
  package func value(_ metric: Metric) -> Double? { document["model"]?[metric.rawValue]?.double }

  /// Samples that were scored.
  package var samples: Int { document["samples"]?.whole ?? 0 }

  /// Whether the model has learnt from some of what it was scored on: no figure to choose by.
  package var isSeenInTraining: Bool { document["seen_in_training"] != .bool(false) }
}

/// What makes figures of two models comparable: the same samples to score.
package struct ScoredRange: Sendable, Hashable {
  /// Of what the store says of itself.
  private let store: String
  private let dataset: String?
  private let houses: [String]
  private let from: String
  private let to: String
  /// The period, how estimates were clamped, and when the appliance counts as on.
  private let conditions: String

  /// Reads it from a record; nil where something is missing.
  init?(_ document: JSON) {
    guard let store = document["store"]?["header_sha256"]?.string,
      let from = document["range"]?["from"]?.string, let to = document["range"]?["to"]?.string
    else { return nil }
    self.store = store
    self.from = from
    self.to = to
    dataset = document["store"]?["dataset"]?.string
    houses = (document["houses"]?.elements ?? []).map { house in
      [house["building"], house["from"], house["to"]].map { $0?.text ?? "" }
        .joined(separator: " ")
    }
    conditions = ["period_s", "clamping", "rule"].map { document[$0]?.text ?? "" }
      .joined(separator: " ")
  }

  /// "house 2, 2014-03-20 to 2014-03-24 (UK-DALE)".
  package var text: String {
    let numbers = houses.compactMap { $0.split(separator: " ").first.map(String.init) }
    let place = "\(numbers.count == 1 ? "house" : "houses") \(numbers.joined(separator: ", "))"
    let name = dataset.map { " (\($0))" } ?? ""
    return "\(place), \(ScoredRange.spelled(from)) to \(ScoredRange.spelled(to))\(name)"
  }

  /// A time without what says nothing: midnight, and the offset of a date.
  private static func spelled(_ time: String) -> String {
    let parts = time.split(separator: "T", maxSplits: 1)
    guard parts.count == 2, parts[1].hasPrefix("00:00:00") else { return time }
    return String(parts[0])
  }

  /// The same order on every machine.
  var order: [String] { [from, to, store, conditions] + houses }
}

extension EvaluationRecord {
  /// The records of some weights in a run's folder of evaluations.
  ///
  /// - Parameters:
  ///   - folder: Which need not be there.
  ///   - weights: The SHA-256 of the weights.
  /// - Returns: The records, and a sentence about each file that could not be read.
  static func read(in folder: String, of weights: String) -> (
    records: [EvaluationRecord], remarks: [String]
  ) {
    var records: [EvaluationRecord] = []
    var remarks: [String] = []
    // A folder that is not there holds no records.
    for name in (try? ModelRegistry.names(in: folder)) ?? [] {
      let path = FileSystem.joined(FileSystem.joined(folder, name), "evaluation.json")
      guard FileSystem.isRegularFile(path) else { continue }
      do throws(FilesError) {
        let results = try JSON.parse(FileSystem.text(of: path), path: path)["results"]
        records += (results?.elements ?? [])
          .filter { $0["weights_sha256"]?.string == weights }
          .compactMap(EvaluationRecord.init(result:))
      } catch {
        remarks.append("An evaluation is left out: \(error.description)")
      }
    }
    return (records, remarks)
  }

  /// Those of both, the later ones where both have one of a range.
  static func merged(
    _ earlier: [EvaluationRecord], _ later: [EvaluationRecord]
  ) -> [EvaluationRecord] {
    var merged = earlier
    for record in later {
      if let place = merged.firstIndex(where: { $0.range == record.range }) {
        merged[place] = record
      } else {
        merged.append(record)
      }
    }
    return merged
  }
}

extension RegisteredVersion {
  /// What the metadata keep of evaluations.
  package var evaluations: [EvaluationRecord] {
    (metadata["evaluations"]?.elements ?? []).compactMap(EvaluationRecord.init(document:))
  }
}
