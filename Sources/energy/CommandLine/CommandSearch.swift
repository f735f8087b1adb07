import Files

/// What the first words of a command line name.
enum CommandSearch {
  /// A command, with the words behind its name.
  case command(CommandEntry, rest: [String])
  /// A family whose help is asked for.
  case family(CommandFamily, [CommandEntry])
  /// The tool itself: `--help`, `help`, `--version`.
  case tool

  /// Finds what the words name.
  ///
  /// - Throws: `UsageError` for no word, an unknown one (with the nearest), and a family's word alone.
  init(
    _ words: [String], in commands: [CommandEntry] = CommandCatalogue.all,
    families: [CommandFamily] = CommandCatalogue.families
  ) throws(UsageError) {
    guard let first = words.first else {
      throw UsageError("no command given", remedy: "See energy --help.")
    }
    let asking = ["--help", "-h", "help"]
    if asking.contains(first) || first == "--version" {
      self = .tool
    } else if let family = families.first(where: { $0.name == first }) {
      let members = commands.filter { $0.specification.family == first }
      guard let second = words.dropFirst().first else {
        throw UsageError("no command given after \(first)", remedy: "See energy \(first) --help.")
      }
      if asking.contains(second) {
        self = .family(family, members)
      } else {
        self = try CommandSearch.found(second, among: members, of: family, words)
      }
    } else {
      let names = CommandSearch.names(of: commands)
      guard let command = commands.first(where: { $0.specification.name == first }) else {
        throw UsageError(
          "unknown command \(first)",
          remedy: Spelling.question(for: first, among: names + ["--help", "--version"])
            ?? "See energy --help.")
      }
      self = .command(command, rest: Array(words.dropFirst()))
    }
  }

  /// The first words of all commands, each once.
  static func names(of commands: [CommandEntry]) -> [String] {
    commands.map { $0.specification.words[0] }.reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  private static func found(
    _ second: String, among members: [CommandEntry], of family: CommandFamily, _ words: [String]
  ) throws(UsageError) -> CommandSearch {
    guard let member = members.first(where: { $0.specification.words[1] == second }) else {
      throw UsageError(
        "unknown command \(family.name) \(second)",
        remedy: Spelling.question(for: second, among: members.map(\.specification.words[1]))
          ?? "See energy \(family.name) --help.")
    }
    return .command(member, rest: Array(words.dropFirst(2)))
  }
}
