/// Completion for zsh, to be sourced or put on `fpath` as `_energy`.
enum ZshCompletion {
  static func script(for commands: [CommandSpecification]) -> String {
    let groups = CommandGroup.groups(of: commands)
    let described = groups.map { "    " + "\($0.name):\(escaped($0.summary))".shellQuoted }
    return """
      #compdef energy
      # Completion of energy for zsh. Try it:  source <(energy completions zsh)

      _energy() {
        local -a commands
        commands=(
      \(described.joined(separator: "\n"))
        )
        if (( CURRENT == 2 )); then
          _describe 'command' commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
      \(groups.map(branch).joined(separator: "\n"))
        esac
      }

      if [ "$funcstack[1]" = _energy ]; then
        _energy "$@"
      else
        compdef _energy energy
      fi

      """
  }

  private static func branch(_ group: CommandGroup) -> String {
    let members = group.members.map(branch).joined(separator: "\n")
    guard group.isFamily else { return members }
    let described = group.members.map { "\($0.words[1]):\(escaped($0.summary))".shellQuoted }
    return """
          \(group.name))
            if (( CURRENT == 2 )); then
              commands=(\(described.joined(separator: " ")))
              _describe 'command' commands
              return
            fi
            local member=$words[2]
            shift words
            (( CURRENT-- ))
            case $member in
      \(members)
            esac
            ;;
      """
  }

  private static func branch(_ command: CommandSpecification) -> String {
    let options = command.options.map(specification)
    let operands = command.operands.enumerated().map { place, operand in
      let place = operand.isRepeatable ? "*" : String(place + 1)
      let optional = operand.isRequired || operand.isRepeatable ? ":" : "::"
      return "\(place)\(optional)\(escaped(operand.name)):\(action(operand.completion))"
    }
    let words = (options + operands).map { "        " + $0.shellQuoted }
    return """
          \(command.words.last ?? ""))
            _arguments \\
      \(words.joined(separator: " \\\n"))
            ;;
      """
  }

  /// "*--building=[A house.]:N:" in `_arguments`' own language.
  private static func specification(of option: OptionSpecification) -> String {
    let start = (option.isRepeatable ? "*" : "") + option.name
    let help = "[\(escaped(option.help))]"
    guard let value = option.value else { return start + help }
    return "\(start)=\(help):\(escaped(value)):\(action(option.completion))"
  }

  private static func action(_ completion: OptionSpecification.Completion) -> String {
    switch completion {
    case .nothing: " "
    case .file: "_files"
    case .folder: "_files -/"
    case .words(let words):
      "(" + words.map { $0.replacing(" ", with: "\\ ") }.joined(separator: " ") + ")"
    }
  }

  /// Without the letters that mean something to `_arguments` and `_describe`.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for letter in text {
      if "\\:[]".contains(letter) { out.append("\\") }
      out.append(letter)
    }
    return out
  }
}
