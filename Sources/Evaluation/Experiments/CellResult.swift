package import Disaggregation
package import Files
import MeterData

/// What came of a cell: all that tables and comparisons need.
package struct CellResult: Sendable {
  /// A model or baseline with its figures.
  package struct Row: Sendable, Equatable {
    package var name: String
    package var scores: Scores
    package var note: String?
  }

  /// Seconds, and the most memory that the process ever held, in MiB.
  package struct Cost: Sendable {
    package var training: Double
    package var evaluation: Double
    package var peakMegabytes: Double
    /// Whether training was taken up again; its seconds are the last part's then.
    package var wasResumed: Bool
  }

  /// Which cell it is.
  package var fold: String
  package var appliance: String
  package var model: String
  package var seed: UInt64
  var inputs: CellInputs
  /// All that decides its figures, as text.
  package var text: String
  package var toolVersion: String
  /// SHA-256 of the network's parameters.
  package var weights: String
  package var epochs: Int
  package var bestEpoch: Int?
  package var figures: Row
  package var baselines: [Row]
  package var days: DayTable
  /// Seconds between two samples.
  package var period: Double
  package var conditions: [Condition: String]
  /// How often the test range was read for it: once, unless a kill came between.
  package var openings: Int
  package var warnings: [String]
  package var cost: Cost
  /// What it was done with.
  package var environment: JSON

  /// "unseen-house/kettle/seq2point/seed-1".
  package var id: String {
    [fold, ApplianceNames.channel(appliance), model, "seed-\(seed)"].joined(separator: "/")
  }
}

/// The tallies of each scored day, house by house.
package struct DayTable: Sendable, Equatable {
  /// Houses in order, and of each its days in order.
  package var days: [DayTally]
  /// Which of the days are a house's.
  package var houses: [Range<Int>]

  /// Of each day, how many samples are scored.
  var samples: [Int] { days.map(\.samples) }

  /// Whether as many samples of the same days of as many houses are scored.
  func hasSameSamples(as other: DayTable) -> Bool {
    houses == other.houses && samples == other.samples
  }
}

extension CellResult {
  private static let version = 1

  /// `cell.json`.
  package var json: JSON {
    [
      "format": "energy-experiment-cell", "version": .integer(Self.version),
      "cell": .string(id), "fold": .string(fold), "appliance": .string(appliance),
      "model": .string(model), "seed": .integer(Int(clamping: seed)), "inputs": inputs.json,
      "configuration": .string(text), "energy": .string(toolVersion),
      "weights_sha256": .string(weights), "epochs": .integer(epochs),
      "best_epoch": JSON(bestEpoch), "period_s": JSON(period),
      "conditions": .object(
        Condition.allCases.compactMap { condition in
          conditions[condition].map { JSON.Member(key: condition.rawValue, value: .string($0)) }
        }), "test_openings": .integer(openings),
      "warnings": .array(warnings.map(JSON.string)), "training_s": JSON(cost.training),
      "evaluation_s": JSON(cost.evaluation), "resumed": .bool(cost.wasResumed),
      "peak_memory_mb": JSON(cost.peakMegabytes), "figures": figures.json,
      "baselines": .array(baselines.map(\.json)), "days": days.json, "environment": environment,
    ]
  }

  /// The part that another run of the same cell must give again, bit for bit.
  package var outcome: JSON {
    [
      "weights_sha256": .string(weights), "epochs": .integer(epochs),
      "best_epoch": JSON(bestEpoch), "figures": figures.json,
      "baselines": .array(baselines.map(\.json)), "days": days.json,
    ]
  }

  /// Reads what `json` wrote.
  ///
  /// - Throws: `FilesError` (65) where something is missing or of another version.
  package init(json: JSON, path: String) throws(FilesError) {
    guard json["version"]?.whole == Self.version,
      let fold = json["fold"]?.string, let appliance = json["appliance"]?.string,
      let model = json["model"]?.string, let seed = json["seed"]?.whole, seed >= 0,
      let inputs = json["inputs"].flatMap(CellInputs.init(json:)),
      let text = json["configuration"]?.string, let tool = json["energy"]?.string,
      let weights = json["weights_sha256"]?.string, let epochs = json["epochs"]?.whole,
      let figures = json["figures"].flatMap(Row.init(json:)),
      let days = json["days"].flatMap(DayTable.init(json:)),
      let period = json["period_s"]?.double
    else {
      throw FilesError(
        status: .badData, attempt: "read the cell", path: path,
        reason: "it is damaged or of another version of energy",
        remedy: "Remove it: the cell is done again by energy experiment run.")
    }
    let conditions = Condition.allCases.compactMap { condition in
      json["conditions"]?[condition.rawValue]?.string.map { (condition, $0) }
    }
    self.init(
      fold: fold, appliance: appliance, model: model, seed: UInt64(seed), inputs: inputs,
      text: text, toolVersion: tool, weights: weights, epochs: epochs,
      bestEpoch: json["best_epoch"]?.whole, figures: figures,
      baselines: (json["baselines"]?.elements ?? []).compactMap(Row.init(json:)), days: days,
      period: period, conditions: Dictionary(conditions) { first, _ in first },
      openings: json["test_openings"]?.whole ?? 1,
      warnings: (json["warnings"]?.elements ?? []).compactMap(\.string),
      cost: Cost(
        training: json["training_s"]?.double ?? 0, evaluation: json["evaluation_s"]?.double ?? 0,
        peakMegabytes: json["peak_memory_mb"]?.double ?? 0,
        wasResumed: json["resumed"] == .bool(true)),
      environment: json["environment"] ?? .null)
  }

  /// The result that lies in a folder; nil where the cell is not done.
  package init?(in folder: CellFolder) throws(FilesError) {
    guard let document = try CellFolder.read(folder.result) else { return nil }
    try self.init(json: document, path: folder.result)
  }
}

extension CellResult.Row {
  var json: JSON {
    ["name": .string(name), "scores": scores.json, "note": JSON(note)]
  }

  init?(json: JSON) {
    guard let name = json["name"]?.string,
      let scores = json["scores"].flatMap(Scores.init(json:))
    else { return nil }
    self.init(name: name, scores: scores, note: json["note"]?.string)
  }
}
