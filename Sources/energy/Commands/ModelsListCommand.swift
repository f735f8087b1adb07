import Files
import Registry

/// `energy models list`: what is registered, and what is in production.
struct ModelsListCommand: Command {
  static let specification = CommandSpecification(
    name: "models list",
    summary: "List the registered versions, and which are in production.",
    discussion: "Figures are of the range that most versions of an appliance were evaluated on "
      + "(energy evaluate --record), else of the one with most samples.",
    operands: [
      .init("APPLIANCE", required: false, completion: .nothing, "Of this one alone, as in kettle.")
    ],
    options: [.models],
    examples: ["energy models list"])

  private let appliance: String?
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    appliance = arguments.operands.first
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let found = try appliance.map { [try registry.appliance($0)] } ?? registry.appliances()
    let page = VersionsPage(found, in: registry)
    if console.isJSON { return try console.print(page.document) }
    try console.print(page.text(width: console.tableWidth, style: console.style))
    for damage in found.flatMap(\.damaged) { console.complain("note: \(damage.reason)") }
  }
}
