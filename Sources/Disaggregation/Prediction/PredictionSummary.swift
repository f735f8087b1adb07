package import Files

/// What came of a prediction.
package struct PredictionSummary: Sendable, Equatable {
  /// One network's appliance.
  package struct Appliance: Sendable, Equatable {
    /// As NILM Metadata names it.
    package var appliance: String
    /// Watt-hours of the bins that have an estimate.
    package var energy: Double
    /// Of the mains in the same bins; nil where they used nothing.
    package var share: Double?
    package var activations: Int
  }

  package var rows: Int
  /// Rows with an estimate for every appliance.
  package var predictedRows: Int
  package var flags: [PredictionFlag: Int]
  package var readings: ReadingCounts
  package var appliances: [Appliance]
  /// Watt-hours of the bins that have an estimate, on the first network's grid.
  package var mainsEnergy: Double

  /// Watt-hours that no appliance explains.
  package var remainder: Double { appliances.reduce(mainsEnergy) { $0 - $1.energy } }

  /// Rows without an estimate for one of the appliances.
  package var missingRows: Int { rows - predictedRows }

  init(
    tally: RowTally, readings: ReadingCounts,
    appliances: [(name: String, totals: StreamTotals, period: Int64)]
  ) {
    rows = tally.rows
    predictedRows = tally.predicted
    flags = tally.flags
    self.readings = readings
    self.appliances = appliances.map { name, totals, period in
      Appliance(
        appliance: name, energy: totals.estimates * Double(period) / 3600e9,
        share: totals.mains > 0 ? totals.estimates / totals.mains : nil,
        activations: totals.activations)
    }
    mainsEnergy = appliances.first.map { $0.totals.mains * Double($0.period) / 3600e9 } ?? 0
  }

  /// What `energy predict --json` prints, but for the time that it took.
  package var json: JSON {
    [
      "rows": .integer(rows), "predicted_rows": .integer(predictedRows),
      "missing_rows": .integer(missingRows),
      "appliances": .array(
        appliances.map { appliance in
          [
            "appliance": .string(appliance.appliance), "energy_wh": JSON(appliance.energy),
            "share": JSON(appliance.share), "activations": .integer(appliance.activations),
          ]
        }),
      "mains_energy_wh": JSON(mainsEnergy), "remainder_wh": JSON(remainder),
      "flags": .object(
        PredictionFlag.allCases.map { flag in
          JSON.Member(key: flag.text, value: .integer(flags[flag] ?? 0))
        }),
      "repeated_rows": .integer(readings.repeated), "empty_rows": .integer(readings.empty),
      "negative_rows": .integer(readings.negative), "absurd_rows": .integer(readings.absurd),
      "resets": .integer(readings.resets),
    ]
  }
}

/// Counts of rows.
struct RowTally: Sendable {
  private(set) var rows = 0
  private(set) var predicted = 0
  private(set) var flags: [PredictionFlag: Int] = [:]

  /// Counts the rows from one on.
  mutating func add(_ known: PredictedRows, from first: Int) {
    rows += known.count - first
    var counts = [Int](repeating: 0, count: PredictionFlag.allCases.count)
    for row in first..<known.count {
      counts[Int(known.flags[row].rawValue)] += 1
      if known.appliances.allSatisfy({ !$0.estimates[row].isNaN }) { predicted += 1 }
    }
    for flag in PredictionFlag.allCases { flags[flag, default: 0] += counts[Int(flag.rawValue)] }
  }
}
