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
    let common = PredictionNotes(
      summary, settings, columnUnit: input.unit, kilowattOption: "--unit kW")
    return input.source.notes + quantities + common.notes
  }

  /// A network knows one quantity, and apparent power is another than active.
  private var quantities: [String] {
    guard let quantity = input.quantity?.description else { return [] }
    return models.filter { $0.description.mains.quantity != quantity }.map { model in
      "the network for the \(model.description.target.appliance) was trained on "
        + "\(model.description.mains.quantity), and the meter measures \(quantity)"
    }
  }
}
