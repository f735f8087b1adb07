import Files
import MeterData
import Work

/// `energy inspect`: what is in a data set.
struct InspectCommand: Command {
  static let specification = CommandSpecification(
    name: "inspect",
    summary: "Show what is in an HDF5 file, a raw folder or a prepared store.",
    discussion: "Prints each house's meters with their rows, range, coverage and power, and the "
      + "appliances to be trained. A gap is a step longer than the device's max_sample_period "
      + "(where the file declares none: five sample periods); the coverage is the share of a "
      + "meter's span outside gaps.",
    operands: [.init("FILE", "The HDF5 file, raw folder or prepared store.")],
    options: [
      .flag("--quick", "Read only the metadata, first and last rows."),
      .flag("--quality", "Also look for faults in labels, clocks and readings."),
      .flag("--all", "Show every meter and appliance of large houses."),
      .option("--building", "N", repeatable: true, "Only this house."),
    ],
    examples: [
      "energy inspect data/raw/sim.h5", "energy inspect data/raw/sim.h5 --building 1 --quality",
      "energy inspect data/raw/sim.h5 --quick --json",
    ])

  private let path: String
  private let isQuick: Bool
  private let looksForFaults: Bool
  private let showsAll: Bool
  private let houses: [Int]

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands.first ?? ""
    isQuick = arguments.has("--quick")
    looksForFaults = arguments.has("--quality")
    showsAll = arguments.has("--all")
    houses = try arguments.values("--building", "the number of a house") { Int($0) }
    if isQuick, looksForFaults {
      throw UsageError(
        "--quick reads no samples, --quality needs them", remedy: "Give one of them.")
    }
  }

  func run(_ console: Console) throws {
    let pool = ThreadPool()
    let source = try MeterSources.open(path, pool: pool)
    var dataset = source.dataset
    if !houses.isEmpty { dataset.buildings = try houses.map { try dataset.building($0) } }
    var findings = InspectFindings(
      dataset: dataset, zone: try TimeZoneRules(named: dataset.timezone))
    if !isQuick { try scan(source, into: &findings, pool, console) }
    if console.isJSON {
      try console.print(InspectJSON(findings).document)
    } else {
      let page = InspectPage(findings, showsAll: showsAll, style: console.style)
      try console.show(page.text(width: console.tableWidth))
    }
    // What can be shown is shown first; a meter that cannot be read is still an error.
    if let failure = findings.failures.first { throw failure }
  }

  private func scan(
    _ source: any MeterSource, into findings: inout InspectFindings, _ pool: ThreadPool,
    _ console: Console
  ) throws {
    let bar = console.progress("reading", unit: .items("rows"))
    defer { bar.finish() }
    let results = try Inspection.scan(
      source, findings.dataset.buildings, pool: pool,
      supervision: bar.supervision(console.cancellation))
    findings.add(results)
    bar.finish()
    if looksForFaults { try judge(&findings, pool, console) }
  }

  private func judge(
    _ findings: inout InspectFindings, _ pool: ThreadPool, _ console: Console
  ) throws {
    let bar = console.progress("comparing plugs and mains", unit: .items("days"))
    defer { bar.finish() }
    // One reader a meter stays open: each gets by with the few chunks of a narrow pool.
    let narrow = try MeterSources.open(path, pool: ThreadPool(width: 1))
    let review = try QualityReview(narrow, findings.allInspections)
    findings.quality = try review.findings(
      on: findings.dataset.buildings, pool: pool,
      supervision: bar.supervision(console.cancellation))
  }
}
