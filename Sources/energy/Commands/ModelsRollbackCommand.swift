import Files
import Registry
import Work

/// `energy models rollback`: returns to the version that was in production before.
struct ModelsRollbackCommand: Command {
  static let specification = CommandSpecification(
    name: "models rollback",
    summary: "Return to the version that was in production before.",
    discussion: "Again and again, it goes back through the promotions; versions that were pruned "
      + "are passed over. energy models promote goes forward again.",
    operands: [.init("APPLIANCE", completion: .nothing, "Whose model, as in kettle.")],
    options: [.models],
    examples: ["energy models rollback kettle"])

  private let appliance: String
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    let words = try VersionWords(arguments.operands[0])
    if words.version != nil {
      throw UsageError(
        "rollback returns to the version before, whichever that is",
        remedy: "For a certain one: energy models promote \(arguments.operands[0].shellWord).")
    }
    appliance = words.appliance
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let promotion = try registry.rollback(appliance, pool: ThreadPool())
    let page = PromotionPage(promotion, metric: nil)
    if console.isJSON { return try console.print(page.document) }
    try console.show(page.text(width: console.tableWidth, style: console.style))
  }
}
