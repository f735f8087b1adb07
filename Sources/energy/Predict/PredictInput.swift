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
    let told = request.namesUnit ? nil : try table.learnUnit().flatMap(ReadingUnit.init(rawValue:))
    unit = told?.isEnergy == (request.settings.semantics == .counter) ? told : nil
  }
}
