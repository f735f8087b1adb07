/// Completion for fish.
enum FishCompletion {
  static func script(for commands: [CommandSpecification]) -> String {
    let names = CommandGroup.groups(of: commands).flatMap { group in
      let first =
        "complete -c energy -n __fish_use_subcommand -a \(group.name)"
        + " -d \(quoted(group.summary))"
      return [first] + (group.isFamily ? members(of: group) : [])
    }
    return """
      # Completion of energy for fish. Try it:  energy completions fish | source
      complete -c energy -f
      complete -c energy -n __fish_use_subcommand -l help -d 'Print this help.'
      complete -c energy -n __fish_use_subcommand -l version -d 'Print the version.'
      \((names + commands.flatMap(lines)).joined(separator: "\n"))

      """
  }

  /// The second words of a family, offered until one of them stands there.
  private static func members(of group: CommandGroup) -> [String] {
    let words = group.members.map { $0.words[1] }
    let place =
      "__fish_seen_subcommand_from \(group.name)"
      + "; and not __fish_seen_subcommand_from \(words.joined(separator: " "))"
    return group.members.map { member in
      "complete -c energy -n '\(place)' -a \(member.words[1]) -d \(quoted(member.summary))"
    }
  }

  private static func lines(for command: CommandSpecification) -> [String] {
    let place = command.words.map { "__fish_seen_subcommand_from \($0)" }
    let start = "complete -c energy -n '\(place.joined(separator: "; and "))'"
    let options = command.options.map { option in
      let name = "-l \(option.name.drop { $0 == "-" })"
      let value = option.value == nil ? "" : " -r\(action(option.completion))"
      return "\(start) \(name)\(value) -d \(quoted(option.help))"
    }
    let operands = command.operands.map { action($0.completion) }.filter { !$0.isEmpty }
    return options + operands.map { start + $0 }
  }

  private static func action(_ completion: OptionSpecification.Completion) -> String {
    switch completion {
    case .nothing: ""
    case .file: " -F"
    case .folder: " -a '(__fish_complete_directories)'"
    case .words(let words):
      " -a " + quoted(words.map { $0.replacing(" ", with: "\\ ") }.joined(separator: " "))
    }
  }

  /// In fish's single quotes a backslash stands for itself unless before a quote or another.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
