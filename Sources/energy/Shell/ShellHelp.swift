/// What `help` prints in the session.
enum ShellHelp {
  /// All commands, a line each.
  static func overview(width: Int?, _ style: TerminalStyle) -> String {
    var table = TextTable(columns: [.left(""), .left("", shrinksTo: 12)])
    for verb in ShellVerb.allCases { table.add([verb.rawValue, verb.summary]) }
    return table.render(width: width, style: style)
      + "\n\nhelp COMMAND says more. Tab completes; Ctrl-C cancels a line or a step; Ctrl-D ends."
  }

  /// One command.
  static func page(of verb: ShellVerb, _ style: TerminalStyle) -> String {
    var lines = [style.painted(verb.usage, .strong), "  " + verb.summary]
    if let discussion = verb.discussion {
      lines += discussion.split(separator: "\n").map { "  " + $0 }
    }
    let examples = verb.examples.map { "    " + $0 }
    if !examples.isEmpty { lines += ["  " + (examples.count == 1 ? "Example:" : "Examples:")] }
    return (lines + examples).joined(separator: "\n")
  }
}
