import Disaggregation
import Files
import MeterData
import Work

/// The rows that `energy predict` reads, whatever they come from.
struct PredictInput {
  let source: any ReadingSource
  /// The unit that a column's name tells, where the command line tells none.
  let unit: ReadingUnit?
  /// What the meter measures; nil of a CSV, which does not say.
  let quantity: Quantity?
  let progressUnit: ProgressBar.Unit

  init(
    _ request: PredictRequest, _ pool: ThreadPool, _ cancellation: Cancellation
  ) throws {
    guard request.readsTable else {
      let meter = try MeterReadings(
        try MeterSources.open(request.input, pool: pool), building: request.building,
        meter: request.meter)
      source = meter
      quantity = meter.quantity
      unit = nil
      progressUnit = .items("rows")
      return
    }
    let table = try ReadingTable(
      path: request.input, request.columns, cancellation: cancellation)
    source = table
    quantity = nil
    progressUnit = .bytes
    unit = request.namesUnit ? nil : try table.learnUnit().flatMap(ReadingUnit.init(rawValue:))
    if let unit { try PredictInput.require(unit, of: table, request.settings.semantics) }
  }

  /// Energy is no power: a column whose name says another unit than `--semantics` is refused.
  private static func require(
    _ unit: ReadingUnit, of table: ReadingTable, _ semantics: ReadingSemantics
  ) throws(FilesError) {
    let isCounter = semantics == .counter
    guard unit.isEnergy != isCounter else { return }
    let column = table.powerColumn.map { "\"\($0)\"" } ?? "of readings"
    throw FilesError(
      status: .badData, attempt: "read", path: table.path,
      reason: "the column \(column) holds \(unit.rawValue) by its name, and --semantics "
        + "\(semantics.rawValue) reads \(isCounter ? "a register of energy" : "power")",
      remedy: isCounter
        ? "Leave --semantics counter out, or give --unit kWh or Wh where the name misleads."
        : "Give --semantics counter for a register, or --unit W or kW where the name misleads.")
  }
}
