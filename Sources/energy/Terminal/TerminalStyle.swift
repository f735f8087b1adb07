/// What a text's place of display can show: letters beyond ASCII, and colours.
struct TerminalStyle: Sendable, Equatable {
  /// Blocks, braille and box lines are drawn; otherwise their nearest ASCII letters.
  var isUnicode: Bool
  var hasColour: Bool

  /// Unicode without colours: what a file or a pipe gets in a UTF-8 locale.
  static let plain = TerminalStyle(isUnicode: true, hasColour: false)
  /// Seven bits, no colours.
  static let ascii = TerminalStyle(isUnicode: false, hasColour: false)

  /// The text in the ink's colour, where colours are shown.
  func painted(_ text: String, _ ink: Ink) -> String {
    guard hasColour, !text.isEmpty, let code = ink.code else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  var ellipsis: Character { isUnicode ? "…" : "~" }
  /// Between facts on one line.
  var dot: String { isUnicode ? "·" : "-" }
  /// Beside what is best.
  var star: String { isUnicode ? "★" : "*" }
  /// Between a beginning and an end.
  var arrow: String { isUnicode ? "→" : "to" }
}

/// What a colour means; every picture uses the same ones.
enum Ink: Sendable, Equatable {
  /// The terminal's own colour.
  case standard
  case strong, faint
  case good, bad
  /// The mains: grey everywhere.
  case mains
  /// The hue of the appliance at this place of a list, from one fixed order.
  case appliance(Int)

  /// The parameters of the SGR sequence; nil for the terminal's own colour.
  fileprivate var code: String? {
    switch self {
    case .standard: nil
    case .strong: "1"
    case .faint, .mains: "90"
    case .good: "32"
    case .bad: "31"
    // Blue, yellow, magenta, cyan: apart for the colour-blind too; the rest are bright again.
    case .appliance(let place): ["34", "33", "35", "36", "94", "93", "95", "96"][abs(place) % 8]
    }
  }
}

extension TerminalStyle {
  /// True unless `NO_COLOR` is set or the terminal is a dumb one.
  static func coloursAreWelcome(_ value: (String) -> String? = Environment.value) -> Bool {
    value("NO_COLOR") == nil && !["dumb", nil].contains(value("TERM"))
  }

  /// True where the environment's locale is a UTF-8 one (LC_ALL, then LC_CTYPE, then LANG).
  static func localeIsUTF8(_ value: (String) -> String? = Environment.value) -> Bool {
    let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C"
    return locale.lowercased().filter { $0 != "-" }.contains("utf8")
  }
}
