import Files

/// A command's words, checked against its specification before the command sees them.
struct Arguments: Sendable {
  private let specification: CommandSpecification
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Sorts the words into operands, options and flags.
  ///
  /// - Throws: `UsageError` for an unknown option (with the nearest one), a value that is missing
  ///   or superfluous, an option given twice, and too many or too few operands.
  init(_ words: [String], for specification: CommandSpecification) throws(UsageError) {
    self.specification = specification
    var rest = words[...]
    var onlyOperands = false
    while let word = rest.popFirst() {
      if onlyOperands || word == "-" || !word.hasPrefix("-") {
        operands.append(word)
      } else if word == "--" {
        onlyOperands = true
      } else {
        try take(word, from: &rest)
      }
    }
    if !isAsking { try checkOperands() }
  }

  /// True where help was asked for, which needs no operand.
  var isAsking: Bool { has("--help") }

  private mutating func take(_ word: String, from rest: inout ArraySlice<String>) throws(UsageError)
  {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = word == "-h" ? "--help" : String(parts[0])
    guard let option = specification.options.first(where: { $0.name == name }) else {
      throw UsageError(
        "unknown option \(name)",
        remedy: Spelling.question(for: name, among: specification.options.map(\.name))
          ?? "See energy \(specification.name) --help.")
    }
    if values[name] != nil, !option.isRepeatable, option.value != nil {
      throw UsageError("\(name) is given twice")
    }
    values[name, default: []].append(try value(of: option, inline: parts.dropFirst().first, &rest))
  }

  private func value(
    of option: OptionSpecification, inline: Substring?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let meaning = option.value else {
      if inline != nil { throw UsageError("\(option.name) takes no value") }
      return ""
    }
    if let inline { return String(inline) }
    // A value may begin with one dash ("-" is standard input), but "--x" is the next option.
    guard let next = rest.first, !next.hasPrefix("--") else {
      throw UsageError(
        "\(option.name) needs a value: \(option.name) \(meaning)",
        remedy: "See energy \(specification.name) --help.")
    }
    return rest.removeFirst()
  }

  private func checkOperands() throws(UsageError) {
    let declared = specification.operands
    if let missing = declared.enumerated().first(where: { $1.isRequired && operands.count <= $0 }) {
      throw UsageError(
        "\(missing.element.name) is missing",
        remedy: "Usage: \(HelpText.usage(of: specification))")
    }
    guard operands.count > declared.count, declared.last?.isRepeatable != true else { return }
    throw UsageError(
      "unexpected \"\(operands[declared.count])\"",
      remedy: "Usage: \(HelpText.usage(of: specification))")
  }
}

extension Arguments {
  /// True where the flag or option is given.
  func has(_ name: String) -> Bool { !all(name).isEmpty }

  /// Every value given for a repeatable option, in order.
  func all(_ name: String) -> [String] {
    precondition(
      specification.options.contains { $0.name == name },
      "\(specification.name) reads \(name), which its specification does not declare")
    return values[name] ?? []
  }

  /// The option's value, or nil where it is not given.
  func text(_ name: String) -> String? { all(name).last }

  /// The option's value.
  ///
  /// - Throws: `UsageError` where it is not given.
  func required(_ name: String) throws(UsageError) -> String {
    guard let value = text(name) else {
      throw UsageError(
        "\(name) is missing", remedy: "Usage: \(HelpText.usage(of: specification))")
    }
    return value
  }

  /// The option's value, read by `parse`.
  ///
  /// - Throws: `UsageError` where the text is no such value; `meaning` says what was expected.
  func value<T>(_ name: String, _ meaning: String, _ parse: (String) -> T?) throws(UsageError) -> T?
  {
    try values(name, meaning, parse).last
  }

  /// Every value of a repeatable option, read by `parse`.
  ///
  /// - Throws: `UsageError` where a text is no such value; `meaning` says what was expected.
  func values<T>(
    _ name: String, _ meaning: String, _ parse: (String) -> T?
  ) throws(UsageError) -> [T] {
    var parsed: [T] = []
    for text in all(name) {
      guard let value = parse(text) else {
        throw UsageError("\(name) \(text): expected \(meaning)")
      }
      parsed.append(value)
    }
    return parsed
  }

  /// A whole number within a range.
  ///
  /// - Throws: `UsageError` where it is none or lies outside.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    try value(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}
