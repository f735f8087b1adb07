/// `energy doctor`: what the tool runs on, and what is missing.
struct DoctorCommand: Command {
  static let specification = CommandSpecification(
    name: "doctor",
    summary: "Show versions, machine and folders, and what to install if something is missing.",
    discussion: "Ends with status 69 where something is missing without which nothing works.",
    examples: ["energy doctor"])

  init(_ arguments: Arguments) throws(UsageError) {}

  func run(_ console: Console) throws {
    let report = DoctorReport(
      version: CommandCatalogue.version, surroundings: Surroundings.observed())
    if console.isJSON {
      try console.print(report.json)
    } else {
      try console.show(report.text(style: console.style, width: console.tableWidth))
    }
    guard let worst = report.complaints.first(where: \.isEssential) else { return }
    throw UsageError(
      status: .unavailable, attempt: "", path: nil, reason: worst.matter, remedy: worst.remedy)
  }
}
