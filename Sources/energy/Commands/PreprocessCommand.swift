import Configuration
import Files
import MeterData
import Work

/// `energy preprocess`: from a data set to a prepared store.
struct PreprocessCommand: Command {
  static let specification = CommandSpecification(
    name: "preprocess",
    summary: "Put mains and appliances on one grid and write a prepared store.",
    discussion: "Readings are averaged over bins that are aligned to the Unix epoch. A run of "
      + "empty bins no longer than the max gap takes the value before it; a longer run is missing. "
      + "Readings below zero or above 100 kW are left out and counted; where they are more than "
      + "1 % of a meter's, nothing is written. The store is one HDF5 file that h5py opens "
      + "(docs/prepared-store.md).",
    operands: [
      .init("FILE", required: false, "The HDF5 file, raw folder or CSV file; or in --config.")
    ],
    options: options,
    examples: [
      "energy preprocess data/raw/sim.h5 --output data/processed/sim.h5",
      "energy preprocess data/raw/sim.h5 --building 2 --appliance kettle --period 30s "
        + "--output data/processed/kettle.h5",
    ])

  private static let options: [OptionSpecification] = [
    .option("--output", "STORE", completion: .file, "The store to write; or in --config."),
    .option(
      "--config", "FILE", completion: .file,
      "The section preprocess of a YAML file; options given here win over it."),
    .option(
      "--set", "KEY=VALUE", repeatable: true,
      "Set a key of the configuration: preprocess.period=6s."
    ),
    .option(
      "--building", "N", default: "every house that has the mains and the appliances",
      repeatable: true, "A house."),
    .option(
      "--appliance", "NAME",
      default: "those of kettle, microwave, fridge, dish washer and "
        + "washing machine that the house has, else all", repeatable: true,
      "An appliance, or a meter as \"meter 5\"."),
    .option("--period", "SPAN", default: "the slowest meter's", "Length of a bin: 6s, 1min."),
    .option(
      "--max-gap", "SPAN",
      default: "the larger of the device's max_sample_period and five bins",
      "Longest gap through which a value is carried."),
    .option("--from", "TIME", default: "the first reading", "Start; a date is local midnight."),
    .option("--to", "TIME", default: "the last reading", "End, not included."),
    .option(
      "--mains", "KIND", default: "active if every house has it, else apparent",
      completion: .words(["active", "apparent", "sum"]),
      "active, apparent, or sum: of the appliances' meters, the denoised case."),
    .option("--mains-meter", "N", default: "the site meter", "The meter that measures the mains."),
    .option(
      "--plug-gaps", "KIND", default: "missing", completion: .words(["missing", "off"]),
      "What a plug's long gap means: missing, or off at the socket (0 W)."),
    .flag("--allow-upsampling", "Let the period be finer than the meters'."),
    .flag(
      "--interactive",
      "Open the session of energy shell with these settings, to look, change, save and run."),
    .flag("--sort", "Sort meters whose rows are far out of order, through a temporary file."),
  ]

  private let input: String?
  private let configuration: String?
  private let overrides: [ConfigurationOverride]
  private let changes: PreprocessChanges
  private let isInteractive: Bool

  init(_ arguments: Arguments) throws(UsageError) {
    input = arguments.operands.first
    configuration = arguments.text("--config")
    overrides = try arguments.values("--set", "KEY=VALUE") { ConfigurationOverride(parsing: $0) }
    changes = try PreprocessChanges(arguments)
    isInteractive = arguments.has("--interactive")
    if isInteractive, arguments.has("--json") {
      throw UsageError("a session has no JSON", remedy: "Leave out --interactive or --json.")
    }
    guard configuration == nil, overrides.isEmpty, !isInteractive else { return }
    if input == nil {
      throw UsageError(
        "FILE is missing", remedy: "Usage: \(HelpText.usage(of: Self.specification))")
    }
    _ = try arguments.required("--output")
  }

  func run(_ console: Console) throws {
    if isInteractive { return try ShellLoop(console).run(beginningWith: try given()) }
    let plan = try plan()
    let bar = console.progress("preparing", unit: .items("rows"))
    defer { bar.finish() }
    let report = try prepare(plan, bar.supervision(console.cancellation))
    bar.finish()
    let page = PreprocessPage(report)
    for note in page.notes { console.note("note: \(note)") }
    if console.isJSON {
      try console.print(page.json)
    } else {
      try console.show(page.text(style: console.style, width: console.tableWidth))
    }
  }

  private func plan() throws -> PreparationPlan {
    let plan = try given()
    if plan.input.isEmpty {
      throw UsageError("FILE is missing", remedy: "Name it, or set preprocess.input.")
    }
    if plan.output.isEmpty {
      throw UsageError("--output is missing", remedy: "Give it, or set preprocess.output.")
    }
    return plan
  }

  /// What the configuration and the command line say, complete or not.
  private func given() throws -> PreparationPlan {
    var plan = PreparationPlan(input: "")
    if configuration != nil || !overrides.isEmpty {
      let folders = ProjectFolders(lookup: Environment.value)
      let empty = try YAMLDocument.parse("preprocess: {}", path: "--set")
      let root = try configuration.map { name in
        try YAMLDocument.read(folders.configuration(named: name))
      }
      plan = try PreparationPlan(configuration: try (root ?? empty).applying(overrides))
    }
    plan.input = input ?? plan.input
    changes.apply(to: &plan)
    return plan
  }

  /// A fault in values that came from a configuration is a fault of the configuration.
  private func prepare(
    _ plan: PreparationPlan, _ supervision: Supervision
  ) throws -> PreparationReport {
    do {
      return try Preparation.run(
        plan, toolVersion: CommandCatalogue.version, supervision: supervision)
    } catch {
      guard error.status == .wrongUsage, configuration != nil || !overrides.isEmpty else {
        throw error
      }
      throw MeterDataError(
        status: changes.setsTimes ? .wrongUsage : .badConfiguration, attempt: error.attempt,
        path: error.path, reason: error.reason, remedy: error.remedy)
    }
  }
}
