package import Files

/// Reads one section key by key, and refuses at the end what nobody asked for.
///
/// A key that is absent, or holds nothing, gives nil; one of the wrong kind or range throws.
package struct ConfigurationReader: Sendable {
  /// The section itself.
  package let node: YAMLNode
  private let prefix: String
  private let entries: [YAMLNode.Entry]
  private var asked: [String] = []

  /// Reads a section; `prefix` is what stands before its keys in messages, "training.".
  ///
  /// - Throws: `ConfigurationError` where the node is no section.
  package init(_ node: YAMLNode, prefix: String = "") throws(ConfigurationError) {
    guard let entries = node.entries else {
      let name = prefix.isEmpty ? "the file" : String(prefix.dropLast())
      throw node.place.fault(
        "\(name) must be a section of keys and values, not \(node.kind)")
    }
    self.node = node
    self.prefix = prefix
    self.entries = entries
  }

  /// The keys as they are written.
  package var keys: [String] { entries.map(\.key) }

  /// The value as it is written.
  package mutating func value(_ key: String) -> YAMLNode? {
    asked.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// A single value read by `parse`; `meaning` completes "must be …", and `words` are what a text
  /// that cannot be parsed may have been meant to be.
  package mutating func value<T>(
    _ key: String, _ meaning: String, among words: [String] = [], _ parse: (YAMLNode) -> T?
  ) throws(ConfigurationError) -> T? {
    guard let node = value(key), !node.isNull else { return nil }
    return try read(node, key, meaning, among: words, parse)
  }

  /// A text that is neither a list nor a section.
  package mutating func text(_ key: String) throws(ConfigurationError) -> String? {
    try value(key, "a text", \.text)
  }

  /// True or false, also as yes or no, on or off.
  package mutating func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
    try value(key, "true or false", \.boolean)
  }

  /// A whole number within a range.
  package mutating func integer(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> Int? {
    try value(key, ConfigurationReader.meaning(range)) { ConfigurationReader.integer($0, range) }
  }

  /// A finite number within a range.
  package mutating func number(
    _ key: String, in range: ClosedRange<Double>
  ) throws(ConfigurationError) -> Double? {
    try value(key, "a number from \(range.lowerBound) to \(range.upperBound)") { node in
      node.number.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A span of time such as "6s".
  package mutating func span(_ key: String) throws(ConfigurationError) -> TimeSpan? {
    try value(key, "a span of time such as 6s or 2min") { $0.text.flatMap { TimeSpan($0) } }
  }

  /// One of some words; hyphens, underscores and case do not matter.
  package mutating func choice(
    _ key: String, among words: [String]
  ) throws(ConfigurationError) -> String? {
    try value(key, "one of \(words.joined(separator: ", "))", among: words) { node in
      let folded = node.text.map(Spelling.folded)
      return words.first { Spelling.folded($0) == folded }
    }
  }

  /// A list of texts; a text alone is a list of one.
  package mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
    try list(key, "a text or a list of texts", \.text)
  }

  /// A list of whole numbers; a number alone is a list of one.
  package mutating func integers(
    _ key: String, in range: ClosedRange<Int>
  ) throws(ConfigurationError) -> [Int]? {
    try list(key, ConfigurationReader.meaning(range)) { ConfigurationReader.integer($0, range) }
  }

  /// A section below this one; its reader wants a `finish()` of its own.
  package mutating func section(_ key: String) throws(ConfigurationError) -> ConfigurationReader? {
    guard let node = value(key), !node.isNull else { return nil }
    return try ConfigurationReader(node, prefix: "\(prefix)\(key).")
  }

  /// A list of sections; each reader wants a `finish()` of its own.
  package mutating func sections(
    _ key: String
  ) throws(ConfigurationError) -> [ConfigurationReader] {
    guard let node = value(key), !node.isNull else { return [] }
    guard let elements = node.elements else {
      throw node.place.fault("\(prefix)\(key) must be a list of sections, not \(node.kind)")
    }
    var readers: [ConfigurationReader] = []
    for (index, element) in elements.enumerated() {
      readers.append(try ConfigurationReader(element, prefix: "\(prefix)\(key).\(index)."))
    }
    return readers
  }

  /// The value, or the complaint that its key is missing.
  package func require<T>(_ value: T?, _ key: String) throws(ConfigurationError) -> T {
    guard let value else { throw node.place.fault("\(prefix)\(key) is missing") }
    return value
  }

  /// A complaint about a key's value, at its line.
  package func fault(_ key: String, _ reason: String, remedy: String? = nil) -> ConfigurationError {
    let place = entries.first { $0.key == key }?.place ?? node.place
    return place.fault("\(prefix)\(key) \(reason)", remedy: remedy)
  }

  /// Refuses keys that nobody asked for.
  ///
  /// - Throws: `ConfigurationError` with file, line and the nearest key that is known.
  package func finish() throws(ConfigurationError) {
    for entry in entries where !asked.contains(entry.key) {
      throw entry.place.fault(
        "unknown key \"\(prefix)\(entry.key)\"",
        remedy: Spelling.question(for: entry.key, among: asked)
          ?? (asked.isEmpty
            ? "There are none here."
            : "Known here: \(Set(asked).sorted().joined(separator: ", "))."))
    }
  }

  private mutating func list<T>(
    _ key: String, _ meaning: String, _ parse: (YAMLNode) -> T?
  ) throws(ConfigurationError) -> [T]? {
    guard let node = value(key), !node.isNull else { return nil }
    var values: [T] = []
    for element in node.elements ?? [node] {
      values.append(try read(element, key, meaning, parse))
    }
    return values
  }

  private func read<T>(
    _ node: YAMLNode, _ key: String, _ meaning: String, among words: [String] = [],
    _ parse: (YAMLNode) -> T?
  ) throws(ConfigurationError) -> T {
    if let value = parse(node) { return value }
    throw node.place.fault(
      "\(prefix)\(key) must be \(meaning), not \(node.kind)",
      remedy: node.text.flatMap { Spelling.question(for: $0, among: words) })
  }

  private static func meaning(_ range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "a whole number of at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }

  private static func integer(_ node: YAMLNode, _ range: ClosedRange<Int>) -> Int? {
    node.integer.flatMap { range.contains($0) ? $0 : nil }
  }
}
