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
      guard let command = try command(in: words) else {
        try overview(words)
        return .success
      }
      speaker += " \(command.specification.name)"
      try run(command, Array(words.dropFirst()), cancellation, interrupts)
      return .success
    } catch let failure as any Failure {
      complain("\(speaker): \(failure.description)")
      return failure.status
    } catch {
      complain("\(speaker): \(error). This is a fault of energy; please report it.")
      return .internalFault
    }
  }

  /// The command that the first word names; nil where the words ask about the tool itself.
  private static func command(in words: [String]) throws(UsageError) -> CommandEntry? {
    guard let first = words.first else {
      throw UsageError("no command given", remedy: "See energy --help.")
    }
    if ["--help", "-h", "help", "--version"].contains(first) { return nil }
    for command in CommandCatalogue.all where command.specification.name == first {
      return command
    }
    let names = CommandCatalogue.all.map(\.specification.name) + ["--help", "--version"]
    throw UsageError(
      "unknown command \(first)",
      remedy: Spelling.question(for: first, among: names) ?? "See energy --help.")
  }

  private static func overview(_ words: [String]) throws {
    let console = Console(isJSON: false, isQuiet: false)
    if words.first == "--version" {
      try console.print("energy \(CommandCatalogue.version)")
    } else if words.first == "help", words.count > 1, let named = try command(in: [words[1]]) {
      try console.print(HelpText.page(for: named.specification, width: console.proseWidth))
    } else {
      try console.print(
        HelpText.overview(
          of: CommandCatalogue.all, version: CommandCatalogue.version, width: console.proseWidth))
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
