/// Writes a configuration that people read: in order, with comments, two spaces a level.
package struct YAMLWriter: Sendable {
  /// What was written so far.
  package private(set) var text = ""
  private var depth = 0
  /// The dash of a list's element that waits for its first key.
  private var hasPendingDash = false

  package init() {}

  /// A line for people; the text may have several.
  package mutating func comment(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      append(line.isEmpty ? "#" : "# \(line)")
    }
  }

  /// An empty line between paragraphs.
  package mutating func gap() { text += "\n" }

  /// A text, quoted where YAML would take it for something else.
  package mutating func entry(_ key: String, _ value: String, comment: String? = nil) {
    line(key, YAMLWriter.spelled(value), comment)
  }

  /// A whole number.
  package mutating func entry(_ key: String, _ value: Int, comment: String? = nil) {
    line(key, String(value), comment)
  }

  /// A finite number, with all the digits that tell it from others.
  package mutating func entry(_ key: String, _ value: Double, comment: String? = nil) {
    precondition(value.isFinite, "\(key): \(value)")
    line(key, value.description, comment)
  }

  /// True or false.
  package mutating func entry(_ key: String, _ value: Bool, comment: String? = nil) {
    line(key, value ? "true" : "false", comment)
  }

  /// A list of texts on one line.
  package mutating func entry(_ key: String, _ values: [String], comment: String? = nil) {
    line(key, "[\(values.map(YAMLWriter.spelled).joined(separator: ", "))]", comment)
  }

  /// A list of numbers on one line.
  package mutating func entry(_ key: String, _ values: [Int], comment: String? = nil) {
    line(key, "[\(values.map(String.init).joined(separator: ", "))]", comment)
  }

  /// A section, which `body` fills.
  package mutating func section(
    _ key: String, comment: String? = nil, _ body: (inout YAMLWriter) -> Void
  ) {
    line(key, "", comment)
    depth += 1
    body(&self)
    depth -= 1
  }

  /// A list of sections, each filled by `body`.
  package mutating func sections<Element>(
    _ key: String, _ elements: [Element], comment: String? = nil,
    _ body: (Element, inout YAMLWriter) -> Void
  ) {
    guard !elements.isEmpty else { return line(key, "[]", comment) }
    line(key, "", comment)
    for element in elements {
      depth += 2
      hasPendingDash = true
      body(element, &self)
      precondition(!hasPendingDash, "\(key): an element without keys")
      depth -= 2
    }
  }

  private mutating func line(_ key: String, _ value: String, _ comment: String?) {
    let head = YAMLWriter.spelled(key) + ":" + (value.isEmpty ? "" : " \(value)")
    append(comment.map { "\(head)  # \($0)" } ?? head)
  }

  private mutating func append(_ line: String) {
    let indent = String(repeating: "  ", count: hasPendingDash ? depth - 1 : depth)
    text += indent + (hasPendingDash ? "- " : "") + line + "\n"
    hasPendingDash = false
  }

  /// The text as YAML reads it back to the same text.
  static func spelled(_ value: String) -> String {
    isPlain(value) ? value : quoted(value)
  }

  private static func isPlain(_ value: String) -> Bool {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf"]
    guard !words.contains(value.lowercased()), let first = value.first, let last = value.last
    else { return false }
    if value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_./ +-".contains($0)) }) {
      // "6s" and "500ms" are texts, "6", "1e5" and "2013-06-03" would be something else.
      let isSpan =
        value.drop { $0.isNumber }.allSatisfy(\.isLetter) && Double(value) == nil
        && !value.hasPrefix("0")
      return (first.isLetter || first == "/" || first == "." && value.contains("/") || isSpan)
        && last != " "
    }
    return false
  }

  /// The text between double quotes.
  static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}", "\u{7F}"..."\u{9F}":
        let hex = String(scalar.value, radix: 16)
        text += "\\x" + (hex.count < 2 ? "0" : "") + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
