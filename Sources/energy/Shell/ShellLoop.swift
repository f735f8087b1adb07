import Files
import Glibc
import MeterData
import Work

/// Reads lines from a person or a script, hands them to the session, and prints what it answers.
final class ShellLoop {
  private let console: Console
  private var session: ShellSession

  init(_ console: Console) {
    self.console = console
    session = ShellSession(ShellLoop.surroundings(of: console))
  }

  /// Runs until the end: Ctrl-D or `quit` for a person, the last line of a script.
  ///
  /// - Parameter path: A data set to open first, or nil.
  /// - Throws: A `Failure` where `path` cannot be opened, or where lines of a script failed: it
  ///   has the first one's status.
  func run(opening path: String?) throws {
    if let path { try show(try session.perform("open \(ShellLoop.quoted(path))")) }
    session.typed = []
    try readLines()
  }

  /// Runs with settings that a configuration or the command line gave.
  ///
  /// - Parameter plan: Its input is opened first, where it names one.
  /// - Throws: As `run(opening:)`.
  func run(beginningWith plan: PreparationPlan) throws {
    if !plan.input.isEmpty {
      try show(try session.perform("open \(ShellLoop.quoted(plan.input))"))
      try session.adopt(plan)
      try show(try session.perform("settings"))
    }
    session.typed = []
    try readLines()
  }

  private func readLines() throws {
    if isatty(STDIN_FILENO) == 1, isatty(Terminal.descriptor) == 1 {
      try converse()
    } else {
      try follow()
    }
  }

  private static func surroundings(of console: Console) -> ShellSurroundings {
    ShellSurroundings(
      style: console.style, columns: { console.width }, tableColumns: { console.tableWidth },
      open: { try MeterSources.open($0) },
      work: { label, unit, body in
        let bar = console.progress(label, unit: .items(unit))
        defer { bar.finish() }
        if let outcome = try body(bar.supervision(console.cancellation)) { bar.complete(outcome) }
      })
  }

  /// A file name as the session reads it back.
  private static func quoted(_ path: String) -> String {
    path.contains("\"") ? "'\(path)'" : "\"\(path)\""
  }

  private func show(_ reply: ShellReply) throws {
    guard case .text(let text) = reply else { return }
    try console.show(text)
  }
}

// A person.
extension ShellLoop {
  private func converse() throws {
    let history = ShellHistory.place().map(ShellHistory.init(path:))
    var keeps = history != nil
    func attempt<R>(_ fallback: R, _ body: () throws -> R) -> R {
      do { return try body() } catch {
        keeps = false
        complain(error)
        return fallback
      }
    }
    let past = attempt([]) { try history?.load() ?? [] }
    session.typed = past
    guard
      var editor = LineEditor(
        past: past, complete: { [unowned self] in self.session.complete($0) })
    else { return try follow() }
    console.interrupts?.beginSession()
    console.note("Type help for the commands; Ctrl-D ends.")
    while console.interrupts?.isEnding != true {
      let input = prompt(&editor)
      switch input {
      case .end:
        console.note("")
        return
      case .cancelled: console.note("^C")
      case .line(let line):
        if line.allSatisfy(\.isWhitespace) { continue }
        editor.remember(line)
        if keeps { attempt(()) { try history?.append(line) } }
        if try perform(line) == .quit { return }
      }
    }
    throw Interrupted()
  }

  private func prompt(_ editor: inout LineEditor) -> LineInput {
    guard let interrupts = console.interrupts else { return editor.read(prompt: "energy> ") }
    return interrupts.whilePrompting { editor.read(prompt: "energy> ") }
  }

  /// Does one line; a failure is told and forgotten.
  private func perform(_ line: String) throws -> ShellReply {
    console.cancellation.reset()
    do {
      let reply = try session.perform(line)
      try show(reply)
      return reply
    } catch let failure as any Failure where failure.status == .interrupted {
      console.note("cancelled")
    } catch {
      complain(error)
    }
    return .nothing
  }

  private func complain(_ error: any Error) {
    let text =
      (error as? any Failure)?.description
      ?? "\(error). This is a fault of energy; please report it."
    console.complain(text)
  }
}

// A script.
extension ShellLoop {
  /// Runs every line; one that fails is told with its number, and the next ones still run.
  private func follow() throws {
    var reader = try LineReader(path: "-")
    var failed: (line: Int, status: ExitStatus)?
    var failures = 0
    while let (text, number) = try reader.nextLine() {
      // Between two steps nothing else looks: an interrupt ends the script, not the step alone.
      try console.cancellation.check()
      do {
        let reply = try session.perform(text)
        try show(reply)
        if reply == .quit { break }
      } catch let error as any Failure where error.status == .interrupted {
        throw error
      } catch let error as any Failure {
        console.complain("line \(number): \(error.description)")
        failures += 1
        failed = failed ?? (number, error.status)
      }
    }
    try console.cancellation.check()
    guard let failed else { return }
    throw UsageError(
      status: failed.status, attempt: "", path: nil,
      reason: failures == 1
        ? "line \(failed.line) failed"
        : "\(failures) lines failed, the first is line \(failed.line)",
      remedy: nil)
  }
}
