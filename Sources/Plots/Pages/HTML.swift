/// Text that means itself in a page.
package enum HTML {
  /// The five letters that a page would read as its own, replaced.
  package static func escaped(_ text: String) -> String {
    var out = ""
    for letter in text.unicodeScalars {
      switch letter {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      // Letters that steer a terminal or break a page say nothing here.
      case "\u{0}"..<"\u{9}", "\u{B}"..<"\u{D}", "\u{E}"..<"\u{20}", "\u{7F}": out += "\u{FFFD}"
      default: out.unicodeScalars.append(letter)
      }
    }
    return out
  }
}
