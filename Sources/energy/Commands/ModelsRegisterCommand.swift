import Files
import Registry

/// `energy models register`: takes trained models into the registry.
struct ModelsRegisterCommand: Command {
  static let specification = CommandSpecification(
    name: "models register",
    summary: "Register trained models as versions that can be put into production.",
    discussion: "The model is tested on its golden windows and copied, with what is known of it: "
      + "where it was trained, its evaluations (energy evaluate --record), its SHA-256. Versions "
      + "count up from 1. The same model again is the version that it is already. "
      + "docs/registry.md explains the folders.",
    operands: [
      .init(
        "RUN", repeatable: true,
        "A run's folder (each of its appliances is registered), a checkpoint, or a model's file.")
    ],
    options: [.models],
    examples: [
      "energy models register models/runs/quick",
      "energy models register models/runs/quick/epoch-0004",
    ])

  private let paths: [String]
  private let registry: ModelRegistry

  init(_ arguments: Arguments) throws(UsageError) {
    paths = arguments.operands
    registry = arguments.registry
  }

  func run(_ console: Console) throws {
    let work = RegistrationWork(registry: registry, console: console)
    var done: [Registration] = []
    try work.register(paths) { registration in
      done.append(registration)
      if !console.isJSON { try console.print(work.sentence(registration)) }
    }
    if console.isJSON {
      return try console.print(["registered": .array(done.map { .object(work.members($0)) })])
    }
    if let name = done.first?.version.name {
      console.note("next:  energy models promote \(name.shellWord)")
    }
  }
}
