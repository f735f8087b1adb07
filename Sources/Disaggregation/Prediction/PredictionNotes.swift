import Files

/// What people should know of a prediction beside its figures: sentences without a full stop.
package struct PredictionNotes {
  private let summary: PredictionSummary
  private let settings: PredictionSettings
  private let columnUnit: ReadingUnit?
  private let kilowattOption: String

  /// - Parameters:
  ///   - summary: Of the prediction.
  ///   - settings: It was made with.
  ///   - columnUnit: What a column's name told of its unit.
  ///   - kilowattOption: How readings are said to be kilowatts: "--unit kW".
  package init(
    _ summary: PredictionSummary, _ settings: PredictionSettings, columnUnit: ReadingUnit?,
    kilowattOption: String
  ) {
    self.summary = summary
    self.settings = settings
    self.columnUnit = columnUnit
    self.kilowattOption = kilowattOption
  }

  /// All of them, in the order in which they matter.
  package var notes: [String] { unit + repeated + impossible + unlike + resets }

  private var unit: [String] {
    if let columnUnit, columnUnit != PredictionSettings(semantics: settings.semantics).unit {
      return [
        "the column's name says \(columnUnit.rawValue), so its readings were taken as that"
      ]
    }
    let largest = summary.readings.largest
    guard settings.unit == .watts, largest > 0, largest < 30 else { return [] }
    return [
      "no reading is above \(DecimalText.fixed(Double(largest), 2)) W: if they are kilowatts, "
        + "give \(kilowattOption)"
    ]
  }

  private var repeated: [String] {
    let count = summary.readings.repeated
    guard count > 0 else { return [] }
    let rows = count == 1 ? "row repeats" : "rows repeat"
    return ["\(DecimalText.grouped(count)) \(rows) the time of the row above: the first counts"]
  }

  private var impossible: [String] {
    let (negative, absurd) = (summary.readings.negative, summary.readings.absurd)
    let kinds = [(negative, "below zero"), (absurd, "above 100 kW")].filter { $0.0 > 0 }
    return kinds.map { count, kind in
      "\(DecimalText.grouped(count)) \(count == 1 ? "reading" : "readings") \(kind) "
        + "\(count == 1 ? "counts" : "count") as missing (flag out-of-range)"
    }
  }

  private var unlike: [String] {
    let beyond = summary.flags[.outOfRange] ?? 0
    let count = beyond - summary.readings.negative - summary.readings.absurd
    guard count > 0 else { return [] }
    return [
      "\(DecimalText.grouped(count)) \(count == 1 ? "row has" : "rows have") mains unlike any of "
        + "the training (flag out-of-range)"
    ]
  }

  private var resets: [String] {
    let count = summary.readings.resets
    guard count > 0 else { return [] }
    return [
      "the register went back \(count == 1 ? "once" : "\(DecimalText.grouped(count)) times"): a "
        + "reset, over which nothing is known"
    ]
  }
}
