import Files
import Registry

/// `energy models prune`: removes old versions.
struct ModelsPruneCommand: Command {
  static let specification = CommandSpecification(
    name: "models prune",
    summary: "Remove all but the newest versions.",
    discussion: "The version in production and the one that rollback returns to always stay. "
      + "Numbers of versions that were removed are not given again.",
    operands: [
      .init("APPLIANCE", required: false, completion: .nothing, "Of this one alone, as in kettle.")
    ],
    options: [
      .kept, .flag("--dry-run", "Say what would be removed, and remove nothing."), .models,
    ],
    examples: ["energy models prune --keep 3 --dry-run"])

  private let appliance: String?
  private let kept: Int
  private let isTrial: Bool
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    appliance = arguments.operands.first
    kept = try arguments.kept()
    isTrial = arguments.has("--dry-run")
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let named = try appliance.map { [try registry.appliance($0)] } ?? registry.appliances()
    var removed: [(appliance: String, version: String)] = []
    for known in named {
      removed += try registry.prune(known.name, keeping: kept, isTrial: isTrial)
        .map { (known.appliance, $0) }
    }
    if console.isJSON {
      return try console.print([
        "dry_run": .bool(isTrial),
        "removed": .array(
          removed.map { ["appliance": .string($0.appliance), "version": .string($0.version)] }),
      ])
    }
    if removed.isEmpty { return try console.print("nothing to remove") }
    for one in removed {
      let verb = isTrial ? "would remove" : "removed"
      try console.print("\(verb) version \(one.version) of the \(one.appliance)")
    }
  }
}
