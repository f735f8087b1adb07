import Foundation
import Testing

@testable import energy

@Suite("Completion")
struct CompletionTests {
  static let commands = [
    CommandSpecification(
      name: "inspect", summary: "Show [what]: it's in a file.",
      operands: [.init("FILE", "The file.")],
      options: [
        .flag("--quick", "Be quick."),
        .option("--mains", "QUANTITY", completion: .words(["active", "apparent"]), "The mains."),
        .option("--appliance", "NAME", completion: .words(["dish washer", "kettle"]), "Which."),
      ], examples: []),
    CommandSpecification(
      name: "fetch", summary: "Fetch.",
      operands: [
        .init("SET", completion: .words(["ukdale", "redd"]), "Which."),
        .init("FOLDER", completion: .folder, "Where to."),
      ],
      options: [.option("--seed", "N", "The seed.")], examples: []),
    CommandSpecification(
      name: "keep show", summary: "Show one.",
      operands: [.init("NAME", completion: .words(["first", "second"]), "Which.")],
      options: [.option("--part", "N", "A part.")], examples: []),
    CommandSpecification(name: "keep all", summary: "Show all.", examples: []),
  ]

  @Test(
    "in a real bash offers commands, options, values, operands and files",
    arguments: [
      (["energy", ""], ["inspect", "fetch", "keep", "--help", "--version"]),
      (["energy", "in"], ["inspect"]),
      (["energy", "inspect", "--q"], ["--quick", "--quiet"]),
      (["energy", "inspect", "--mains", "a"], ["active", "apparent"]),
      (["energy", "inspect", "--mains", "=", "ap"], ["apparent"]),
      (["energy", "inspect", "--mains", "="], ["active", "apparent"]),
      (["energy", "inspect", "--appliance", "d"], ["dish\\ washer"]),
      (["energy", "inspect", "--quick", ""], ["a file", "sub"]),
      (["energy", "fetch", ""], ["ukdale", "redd"]),
      (["energy", "fetch", "--seed", ""], []),
      (["energy", "fetch", "--seed", "1", "r"], ["redd"]),
      (["energy", "fetch", "--seed", "=", "1", "r"], ["redd"]),
      (["energy", "fetch", "ukdale", ""], ["sub"]),
      (["energy", "nonsense", ""], []),
      (["energy", "keep", ""], ["show", "all", "--help"]),
      (["energy", "keep", "s"], ["show"]),
      (["energy", "keep", "show", ""], ["first", "second"]),
      (["energy", "keep", "show", "--part", "1", "s"], ["second"]),
      (["energy", "keep", "show", "--p"], ["--part"]),
      (["energy", "keep", "nonsense", ""], []),
    ])
  func completesInBash(words: [String], replies: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.fill()
    let line = words.map(\.shellQuoted).joined(separator: " ")
    let program = """
      \(CompletionShell.bash.script(for: Self.commands))
      COMP_WORDS=(\(line)); COMP_CWORD=\(words.count - 1)
      _energy
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let answer = try Shell.run("bash", ["--norc", "-c", program], in: folder.path)
    #expect(answer.errors == "")
    let lines = answer.output.split(separator: "\n").map(String.init)
    #expect(Set(lines) == Set(replies))
  }

  @Test(
    "is a script that its shell can read", arguments: CompletionShell.allCases)
  func isReadable(shell: CompletionShell) throws {
    guard let program = Shell.path(of: shell.rawValue) else {
      return  // Debian has bash; the others are checked where they are installed.
    }
    let folder = try TemporaryFolder()
    let file = folder.path + "/script"
    try shell.script(for: CommandCatalogue.all.map(\.specification) + Self.commands)
      .write(toFile: file, atomically: false, encoding: .utf8)
    let answer = try Shell.run(program, ["-n", file], in: folder.path)
    #expect(answer.status == 0 && answer.errors == "", "\(answer.errors)")
  }

  @Test("spells help so that zsh and fish take it literally")
  func quotes() {
    let zsh = CompletionShell.zsh.script(for: Self.commands)
    #expect(zsh.contains(#"'inspect:Show \[what\]\: it'\''s in a file.'"#))
    #expect(zsh.contains(#"'--appliance=[Which.]:NAME:(dish\ washer kettle)'"#))
    let fish = CompletionShell.fish.script(for: Self.commands)
    #expect(
      fish.contains(
        "-n '__fish_seen_subcommand_from keep; and not __fish_seen_subcommand_from show all'"
          + " -a show -d 'Show one.'"))
    #expect(fish.contains(#"-a inspect -d 'Show [what]: it\'s in a file.'"#))
  }
}
