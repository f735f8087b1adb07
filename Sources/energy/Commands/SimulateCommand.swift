import Files
import MeterData
import Work

/// `energy simulate`: a file of homes that nobody lives in.
struct SimulateCommand: Command {
  static let specification = CommandSpecification(
    name: "simulate",
    summary: "Write a realistic NILMTK HDF5 file of simulated homes.",
    discussion: "The homes look like UK-DALE's: kettle, fridge, microwave, dish washer and washing "
      + "machine on plugs of active power, loads without a plug, mains of apparent power, clocks "
      + "that differ, lost readings, gaps, plugs switched off at the socket. The same options and "
      + "seed give the same file, byte for byte; a house is the same however many are asked for. "
      + "A missing folder below data/ is created.",
    options: [
      .option("--output", "FILE", completion: .file, "The file to write."),
      .option("--days", "N", default: "14", "Days of the calendar, up to 3650."),
      .option("--buildings", "N", default: "2", "Houses, up to 100."),
      .option("--seed", "N", default: "1", "Decides every random choice."),
      .option("--period", "DURATION", default: "6s", "Between readings, 1s to 10min."),
      .option("--start", "DATE", default: "2014-03-17", "The first day, local."),
      .option("--timezone", "ZONE", default: "Europe/London", "Where the homes stand."),
      .option(
        "--mains-1s", "N", repeatable: true,
        "Give house N a 1 s site meter of active, apparent power and volts as well, as UK-DALE's "
          + "houses 1, 2 and 5 have; meter 1 is then disabled."),
      .option(
        "--compression", "NAME", default: "deflate", completion: .words(["deflate", "blosc"]),
        "deflate, which every HDF5 program reads, or blosc, as NILMTK writes it."),
    ],
    examples: [
      "energy simulate --output data/raw/sim.h5 --days 14 --buildings 2 --seed 1",
      "energy simulate --output data/raw/winter.h5 --days 7 --start 2014-01-06 --mains-1s 1",
    ])

  /// A century of one house: beyond it somebody mistyped.
  private static let mostDays = 36_500

  private let output: String
  private let plan: SimulationPlan
  private let compression: TableCompression

  init(_ arguments: Arguments) throws(UsageError) {
    output = try arguments.required("--output")
    let buildings = try arguments.integer("--buildings", in: 1...100) ?? 2
    let days = try arguments.integer("--days", in: 1...3650) ?? 14
    guard days * buildings <= SimulateCommand.mostDays else {
      throw UsageError(
        "\(buildings) houses for \(days) days are more than 36,500 days of one house",
        remedy: "Simulate fewer days or houses.")
    }
    let fast = try arguments.values("--mains-1s", "one of the simulated houses") { text in
      Int(text).flatMap { (1...buildings).contains($0) ? $0 : nil }
    }
    let period = try arguments.value("--period", "a duration from 1s to 10min") { text in
      TimeSpan(text).flatMap { (1...600).contains($0.seconds) ? $0.seconds : nil }
    }
    let zone = try Arguments.zone(arguments.text("--timezone") ?? "Europe/London")
    let firstDay = try arguments.value("--start", "a date from 1971-01-01 to 2099-12-31") { text in
      Self.day(text, in: zone)
    }
    plan = SimulationPlan(
      seed: UInt64(try arguments.integer("--seed", in: 0...Int.max) ?? 1),
      buildings: buildings, days: days,
      firstDay: firstDay ?? CivilTime.day(ofYear: 2014, month: 3, day: 17),
      period: period ?? 6, zone: zone, oneSecondMains: Set(fast))
    compression = try arguments.compression()
  }

  private static func day(_ text: String, in zone: TimeZoneRules) -> Int? {
    guard text.count == 10, let moment = ISOTime.parse(text, in: zone) else { return nil }
    let day = ISOTime.civil(moment, in: zone).dayNumber
    let first = CivilTime.day(ofYear: 1971, month: 1, day: 1)
    return (first..<CivilTime.day(ofYear: 2100, month: 1, day: 1)).contains(day) ? day : nil
  }

  func run(_ console: Console) throws {
    try preparePlace()
    let started = ContinuousClock.now
    let bar = console.progress("simulating", unit: .items("days"))
    let report: SimulatedFile.Report
    do {
      defer { bar.finish() }
      report = try SimulatedFile.write(
        plan, to: output, compression: compression, bar.supervision(console.cancellation))
    }
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    let page = SimulationPage(report: report, plan: plan, seconds: seconds)
    if console.isJSON {
      try console.print(page.document)
    } else {
      try console.show(page.text(width: console.tableWidth, style: console.style))
    }
  }

  /// Creates missing folders below the project's own data folder, and looks for room on the disk.
  private func preparePlace() throws {
    let data = Environment.value("DATA_PATH") ?? "data"
    let folder = FileSystem.parent(of: output)
    if folder.hasPrefix(data + "/"), !FileSystem.exists(folder) {
      try FileSystem.createFolders(folder)
    }
    guard FileSystem.isDirectory(folder) else { return }
    let free = try FileSystem.freeSpace(at: folder)
    guard free < plan.leastBytes else { return }
    throw FilesError(
      status: .inputOutput, attempt: "write", path: output,
      reason: "it needs at least \(DecimalText.bytes(plan.leastBytes)) and the disk has "
        + "\(DecimalText.bytes(free)) left",
      remedy: "Simulate fewer days or houses, or free some space.")
  }
}
