import Configuration
import Files

/// What a key's value may be: in words, how it is read, and how it is written.
struct ValueKind<Value: Sendable>: Sendable {
  /// Completes "must be …": "a whole number from 1 to 8".
  let meaning: String
  /// What a mistyped text may have been meant to be.
  var words: [String] = []
  /// nil where the value is of another kind.
  let parse: @Sendable (YAMLNode) -> Value?
  /// Adds the line of a key.
  let write: @Sendable (_ value: Value, _ key: String, _ writer: inout YAMLWriter) -> Void

  func read(
    _ reader: inout ConfigurationReader, _ key: String
  ) throws(ConfigurationError) -> Value? {
    try reader.value(key, meaning, among: words, parse)
  }
}

extension ValueKind {
  /// A value, or a word that stands for none.
  static func either<Wrapped>(
    _ kind: ValueKind<Wrapped>, or word: String
  ) -> ValueKind where Value == Wrapped? {
    ValueKind(
      meaning: "\(kind.meaning), or \(word)", words: kind.words + [word],
      parse: { node in
        if let text = node.text, Spelling.folded(text) == word { return .some(nil) }
        return kind.parse(node).map(Optional.some)
      },
      write: { value, key, writer in
        guard let value else { return writer.entry(key, word) }
        kind.write(value, key, &writer)
      })
  }

  /// A value, or no line at all.
  static func optional<Wrapped>(_ kind: ValueKind<Wrapped>) -> ValueKind where Value == Wrapped? {
    ValueKind(
      meaning: kind.meaning, words: kind.words, parse: { kind.parse($0).map(Optional.some) },
      write: { value, key, writer in
        if let value { kind.write(value, key, &writer) }
      })
  }

  /// Of something that another kind of value says as well.
  func mapped<Other: Sendable>(
    _ there: @escaping @Sendable (Value) -> Other?, _ back: @escaping @Sendable (Other) -> Value
  ) -> ValueKind<Other> {
    ValueKind<Other>(
      meaning: meaning, words: words, parse: { parse($0).flatMap(there) },
      write: { value, key, writer in write(back(value), key, &writer) })
  }
}

extension ValueKind<Int> {
  static func wholeNumber(_ range: ClosedRange<Int>) -> ValueKind {
    let bounds =
      range.upperBound == .max
      ? "of at least \(range.lowerBound)"
      : "from \(range.lowerBound) to \(DecimalText.grouped(range.upperBound))"
    return ValueKind(
      meaning: "a whole number \(bounds)",
      parse: { node in node.integer.flatMap { range.contains($0) ? $0 : nil } },
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind<Double> {
  /// `bounds` says the same as `allows`: "above 0".
  static func number(
    _ bounds: String, _ allows: @escaping @Sendable (Double) -> Bool
  ) -> ValueKind {
    ValueKind(
      meaning: "a number \(bounds)",
      parse: { node in node.number.flatMap { allows($0) ? $0 : nil } },
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind<Bool> {
  static var truth: ValueKind {
    ValueKind(
      meaning: "true or false", parse: \.boolean,
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind<TimeSpan> {
  static var span: ValueKind {
    ValueKind(
      meaning: "a span of time such as 90s or 10min",
      parse: { node in
        node.text.flatMap { TimeSpan($0) }.flatMap { $0.nanoseconds > 0 ? $0 : nil }
      },
      write: { value, key, writer in writer.entry(key, value.description) })
  }
}

extension ValueKind<String> {
  /// `what` completes "must be …", too: "a path".
  static func text(_ what: String) -> ValueKind {
    ValueKind(
      meaning: what,
      parse: { node in node.text.flatMap { $0.isEmpty ? nil : $0 } },
      write: { value, key, writer in writer.entry(key, value) })
  }

  /// One of some words; hyphens, underscores and case do not matter.
  static func choice(_ words: [String]) -> ValueKind {
    ValueKind(
      meaning: words.count > 2
        ? "one of \(words.joined(separator: ", "))" : words.joined(separator: " or "),
      words: words,
      parse: { node in
        let folded = node.text.map(Spelling.folded)
        return words.first { Spelling.folded($0) == folded }
      },
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases, by their raw values.
  static var word: ValueKind {
    ValueKind<String>.choice(Value.allCases.map(\.rawValue))
      .mapped({ Value(rawValue: $0) }, { $0.rawValue })
  }
}

extension ValueKind<[String]> {
  /// One text, or a list of some; none only where `mayBeEmpty`.
  static func texts(_ what: String, mayBeEmpty: Bool) -> ValueKind {
    ValueKind(
      meaning: what,
      parse: { node in
        let texts = (node.elements ?? [node]).map(\.text)
        guard mayBeEmpty || !texts.isEmpty, !texts.contains(where: { $0?.isEmpty ?? true })
        else { return nil }
        return texts.compactMap { $0 }
      },
      write: { value, key, writer in writer.entry(key, value) })
  }
}

extension ValueKind<[Int]> {
  /// One whole number of at least 1, or a list of some.
  static func wholeNumbers(_ what: String) -> ValueKind {
    ValueKind(
      meaning: what,
      parse: { node in
        let numbers = (node.elements ?? [node]).map(\.integer)
        guard !numbers.isEmpty, !numbers.contains(where: { $0 ?? 0 < 1 }) else { return nil }
        return numbers.compactMap { $0 }
      },
      write: { value, key, writer in
        if !value.isEmpty { writer.entry(key, value) }
      })
  }
}
