import Files
import MeterData
import Work

/// `energy convert`: a raw folder or people's own tables into NILMTK's format.
struct ConvertCommand: Command {
  static let specification = CommandSpecification(
    name: "convert",
    summary: "Write a raw UK-DALE folder or CSV files as NILMTK HDF5.",
    discussion: "A folder is taken as UK-DALE's raw distribution: house_1/channel_1.dat and so on, "
      + "with labels.dat, mains.dat and metadata/*.yaml where they are. Tables hold "
      + "timestamp,power[,...] with commas, semicolons or tabs; times are ISO 8601 or UNIX "
      + "seconds. One table needs no description: columns named for a quantity are the mains, "
      + "others are appliances. Several tables, or more to say about them, need --meters: see "
      + "docs/from-nilmtk.md. Rows keep their order.",
    operands: [
      .init(
        "INPUT", required: false, repeatable: true,
        "A raw folder, CSV files, or the folder that holds the CSV files.")
    ],
    options: [
      .option("--output", "FILE", completion: .file, "The file to write."),
      .option(
        "--meters", "FILE.yaml", completion: .file,
        "What the tables' columns are: houses, meters, appliances."),
      .option(
        "--timezone", "ZONE", default: "UTC",
        "The zone of a table's times without an offset; with --meters it stands there."),
      .option(
        "--compression", "NAME", default: "deflate", completion: .words(["deflate", "blosc"]),
        "deflate, which every HDF5 program reads, or blosc, as NILMTK writes it."),
    ],
    examples: [
      "energy convert data/raw/ukdale --output data/raw/ukdale.h5",
      "energy convert docs/examples/home/home.csv --output home.h5 --timezone Europe/Berlin",
      "energy convert --meters docs/examples/home/home.yaml --output home.h5",
    ])

  private enum Input {
    case path(String, timezone: String?)
    case described(String, tables: [String])
  }

  private let input: Input
  private let output: String
  private let compression: TableCompression

  init(_ arguments: Arguments) throws(UsageError) {
    output = try arguments.required("--output")
    input = try Self.input(arguments)
    compression = try arguments.compression()
  }

  private static func input(_ arguments: Arguments) throws(UsageError) -> Input {
    let timezone = try arguments.text("--timezone").map(Arguments.zone)?.name
    if let description = arguments.text("--meters") {
      if timezone != nil {
        throw UsageError(
          "--timezone does not go with --meters",
          remedy: "Write the zone into \(description): timezone: Europe/Berlin")
      }
      return .described(description, tables: arguments.operands)
    }
    guard let path = arguments.operands.first else {
      throw UsageError(
        "there is nothing to convert", remedy: "Usage: \(HelpText.usage(of: specification))")
    }
    guard arguments.operands.count == 1 else {
      throw UsageError(
        "several tables need a description of their meters",
        remedy: "Give one with --meters FILE.yaml.")
    }
    return .path(path, timezone: timezone)
  }

  func run(_ console: Console) throws {
    // Nothing is read before the output is known to be possible.
    try OutputCheck.requireReplaceable(output)
    let source = try open()
    let started = ContinuousClock.now
    let bar = console.progress("converting", unit: .bytes)
    let report: Conversion.Report
    do {
      defer { bar.finish() }
      report = try Conversion.run(
        source, to: output, compression: compression, bar.supervision(console.cancellation))
    }
    let seconds = (ContinuousClock.now - started) / .seconds(1)
    for note in report.notes { console.note("note: \(note)") }
    if console.isJSON {
      try console.print(try document(report, source.dataset, seconds))
    } else {
      try console.show(try sentence(report, seconds))
    }
  }

  private func open() throws -> any MeterSource {
    switch input {
    case .described(let description, let tables):
      return try CSVSource(description: description, paths: tables)
    case .path(let path, let timezone):
      guard CSVSource.recognises(path), FileSystem.exists(path) else {
        if let timezone {
          throw UsageError("--timezone \(timezone) is for tables, and \(path) is none")
        }
        return try MeterSources.open(path)
      }
      return try CSVSource(path: path, timezone: timezone ?? "UTC")
    }
  }

  /// "wrote x.h5: 2 houses, 6 meters, 130,000 rows, 1.2 MB in 0.4 s".
  private func sentence(_ report: Conversion.Report, _ seconds: Double) throws -> String {
    let houses = Set(report.meters.map(\.building)).count
    let rows = report.meters.reduce(0) { $0 + $1.rows }
    let parts = [
      "\(houses) \(houses == 1 ? "house" : "houses")",
      "\(report.meters.count) \(report.meters.count == 1 ? "meter" : "meters")",
      "\(DecimalText.grouped(rows)) rows", DecimalText.bytes(try FileSystem.size(of: output)),
    ]
    return "wrote \(output): \(parts.joined(separator: ", ")) "
      + "in \(DecimalText.fixed(seconds, 1)) s"
  }

  private func document(
    _ report: Conversion.Report, _ dataset: Dataset, _ seconds: Double
  ) throws -> JSON {
    let zone = try TimeZoneRules(named: dataset.timezone)
    let buildings = dataset.buildings.map { building -> JSON in
      let meters = report.meters.filter { $0.building == building.id }
      return ["id": .integer(building.id), "meters": .array(meters.map { meter($0, zone) })]
    }
    return [
      "output": .string(output), "bytes": .integer(try FileSystem.size(of: output)),
      "timezone": .string(dataset.timezone),
      "rows": .integer(report.meters.reduce(0) { $0 + $1.rows }),
      "buildings": .array(buildings), "notes": .array(report.notes.map(JSON.string)),
      "seconds": JSON(seconds),
    ]
  }

  private func meter(_ summary: MeterSummary, _ zone: TimeZoneRules) -> JSON {
    let span = summary.span
    return [
      "id": .integer(summary.meter), "rows": .integer(summary.rows),
      "start": JSON(span.map { ISOTime.format($0.lowerBound, in: zone) }),
      "end": JSON(span.map { ISOTime.format($0.upperBound, in: zone) }),
    ]
  }
}
