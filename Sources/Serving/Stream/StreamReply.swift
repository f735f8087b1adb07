import Disaggregation
import Files
import MeterData

/// What a client is told of a household's stream.
struct StreamReply: Sendable {
  let household: String
  let models: [ServedModel]
  let zone: TimeZoneRules
  /// Retained readings and what came of them; nil where they are too few to be judged.
  let readings: ReadingBlock
  let answer: SeriesAnswer?
  let final: Range<Int>
  let provisional: Range<Int>
  /// Until when rows were handed out as final; nil where none were.
  let finalUntil: Int64?
  let accepted: Int
  let ignored: Int
  /// Sentences without a full stop.
  let notes: [String]

  /// One JSON object and a newline.
  var json: [UInt8] {
    var text = ReplyText()
    text.raw("{\"household\":")
    text.value(.string(household))
    text.raw(",\"period_s\":")
    text.value(JSON(models[0].model.description.period.seconds))
    text.raw(",\"delay_s\":")
    text.value(JSON(models.map(ServedText.delay).max()))
    text.raw(",\"accepted\":\(accepted),\"ignored\":\(ignored),\"final_until\":")
    text.value(JSON(finalUntil.map { StreamReply.spelled($0, zone) }))
    text.raw(",\"appliances\":[")
    for (index, model) in models.enumerated() {
      if index > 0 { text.raw(",") }
      ServedText.begin(model, &text)
      text.raw("}")
    }
    text.raw("],\"final\":")
    rows(final, &text)
    text.raw(",\"provisional\":")
    rows(provisional, &text)
    text.raw(",\"notes\":")
    text.value(.array(notes.map(JSON.string)))
    text.raw("}\n")
    return text.bytes
  }

  /// A moment as rows' times are written, with what there is of a second.
  static func spelled(_ moment: Int64, _ zone: TimeZoneRules) -> String {
    var clock = MomentText(zone)
    var text = WattText()
    clock.append(moment, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private func rows(_ places: Range<Int>, _ text: inout ReplyText) {
    text.raw("{\"timestamps\":")
    text.moments(readings.times[places], zone)
    guard let answer else { return text.raw("}") }
    text.raw(",\"power\":")
    text.watts(answer.rows.watts[places])
    text.raw(",\"appliances\":[")
    for (index, model) in models.enumerated() {
      let appliance = answer.rows.appliances[index]
      text.raw(index > 0 ? ",{\"appliance\":" : "{\"appliance\":")
      text.value(.string(model.appliance))
      text.raw(",\"watts\":")
      text.watts(appliance.estimates[places])
      text.raw(",\"on\":")
      text.states(appliance.isOn[places], appliance.estimates[places])
      text.raw(",\"flags\":")
      text.flags(appliance.flags[places])
      text.raw("}")
    }
    text.raw("],\"remainder\":")
    text.watts(places.lazy.map { answer.rows.remainder($0) })
    text.raw(",\"flags\":")
    text.flags(answer.rows.flags[places])
    text.raw("}")
  }
}
