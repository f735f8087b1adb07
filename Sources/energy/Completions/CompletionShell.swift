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

extension String {
  /// The text as one word of any of the three shells.
  var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}
