import Disaggregation
import Files
import MeterData

/// What people should know of a prediction beside its figures: sentences without a full stop.
struct PredictNotes {
  let summary: PredictionSummary
  let input: PredictInput
  let models: [TrainedModel]
  let settings: PredictionSettings

  var notes: [String] {
    input.source.notes + quantities + unit + repeated + impossible + unlike + resets
  }

  /// A network knows one quantity, and apparent power is another than active.
  private var quantities: [String] {
    guard let quantity = input.quantity?.description else { return [] }
    return models.filter { $0.description.mains.quantity != quantity }.map { model in
      "the network for the \(model.description.target.appliance) was trained on "
        + "\(model.description.mains.quantity), and the meter measures \(quantity)"
    }
  }

  private var unit: [String] {
    if let unit = input.unit, unit != PredictionSettings(semantics: settings.semantics).unit {
      return ["the column's name says \(unit.rawValue), so its readings were taken as that"]
    }
    let largest = summary.readings.largest
    guard settings.unit == .watts, largest > 0, largest < 30 else { return [] }
    return [
      "no reading is above \(DecimalText.fixed(Double(largest), 2)) W: if they are kilowatts, "
        + "give --unit kW"
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
