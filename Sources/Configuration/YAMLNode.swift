package import Files

/// A value of a YAML text that remembers where it stands.
package struct YAMLNode: Sendable {
  /// What kinds of value there are.
  package enum Content: Sendable {
    /// The text, and whether it stood without quotes (only then it may mean "nothing").
    case scalar(String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  /// A key and its value.
  package struct Entry: Sendable {
    /// As it is written.
    package let key: String
    /// Where the key stands.
    package let place: YAMLPlace
    /// What stands after the colon.
    package var value: YAMLNode

    package init(key: String, place: YAMLPlace, value: YAMLNode) {
      self.key = key
      self.place = place
      self.value = value
    }
  }

  /// A text, a list or a section.
  package var content: Content
  /// Where it begins.
  package let place: YAMLPlace

  package init(content: Content, place: YAMLPlace) {
    self.content = content
    self.place = place
  }

  /// Nothing was written: an empty value, "~" or "null".
  package var isNull: Bool {
    guard case .scalar(let text, true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The text of a value that is neither a list, a section nor nothing.
  package var text: String? {
    guard case .scalar(let text, _) = content, !isNull else { return nil }
    return text
  }

  /// The whole number that is written here.
  package var integer: Int? { text.flatMap { Int($0) } }

  /// The finite number that is written here.
  package var number: Double? {
    text.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// "true", "yes", "on" and their opposites, in any case.
  package var boolean: Bool? {
    switch text?.lowercased() {
    case "true", "yes", "on": true
    case "false", "no", "off": false
    default: nil
    }
  }

  /// The values of a list, or nil.
  package var elements: [YAMLNode]? {
    guard case .sequence(let elements) = content else { return nil }
    return elements
  }

  /// The entries of a section in their order, or nil.
  package var entries: [Entry]? {
    guard case .mapping(let entries) = content else { return nil }
    return entries
  }

  /// The value of a section's key, or nil.
  package subscript(key: String) -> YAMLNode? {
    entries?.first { $0.key == key }?.value
  }

  /// The same as JSON, plain texts being numbers, truths or nothing where they look like it.
  package var json: JSON {
    switch content {
    case .sequence(let elements): .array(elements.map(\.json))
    case .mapping(let entries):
      .object(entries.map { JSON.Member(key: $0.key, value: $0.value.json) })
    case .scalar(let text, false): .string(text)
    case .scalar(let text, true):
      isNull
        ? .null
        : integer.map(JSON.integer) ?? number.map(JSON.number) ?? boolean.map(JSON.bool)
          ?? .string(text)
    }
  }

  /// What people call this kind of value.
  package var kind: String {
    switch content {
    case .sequence: "a list"
    case .mapping: "a section"
    case .scalar(let text, _): isNull ? "nothing" : "\"\(text)\""
    }
  }
}

/// Where a value stands, and how severe a fault there is.
package struct YAMLPlace: Sendable {
  /// What was read: a file, or an option such as "--set".
  package let origin: String
  /// From 1; nil where the origin has no lines.
  package let line: Int?
  package let column: Int?
  /// 78 for configurations, 65 for descriptions that belong to the data.
  package let status: ExitStatus

  init(origin: String, line: Int? = nil, column: Int? = nil, status: ExitStatus) {
    self.origin = origin
    self.line = line
    self.column = column
    self.status = status
  }

  /// A fault at this place.
  package func fault(_ reason: String, remedy: String? = nil) -> ConfigurationError {
    ConfigurationError(
      status: status, attempt: "read", path: description, reason: reason, remedy: remedy)
  }

  /// "configs/kettle.yaml, line 3".
  package var description: String { line.map { "\(origin), line \($0)" } ?? origin }
}
