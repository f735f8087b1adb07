extension StringProtocol {
  /// Columns the text takes on a terminal: colour codes take none, East Asian letters two.
  var displayWidth: Int {
    var columns = 0
    var rest = self[...]
    while let character = rest.first {
      if let after = rest.endOfColourCode {
        rest = rest[after...]
      } else {
        columns += character.displayWidth
        rest = rest.dropFirst()
      }
    }
    return columns
  }

  /// The text cut to `columns`, its last column an ellipsis where something was cut.
  func truncated(to columns: Int, ellipsis: Character = "…") -> String {
    guard displayWidth > columns else { return String(self) }
    guard columns > 0 else { return "" }
    var kept = ""
    var used = 0
    var isCut = false
    var rest = self[...]
    while let character = rest.first {
      if let after = rest.endOfColourCode {
        kept += rest[..<after]
        rest = rest[after...]
        continue
      }
      rest = rest.dropFirst()
      guard !isCut else { continue }
      if used + character.displayWidth > columns - 1 {
        isCut = true
        kept.append(ellipsis)
      } else {
        kept.append(character)
        used += character.displayWidth
      }
    }
    return kept
  }

  /// The text filled with spaces to `columns`, on the left or on the right.
  func padded(to columns: Int, alignedRight: Bool = false) -> String {
    let fill = String(repeating: " ", count: Swift.max(0, columns - displayWidth))
    return alignedRight ? fill + self : self + fill
  }

  /// The text with lines that are too long broken at spaces, and indented like their beginning.
  func wrapped(to columns: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false).map { line in
      guard line.displayWidth > columns else { return String(line) }
      let indent = String(line.prefix { $0 == " " })
      var lines: [String] = []
      var current = indent
      for word in line.split(separator: " ") {
        let isFirst = current.allSatisfy { $0 == " " }
        if !isFirst, current.displayWidth + 1 + word.displayWidth > columns {
          lines.append(current)
          current = indent + word
        } else {
          current += isFirst ? String(word) : " " + word
        }
      }
      return (lines + [current]).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The text without spaces at its end.
  var trimmingEnd: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }

  /// Where an SGR sequence (`ESC [ … m`) that begins the text ends; nil where none begins it.
  private var endOfColourCode: Index? {
    guard hasPrefix("\u{1B}["), let end = firstIndex(of: "m") else { return nil }
    return index(after: end)
  }
}

extension Character {
  /// Columns the character takes: 0 for controls and lone marks, 2 for wide ones, else 1.
  fileprivate var displayWidth: Int {
    if isASCII { return asciiValue.map { $0 >= 32 && $0 < 127 ? 1 : 0 } ?? 0 }
    // U+FE0F asks for the emoji's picture, which is wide.
    if unicodeScalars.contains("\u{FE0F}") { return 2 }
    return unicodeScalars.map(\.displayWidth).max() ?? 0
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Unicode.Scalar.wide.contains { $0.contains(value) } ? 2 : 1
  }

  /// The blocks of Unicode's EastAsianWidth.txt that are wide or fullwidth throughout.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
