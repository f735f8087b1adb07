import Disaggregation
import Files
import MeterData

/// What a client is told of its series.
struct SeriesReply: Sendable {
  let models: [ServedModel]
  let readings: ReadingBlock
  let options: PredictOptions
  let settings: PredictionSettings
  let answer: SeriesAnswer
  /// Sentences without a full stop.
  let notes: [String]

  /// One JSON object, without a newline.
  ///
  /// - Parameter household: Stands first, of a body with many households.
  /// - Returns: UTF-8.
  func json(household: String? = nil) -> [UInt8] {
    var text = ReplyText()
    text.reserve(512 + readings.count * (models.count * 12 + 8 + (options.timestamps ? 28 : 0)))
    ServedText.open(household, &text)
    text.raw("\"period_s\":")
    text.value(JSON(models[0].model.description.period.seconds))
    text.raw(",\"rows\":\(readings.count)")
    if options.timestamps {
      text.raw(",\"timestamps\":")
      text.moments(readings.times, options.zone)
    }
    text.raw(",\"appliances\":[")
    for index in models.indices {
      if index > 0 { text.raw(",") }
      appliance(index, &text)
    }
    text.raw("]")
    total(&text)
    text.raw("}")
    return text.bytes
  }

  /// The table that `energy predict` writes.
  var csv: [UInt8] {
    PredictionTable.bytes(
      of: answer.rows, readings, appliances: models.map(\.appliance), zone: options.zone)
  }

  private func appliance(_ index: Int, _ text: inout ReplyText) {
    let rows = answer.rows.appliances[index]
    let summary = answer.summary.appliances[index]
    ServedText.begin(models[index], &text)
    text.raw(",\"watts\":")
    text.watts(rows.estimates)
    text.raw(",\"on\":")
    text.states(rows.isOn[...], rows.estimates[...])
    text.raw(",\"flags\":")
    text.flags(rows.flags[...])
    text.raw(",\"activations\":")
    text.value(.array(activations(index)))
    text.raw(",\"energy_kwh\":")
    text.value(JSON(summary.energy / 1000))
    text.raw(",\"share\":")
    text.value(JSON(summary.share))
    text.raw("}")
  }

  private func activations(_ index: Int) -> [JSON] {
    answer.activations[index].map { activation in
      [
        "start": .string(ISOTime.format(activation.start, in: options.zone)),
        "end": .string(ISOTime.format(activation.end, in: options.zone)),
        "energy_wh": JSON(activation.energy),
      ]
    }
  }

  private func total(_ text: inout ReplyText) {
    text.raw(",\"mains_energy_kwh\":")
    text.value(JSON(answer.summary.mainsEnergy / 1000))
    text.raw(",\"remainder_kwh\":")
    text.value(JSON(answer.summary.remainder / 1000))
    text.raw(",\"remainder\":")
    text.watts((0..<answer.rows.count).lazy.map { answer.rows.remainder($0) })
    text.raw(",\"flags\":")
    text.flags(answer.rows.flags[...])
    text.raw(",\"summary\":")
    text.value(answer.summary.json)
    text.raw(",\"notes\":")
    text.value(.array(notes.map(JSON.string)))
  }
}

/// What answers say of a model.
enum ServedText {
  /// The beginning of an answer, left open: of one for many households with the household's name.
  static func open(_ household: String?, _ text: inout ReplyText) {
    text.raw("{")
    guard let household else { return }
    text.raw("\"household\":")
    text.value(.string(household))
    text.raw(",")
  }

  /// `{"appliance", "model", "version", "period_s", "delay_s"`, left open.
  static func begin(_ model: ServedModel, _ text: inout ReplyText) {
    name(model, &text)
    text.raw(",\"period_s\":")
    text.value(JSON(model.model.description.period.seconds))
    text.raw(",\"delay_s\":")
    text.value(JSON(delay(of: model)))
  }

  /// `{"appliance", "model", "version"`, left open.
  static func name(_ model: ServedModel, _ text: inout ReplyText) {
    text.raw("{\"appliance\":")
    text.value(.string(model.appliance))
    text.raw(",\"model\":")
    text.value(.string(model.name))
    text.raw(",\"version\":")
    text.value(.string(model.version))
  }

  /// Seconds of mains behind a sample that its estimate needs.
  static func delay(of model: ServedModel) -> Double {
    Double(WindowContext(of: model.model.network.plan).after)
      * model.model.description.period.seconds
  }
}
