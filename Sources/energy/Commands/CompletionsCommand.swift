import Files

/// `energy completions`: a script for the user's shell.
struct CompletionsCommand: Command {
  static let specification = CommandSpecification(
    name: "completions",
    summary: "Print the script that completes commands and options in a shell.",
    discussion: """
      For every new session: add "source <(energy completions bash)" to ~/.bashrc, the same with \
      zsh to ~/.zshrc, or write the script of fish to ~/.config/fish/completions/energy.fish.
      """,
    operands: [
      .init("SHELL", completion: .words(shells), "One of \(shells.joined(separator: ", ")).")
    ],
    examples: ["energy completions bash"])

  private static let shells = CompletionShell.allCases.map(\.rawValue)

  private let shell: CompletionShell

  init(_ arguments: Arguments) throws(UsageError) {
    let name = arguments.operands[0]
    guard let shell = CompletionShell(rawValue: name) else {
      throw UsageError(
        "no completion for \(name)",
        remedy: Spelling.question(for: name, among: Self.shells)
          ?? "There is one for \(Self.shells.joined(separator: ", ")).")
    }
    self.shell = shell
  }

  func run(_ console: Console) throws {
    let script = shell.script(for: CommandCatalogue.all.map(\.specification))
    if console.isJSON {
      let document: JSON = ["shell": .string(shell.rawValue), "script": .string(script)]
      try console.print(document)
    } else {
      try console.print(script)
    }
  }
}
