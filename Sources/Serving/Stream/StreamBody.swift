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

  /// Reads a JSON body.
  ///
  /// - Throws: `Refusal`: 400, 413 or 422 that names field and index.
  init(json bytes: [UInt8], _ limits: PredictLimits) throws(Refusal) {
    var scanner = BodyScanner(bytes)
    var readings = BodyReadings(listKey: "samples", limit: limits.streamSamples)
    var options = PredictOptions()
    var begins = false
    try scanner.object(known: StreamBody.keys) { (scanner, key) throws(Refusal) in
      switch key {
      case "begin": begins = try scanner.bool(.key(key))
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
  }

  private static let keys =
    ["samples", "start", "period_s", "power", "begin", "semantics", "unit", "appliances", "clamp"]
    + ["timezone"]
}
