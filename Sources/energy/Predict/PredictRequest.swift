import Disaggregation
import Files
import MeterData
import Networks
import Work

/// What the words of `energy predict` ask for.
struct PredictRequest {
  let checkpoints: [String]
  let input: String
  let output: String
  let columns: ReadingChoice
  let building: Int?
  let meter: Int?
  let threads: Int?
  var settings: PredictionSettings
  /// Whether the unit was named; a column's name may tell another.
  let namesUnit: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    checkpoints = arguments.all("--checkpoint")
    if checkpoints.isEmpty { _ = try arguments.required("--checkpoint") }
    input = try arguments.required("--input")
    output = try arguments.required("--output")
    building = try arguments.integer("--building", in: 0...Int.max)
    meter = try arguments.integer("--meter", in: 0...Int.max)
    threads = try arguments.integer("--threads", in: 1...4096)
    settings = try PredictRequest.settings(arguments)
    namesUnit = arguments.has("--unit")
    columns = ReadingChoice(
      timeColumn: arguments.text("--time-column"), powerColumn: arguments.text("--power-column"),
      zone: try Arguments.zone(arguments.text("--timezone") ?? "UTC"),
      isCounter: settings.semantics == .counter)
    try requireSense(arguments)
  }

  var readsTable: Bool {
    input == "-" || !(FileSystem.isDirectory(input) || PredictRequest.isHDF5(input))
  }

  var writesToStandardOutput: Bool { output == "-" }

  /// True of the names that HDF5 files go by.
  static func isHDF5(_ path: String) -> Bool {
    [".h5", ".hdf5", ".hdf"].contains { path.lowercased().hasSuffix($0) }
  }

  private static func settings(_ arguments: Arguments) throws(UsageError) -> PredictionSettings {
    let semantics =
      try arguments.value("--semantics", "sample, hold or counter") {
        ReadingSemantics(rawValue: $0)
      } ?? .sample
    let unit = try arguments.value("--unit", "W, kW, Wh or kWh") { word in
      ReadingUnit.allCases.first { $0.rawValue.lowercased() == word.lowercased() }
    }
    if let unit, unit.isEnergy != (semantics == .counter) {
      throw UsageError(
        "--unit \(unit.rawValue) does not fit --semantics \(semantics.rawValue)",
        remedy: semantics == .counter ? "Give Wh or kWh." : "Give W or kW, or --semantics counter.")
    }
    let hold = try arguments.value("--max-hold", "a time such as 10min, at most 31d") { text in
      TimeSpan(text).flatMap { $0.seconds <= 31 * 86_400 ? $0 : nil }
    }
    if hold != nil, semantics == .sample {
      throw UsageError(
        "--max-hold is for readings that last", remedy: "Give --semantics hold or counter.")
    }
    return PredictionSettings(
      semantics: semantics, unit: unit, maximumHold: hold, clamping: try arguments.clamping(),
      engine: try arguments.engine() ?? .series,
      memory: try arguments.memory() ?? SeriesEngine.standardMemory)
  }

  /// An option that means nothing for the input is a mistake.
  private func requireSense(_ arguments: Arguments) throws(UsageError) {
    let (idle, kind) =
      readsTable
      ? (["--building", "--meter"], "a CSV has none")
      : (["--time-column", "--power-column", "--timezone"], "it is for CSV files")
    for option in idle where arguments.has(option) {
      throw UsageError("\(option) does not fit --input \(input): \(kind)")
    }
    if input == output, input != "-" {
      throw UsageError("--input and --output name the same file", remedy: "Choose another name.")
    }
    if let hold = settings.maximumHold, hold.nanoseconds == 0 {
      throw UsageError("--max-hold 0s holds nothing", remedy: "Give a time such as 10min.")
    }
  }
}
