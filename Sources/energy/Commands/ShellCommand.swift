/// `energy shell`: looking at data and choosing how to prepare them, a line at a time.
struct ShellCommand: Command {
  static let specification = CommandSpecification(
    name: "shell",
    summary: "Look at a data set and choose how to prepare it, interactively.",
    discussion:
      "Type help for the commands. Tab completes names and files, Ctrl-C cancels a line or a "
      + "running step, Ctrl-D or quit ends the session. Commands piped in work as a script: every "
      + "line runs, and the exit status is that of the first line that failed.",
    operands: [.init("FILE", required: false, "The data set to open first.")],
    examples: ["energy shell data/raw/sim.h5"])

  private let path: String?

  init(_ arguments: Arguments) throws(UsageError) {
    if arguments.has("--json") {
      throw UsageError("a session has no JSON", remedy: "See energy inspect --json.")
    }
    path = arguments.operands.first
  }

  func run(_ console: Console) throws { try ShellLoop(console).run(opening: path) }
}
