import Disaggregation
import Files
import MeterData

/// What a request for estimates brings.
struct PredictBody: Sendable {
  /// What is to be estimated.
  enum Input: Sendable {
    case series(ReadingBlock)
    case windows(RawWindows)
  }

  let input: Input
  let options: PredictOptions
  /// What was taken for granted: sentences without a full stop.
  var notes: [String] = []
  /// What a table's column says of its unit, where the request says nothing.
  var columnUnit: ReadingUnit?

  init(
    input: Input, options: PredictOptions, notes: [String] = [], columnUnit: ReadingUnit? = nil
  ) {
    self.input = input
    self.options = options
    self.notes = notes
    self.columnUnit = columnUnit
  }

  /// Reads a JSON body.
  ///
  /// - Parameters:
  ///   - bytes: Of the whole body.
  ///   - range: Of the document in it; nil takes all.
  ///   - limits: What it may hold.
  /// - Throws: `Refusal`: 400, 413 or 422 that names field and index.
  init(
    json bytes: [UInt8], in range: Range<Int>? = nil, _ limits: PredictLimits
  ) throws(Refusal) {
    var scanner = BodyScanner(bytes, in: range)
    var readings = BodyReadings(listKey: "series", limit: limits.samples)
    var options = PredictOptions()
    var windows: RawWindows?
    try scanner.object(known: PredictBody.keys) { (scanner, key) throws(Refusal) in
      switch key {
      case "x": windows = try RawWindows(&scanner, limits)
      case "series", "start", "period_s", "power": try readings.read(key, &scanner)
      default: try options.read(key, &scanner, limits)
      }
    }
    try options.requireSense()
    self.options = options
    input = try PredictBody.input(try readings.block(in: options.zone), windows, options)
  }

  private static func input(
    _ block: ReadingBlock?, _ windows: RawWindows?, _ options: PredictOptions
  ) throws(Refusal) -> Input {
    switch (block, windows) {
    case (let block?, nil):
      guard block.count > 0 else {
        throw BodyPlace.key("series").wrong("there is no reading", code: "missing")
      }
      return .series(block)
    case (nil, let windows?):
      try requireWindowOptions(options)
      return .windows(windows)
    case (nil, nil):
      throw BodyPlace.body.wrong(
        "the body needs series, or start, period_s and power, or x", code: "missing")
    case (_?, _?):
      throw BodyPlace.key("x").wrong("x stands beside a series: send one of them")
    }
  }

  /// Raw windows have no times: what speaks of them would be ignored.
  private static func requireWindowOptions(_ options: PredictOptions) throws(Refusal) {
    let idle: [(String, Bool)] = [
      ("semantics", options.semantics.map { $0 != .sample } ?? false),
      ("unit", options.unit.map { $0 != .watts } ?? false), ("timestamps", options.timestamps),
    ]
    guard let key = idle.first(where: \.1)?.0 else { return }
    throw BodyPlace.key(key).wrong("\(key) does not fit x: raw windows are watts without times")
  }

  static let keys = ["series", "start", "period_s", "power", "x"] + PredictOptions.keys
}

extension BodyReadings {
  /// Reads the value of one of the keys that readings have.
  mutating func read(_ key: String, _ scanner: inout BodyScanner) throws(Refusal) {
    switch key {
    case "start": try readStart(&scanner)
    case "period_s": try readPeriod(&scanner)
    case "power": try compactPower(&scanner)
    default: try list(&scanner)
    }
  }
}
