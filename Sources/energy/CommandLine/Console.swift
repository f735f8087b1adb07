import Files
import Glibc
import Synchronization
import Work

/// Where a command speaks: results to standard output, everything else to standard error.
struct Console: Sendable {
  let cancellation: Cancellation
  /// Who raises the cancellation; nil where nobody does.
  let interrupts: Interrupts?
  /// `--json`: standard output carries one document for programs.
  let isJSON: Bool
  /// `--quiet`: no progress and no notes.
  let isQuiet: Bool
  let outputIsTerminal: Bool
  let errorIsTerminal: Bool
  /// What standard output shows: no colours in files, pipes, dumb terminals or under `NO_COLOR`.
  let style: TerminalStyle
  /// The same of standard error.
  let errorStyle: TerminalStyle

  init(
    isJSON: Bool, isQuiet: Bool, cancellation: Cancellation = Cancellation(),
    interrupts: Interrupts? = nil
  ) {
    self.cancellation = cancellation
    self.interrupts = interrupts
    self.isJSON = isJSON
    self.isQuiet = isQuiet
    outputIsTerminal = isatty(STDOUT_FILENO) == 1
    errorIsTerminal = isatty(STDERR_FILENO) == 1
    style = TerminalStyle(
      isUnicode: TerminalStyle.localeIsUTF8(),
      hasColour: outputIsTerminal && TerminalStyle.coloursAreWelcome())
    errorStyle = TerminalStyle(
      isUnicode: style.isUnicode, hasColour: errorIsTerminal && TerminalStyle.coloursAreWelcome())
  }

  /// Columns of the terminal as it is now, 100 where there is none.
  var width: Int { Terminal.width() ?? 100 }

  /// The width for `TextTable.render`: nil, without limit, where the output is no terminal.
  var tableWidth: Int? { outputIsTerminal ? width : nil }

  /// The width of help: the terminal's, within what reads well.
  var proseWidth: Int { min(tableWidth ?? HelpText.widest, HelpText.widest) }

  /// A page for people: on a terminal, its prose breaks between words.
  func show(_ page: String) throws(FilesError) {
    try print(tableWidth.map { page.wrapped(to: $0) } ?? page)
  }

  /// A line of the result.
  func print(_ text: String) throws(FilesError) {
    try Console.write(text + "\n", to: STDOUT_FILENO)
  }

  /// The result as one JSON document.
  func print(_ json: JSON) throws(FilesError) { try print(json.indentedText) }

  /// A line beside the result, silenced by `--quiet`.
  func note(_ text: String) {
    guard !isQuiet else { return }
    complain(text)
  }

  /// Says what went wrong, on standard error, whatever is silenced.
  func complain(_ text: String) {
    let width = errorIsTerminal ? width : nil
    // Nobody can be told that standard error is gone.
    try? Console.write((width.map { text.wrapped(to: $0) } ?? text) + "\n", to: STDERR_FILENO)
  }

  /// A bar (or, without a terminal, a line every few seconds) for work of one kind.
  func progress(
    _ label: String, unit: ProgressBar.Unit, startingAt start: Int = 0
  ) -> ProgressBar {
    ProgressBar(
      label: label, unit: unit,
      style: isQuiet ? .silent : errorIsTerminal && !Terminal.isDumb ? .bar : .lines, start: start)
  }

  /// Writes all of the text, or says why not (a full disk behind a redirection, a closed pipe).
  static func write(_ text: String, to descriptor: Int32) throws(FilesError) {
    try write(Array(text.utf8), to: descriptor)
  }

  /// Writes all of the bytes, or says why not.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws(FilesError) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE, descriptor == STDOUT_FILENO { endLikeAFilter() }
      guard count > 0 else {
        throw FilesError(
          status: .inputOutput, attempt: "write to", path: "standard output",
          reason: unsafe String(cString: strerror(errno)))
      }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Ends the process without a word: who read its output (`energy … | head`) has seen enough.
  ///
  /// SIGPIPE is ignored otherwise, because libcurl's sockets would raise it as well.
  private static func endLikeAFilter() {
    _ = signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }
}

/// The terminal that the process talks to.
enum Terminal {
  /// Its columns as they are now; nil where no output is a terminal.
  static func width() -> Int? { size()?.columns }

  /// Its columns and rows as they are now; nil where no output is a terminal.
  static func size() -> (columns: Int, rows: Int)? {
    var size = winsize()
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      if unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
        return (Int(size.ws_col), Int(size.ws_row))
      }
    }
    return nil
  }

  /// The output that is a terminal, standard output where both are.
  static var descriptor: Int32 { isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO }

  /// True where the terminal can only print one letter after another.
  static var isDumb: Bool { ["dumb", nil].contains(Environment.value("TERM")) }
}

/// The process's environment.
enum Environment {
  /// The variable's value; an empty one counts as absent.
  static func value(_ name: String) -> String? {
    guard let text = unsafe getenv(name), unsafe text[0] != 0 else { return nil }
    return unsafe String(cString: text)
  }
}
