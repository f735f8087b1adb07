/// A shell that the tool can write its completion for.
enum CompletionShell: String, CaseIterable, Sendable {
  case bash, zsh, fish

  /// The script that teaches the shell every command, option and value of the catalogue.
  func script(for commands: [CommandSpecification]) -> String {
    switch self {
    case .bash: BashCompletion.script(for: commands)
    case .zsh: ZshCompletion.script(for: commands)
    case .fish: FishCompletion.script(for: commands)
    }
  }
}

/// The commands that share a first word: one of that word alone, or a family's members.
struct CommandGroup {
  let name: String
  let summary: String
  let members: [CommandSpecification]

  /// Whether the members have a second word.
  var isFamily: Bool { members.contains { $0.family != nil } }

  /// Commands by their first words, in order; a family's summary is the catalogue's.
  static func groups(of commands: [CommandSpecification]) -> [CommandGroup] {
    var names: [String] = []
    for command in commands where !names.contains(command.words[0]) {
      names.append(command.words[0])
    }
    return names.map { name in
      let members = commands.filter { $0.words[0] == name }
      let family = CommandCatalogue.families.first { $0.name == name }
      return CommandGroup(
        name: name, summary: family?.summary ?? members[0].summary, members: members)
    }
  }
}

extension String {
  /// The text as one word of any of the three shells.
  var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }

  /// The same, in quotes only where a shell would read something else without them.
  var shellWord: String {
    let plain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+:,@".contains($0)) }
    return plain && !isEmpty ? self : shellQuoted
  }
}
