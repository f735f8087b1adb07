import Disaggregation
import Files
import MeterData

/// What a request to go on with a household brings.
struct StreamBody: Sendable {
  /// May be empty.
  let readings: ReadingBlock
  let options: PredictOptions
  /// Whether the household begins here, whatever was known of it.
  let begins: Bool
  /// The time of the last final row that the client has; nil where it does not say.
  let finalSince: Int64?

  /// Reads a JSON body.
  ///
  /// - Throws: `Refusal`: 400, 413 or 422 that names field and index.
  init(json bytes: [UInt8], _ limits: PredictLimits) throws(Refusal) {
    var scanner = BodyScanner(bytes)
    var readings = BodyReadings(listKey: "samples", limit: limits.streamSamples)
    var options = PredictOptions()
    var begins = false
    var since: BodyTimes?
    try scanner.object(known: StreamBody.keys) { (scanner, key) throws(Refusal) in
      switch key {
      case "begin": begins = try scanner.bool(.key(key))
      case "final_since":
        var time = BodyTimes()
        try time.add(&scanner, .key(key))
        since = time
      case "samples", "start", "period_s", "power": try readings.read(key, &scanner)
      default: try options.read(key, &scanner, limits)
      }
    }
    guard let block = try readings.block(in: options.zone) else {
      throw BodyPlace.body.wrong(
        "the body needs samples, or start, period_s and power", code: "missing")
    }
    self.readings = block
    self.options = options
    self.begins = begins
    finalSince = try since?.resolved(in: options.zone) { _ in .key("final_since") }.first
  }

  private static let keys =
    ["samples", "start", "period_s", "power", "begin", "semantics", "unit", "appliances", "clamp"]
    + ["timezone", "final_since"]
}
