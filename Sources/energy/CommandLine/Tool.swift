import Files
import Work

/// The program: finds the command, runs it, and says in one sentence what went wrong.
enum Tool {
  /// Runs `energy` with the given words, and returns the exit status.
  static func main(_ words: [String]) -> ExitStatus {
    let cancellation = Cancellation()
    let interrupts = Interrupts(forwardingTo: cancellation)
    var speaker = "energy"
    do {
      let console = Console(isJSON: false, isQuiet: false)
      switch try CommandSearch(words) {
      case .tool: try answer(words, console)
      case .family(let family, let members):
        try console.print(HelpText.page(for: family, members, width: console.proseWidth))
      case .command(let command, let rest):
        speaker += " \(command.specification.name)"
        try run(command, rest, cancellation, interrupts)
      }
      return .success
    } catch let failure as any Failure {
      complain("\(speaker): \(failure.description)")
      return failure.status
    } catch {
      complain("\(speaker): \(error). This is a fault of energy; please report it.")
      return .internalFault
    }
  }

  /// Says what the tool is, or what the command behind `help` does.
  private static func answer(_ words: [String], _ console: Console) throws {
    if words.first == "--version" {
      return try console.print("energy \(CommandCatalogue.version)")
    }
    let width = console.proseWidth
    let named = words.first == "help" ? Array(words.dropFirst()) : []
    switch named.isEmpty ? .tool : try CommandSearch(named + ["--help"]) {
    case .command(let command, _):
      try console.print(HelpText.page(for: command.specification, width: width))
    case .family(let family, let members):
      try console.print(HelpText.page(for: family, members, width: width))
    case .tool:
      try console.print(
        HelpText.overview(
          of: CommandCatalogue.all, families: CommandCatalogue.families,
          version: CommandCatalogue.version, width: width))
    }
  }

  private static func run(
    _ command: CommandEntry, _ words: [String], _ cancellation: Cancellation,
    _ interrupts: Interrupts
  ) throws {
    let arguments = try Arguments(words, for: command.specification)
    let console = Console(
      isJSON: arguments.has("--json"), isQuiet: arguments.has("--quiet"),
      cancellation: cancellation, interrupts: interrupts)
    if arguments.isAsking {
      let page = HelpText.page(for: command.specification, width: console.proseWidth)
      return try console.print(page)
    }
    try command.make(arguments).run(console)
  }

  private static func complain(_ sentence: String) {
    Console(isJSON: false, isQuiet: false).complain(sentence)
  }
}
