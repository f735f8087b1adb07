/// The text that `--help` prints.
enum HelpText {
  /// Longer lines are hard to read, however wide the terminal is.
  static let widest = 96

  /// "energy inspect FILE [options]".
  static func usage(of specification: CommandSpecification) -> String {
    let operands = specification.operands.map { operand in
      let name = operand.isRepeatable ? "\(operand.name)..." : operand.name
      return operand.isRequired ? name : "[\(name)]"
    }
    return (["energy", specification.name] + operands + ["[options]"]).joined(separator: " ")
  }

  /// The help of one command.
  static func page(for specification: CommandSpecification, width: Int = widest) -> String {
    var sections = [
      "\(specification.summary)\n\nUsage: \(usage(of: specification))"
    ]
    if let discussion = specification.discussion { sections.append(discussion.wrapped(to: width)) }
    if !specification.operands.isEmpty {
      let rows = specification.operands.map { ($0.name, $0.help) }
      sections.append("Arguments:\n" + table(rows, width))
    }
    sections.append(
      "Options:\n" + table(specification.options.map { (heading($0), text($0)) }, width))
    let title = specification.examples.count == 1 ? "Example" : "Examples"
    sections.append(
      "\(title):\n" + specification.examples.map { "  \($0)" }.joined(separator: "\n"))
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The help of the tool: what it is, and its commands.
  static func overview(
    of commands: [CommandEntry], families: [CommandFamily] = [], version: String,
    width: Int = widest
  ) -> String {
    let rows = CommandSearch.names(of: commands).map { name in
      (name, families.first { $0.name == name }?.summary ?? summary(of: name, in: commands))
    }
    return """
      energy \(version): energy disaggregation (NILM) from raw meters to a served model.

      Usage: energy COMMAND [options]

      Commands:
      \(table(rows, width))

      Options:
      \(table([("--help", "Print this help."), ("--version", "Print the version.")], width))

      Example:
        energy simulate --output data/raw/sim.h5 --days 14 --buildings 2 --seed 1

      See energy COMMAND --help for the options of a command.

      """
  }

  /// The help of a family: its commands.
  static func page(
    for family: CommandFamily, _ members: [CommandEntry], width: Int = widest
  ) -> String {
    let rows = members.map { ($0.specification.words[1], $0.specification.summary) }
    return """
      \(family.summary)

      Usage: energy \(family.name) COMMAND [options]

      Commands:
      \(table(rows, width))

      Example:
        \(members.first?.specification.examples.first ?? "")

      See energy \(family.name) COMMAND --help for the options of a command.

      """
  }

  private static func summary(of name: String, in commands: [CommandEntry]) -> String {
    commands.first { $0.specification.name == name }?.specification.summary ?? ""
  }

  private static func heading(_ option: OptionSpecification) -> String {
    option.value.map { "\(option.name) \($0)" } ?? option.name
  }

  private static func text(_ option: OptionSpecification) -> String {
    let repeatable = option.isRepeatable ? " (repeatable)" : ""
    let standard = option.standard.map { " [default: \($0)]" } ?? ""
    return option.help + repeatable + standard
  }

  private static func table(_ rows: [(String, String)], _ width: Int) -> String {
    let column = min(rows.map(\.0.count).max() ?? 0, 26) + 4
    return rows.map { name, help in
      let body = (spaces(column) + help).wrapped(to: width).drop { $0 == " " }
      let gap = column - 2 - name.count
      let start = gap > 1 ? String(repeating: " ", count: gap) : "\n" + spaces(column)
      return "  " + name + start + body
    }.joined(separator: "\n")
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
