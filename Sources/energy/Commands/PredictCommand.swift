import Disaggregation
import Files
import MeterData
import Networks
import Work

/// `energy predict`: from a person's readings to what the appliances used.
struct PredictCommand: Command {
  static let specification = CommandSpecification(
    name: "predict",
    summary: "Disaggregate a CSV of mains readings, or a meter of an HDF5 file.",
    discussion: "One row out per row in, with its own time, the power in watts, for each "
      + "checkpoint the appliance's watts and whether it is on, and a flag: ok, edge, gap or "
      + "out-of-range. With several checkpoints the unexplained remainder stands there too. "
      + "Readings are averaged over the network's period and estimates taken back to the rows; "
      + "what is missing stays empty. docs/predict.md explains the columns, flags and semantics.",
    options: options + OptionSpecification.estimating,
    examples: [
      "energy predict --checkpoint models/runs/quick --input data/raw/sim.h5 --building 2 "
        + "--output kettle.csv"
    ])

  private static let options: [OptionSpecification] = [
    .checkpoints,
    .option(
      "--input", "FILE", completion: .file,
      "A CSV of times and readings (- is standard input), an HDF5 file or a prepared store."),
    .option(
      "--output", "FILE", completion: .file,
      "The table to write (- is standard output), or an HDF5 file where the name ends with .h5."),
    .option("--time-column", "NAME", default: "by its name", "The CSV column of times."),
    .option("--power-column", "NAME", default: "by its name", "The CSV column of readings."),
    .option(
      "--timezone", "ZONE", default: "UTC", "The zone of CSV times that carry no offset."),
    .option("--building", "N", default: "the only one", "The house of an HDF5 file."),
    .option("--meter", "N", default: "the mains", "The meter of an HDF5 file."),
    .option(
      "--semantics", "WORD", default: "sample",
      completion: .words(ReadingSemantics.allCases.map(\.rawValue)),
      "sample: readings of the moment; hold: changes alone, silence means unchanged; counter: a "
        + "register of energy."),
    .option(
      "--unit", "UNIT", default: "W, and kWh of a counter",
      completion: .words(ReadingUnit.allCases.map(\.rawValue)),
      "W or kW of readings, Wh or kWh of a counter."),
    .option(
      "--max-hold", "SPAN", default: "1h, and the network's max gap of a counter",
      "The longest silence that hold or counter bridges."),
    .clamping,
  ]

  private let request: PredictRequest

  init(_ arguments: Arguments) throws(UsageError) { request = try PredictRequest(arguments) }

  func run(_ console: Console) throws {
    let work = PredictWork(request, console)
    let page = PredictPage(try work.run(), output: request.output, style: work.style)
    for note in page.notes { console.note("note: \(note)") }
    switch (console.isJSON, request.writesToStandardOutput) {
    case (true, false): try console.print(page.json)
    case (true, true): console.complain(page.json.indentedText)
    case (false, false): try console.show(page.text(width: console.tableWidth))
    case (false, true):
      console.note(page.text(width: console.errorIsTerminal ? console.width : nil))
    }
  }
}
