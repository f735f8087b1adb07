extension YAMLNode {
  /// A file that reads as the same section, without its comments and with one way of writing.
  package var document: String {
    var text = ""
    write(to: &text, depth: 0)
    return text
  }

  private func write(to text: inout String, depth: Int) {
    let indent = String(repeating: "  ", count: depth)
    for entry in entries ?? [] {
      text += indent + YAMLWriter.spelled(entry.key) + ":"
      if let entries = entry.value.entries, !entries.isEmpty {
        text += "\n"
        entry.value.write(to: &text, depth: depth + 1)
      } else {
        text += " " + entry.value.inline + "\n"
      }
    }
  }

  /// The value on one line.
  private var inline: String {
    switch content {
    case .scalar(let text, true): isNull ? "null" : YAMLNode.spelled(plain: text)
    case .scalar(let text, false): YAMLWriter.quoted(text)
    case .sequence(let elements): "[\(elements.map(\.inline).joined(separator: ", "))]"
    case .mapping(let entries):
      "{\(entries.map { "\(YAMLWriter.spelled($0.key)): \($0.value.inline)" }.joined(separator: ", "))}"
    }
  }

  /// A text that stood without quotes may do so again, but for letters that end it in a list.
  private static func spelled(plain text: String) -> String {
    text.contains(where: { ",[]{}#:&*!|>'\"%@`\n".contains($0) }) ? YAMLWriter.quoted(text) : text
  }
}
