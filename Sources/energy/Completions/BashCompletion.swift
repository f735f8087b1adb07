/// Completion for bash 4 or newer.
enum BashCompletion {
  static func script(for commands: [CommandSpecification]) -> String {
    let groups = CommandGroup.groups(of: commands)
    let names = groups.map(\.name) + ["--help", "--version"]
    return """
      # Completion of energy for bash. Try it:  source <(energy completions bash)
      \(helpers)

      _energy() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
        COMPREPLY=()
        # bash cuts --option=value into three words.
        if [[ $current == = ]]; then
          current=
        elif [[ $previous == = && $COMP_CWORD -gt 2 ]]; then
          previous=${COMP_WORDS[COMP_CWORD-2]}
        fi
        if [[ $COMP_CWORD -eq 1 ]]; then
          _energy_words \(quoted(names))
          return
        fi
        case ${COMP_WORDS[1]} in
      \(groups.map(branch).joined(separator: "\n"))
        esac
      }
      complete -F _energy energy

      """
  }

  /// The functions that fill COMPREPLY; words may hold spaces.
  private static let helpers = #"""
    _energy_words() {
      local word
      for word in "$@"; do
        if [[ $word == "$current"* ]]; then COMPREPLY+=("${word// /\\ }"); fi
      done
    }
    _energy_paths() {
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen "$1" -- "$current")
    }
    _energy_place() {
      # Which operand stands at the cursor, given the options that take a value and the words
      # of the command's name.
      local index word place=0
      for ((index = $2; index < COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if [[ $word == -?* ]]; then
          [[ $1 == *" $word "* ]] && ((index++))
          [[ ${COMP_WORDS[index]} == = ]] && ((index++))
        else
          ((place++))
        fi
      done
      return $place
    }
    """#

  private static func branch(_ group: CommandGroup) -> String {
    let members = group.members.map(branch)
    guard group.isFamily else { return members.joined(separator: "\n") }
    let names = group.members.map { $0.words[1] } + ["--help"]
    return """
          \(group.name))
            if [[ $COMP_CWORD -eq 2 ]]; then
              _energy_words \(quoted(names))
              return
            fi
            case ${COMP_WORDS[2]} in
      \(members.joined(separator: "\n"))
            esac
            ;;
      """
  }

  private static func branch(_ command: CommandSpecification) -> String {
    var lines = ["    \(command.words.last ?? ""))"]
    let valued = command.options.filter { $0.value != nil }
    if !valued.isEmpty {
      lines.append("      case $previous in")
      lines += valued.map { "        \($0.name)) \(action($0.completion)); return ;;" }
      lines.append("      esac")
    }
    lines.append("      if [[ $current == -* ]]; then")
    lines.append("        _energy_words \(quoted(command.options.map(\.name)))")
    lines.append("        return")
    lines.append("      fi")
    if !command.operands.isEmpty { lines += operands(of: command, valued.map(\.name)) }
    return (lines + ["      ;;"]).joined(separator: "\n")
  }

  private static func operands(of command: CommandSpecification, _ valued: [String]) -> [String] {
    var lines = [
      "      _energy_place ' \(valued.joined(separator: " ")) ' \(command.words.count + 1)",
      "      case $? in",
    ]
    for (place, operand) in command.operands.enumerated() {
      let places = operand.isRepeatable ? "*" : String(place)
      lines.append("        \(places)) \(action(operand.completion)) ;;")
    }
    return lines + ["      esac"]
  }

  private static func action(_ completion: OptionSpecification.Completion) -> String {
    switch completion {
    case .nothing: ":"
    case .file: "_energy_paths -f"
    case .folder: "_energy_paths -d"
    case .words(let words): "_energy_words \(quoted(words))"
    }
  }

  private static func quoted(_ words: [String]) -> String {
    words.map(\.shellQuoted).joined(separator: " ")
  }
}
