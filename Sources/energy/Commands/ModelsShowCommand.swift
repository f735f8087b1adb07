import Files
import Registry

/// `energy models show`: one registered version.
struct ModelsShowCommand: Command {
  static let specification = CommandSpecification(
    name: "models show",
    summary: "Show a registered version: network, training ranges, evaluations.",
    operands: [
      .init(
        "APPLIANCE", completion: .nothing,
        "As in kettle; kettle:2 is version 2. Without one, that in production, else the newest.")
    ],
    options: [.models],
    examples: ["energy models show kettle"])

  private let words: VersionWords
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    words = try VersionWords(arguments.operands[0])
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let known = try registry.appliance(words.appliance)
    let number = words.version ?? known.champion ?? known.all.last ?? ""
    let version = try known.version(number)
    let page = VersionPage(version, of: known, in: registry)
    if console.isJSON { return try console.print(page.document) }
    for remark in registry.evaluations(of: version).remarks { console.note("note: \(remark)") }
    try console.print(page.text(width: console.tableWidth, style: console.style))
  }
}
