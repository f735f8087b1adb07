import Files

/// One value set from outside a file: `--set training.epochs=3`, or an environment variable.
package struct ConfigurationOverride: Sendable {
  /// The keys from the root down: ["training", "epochs"].
  package let keys: [String]
  /// The value as YAML: "3", "[1, 2]".
  package let text: String
  /// Who set it, for messages: "--set training.epochs=3".
  package let origin: String

  package init(keys: [String], text: String, origin: String) {
    self.keys = keys
    self.text = text
    self.origin = origin
  }

  /// Reads "training.epochs=3"; nil where it has no such form, or no value: an unset shell variable
  /// is no wish for the default, which `null` asks for.
  package init?(parsing assignment: String) {
    let halves = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, halves[1].contains(where: { !$0.isWhitespace }) else { return nil }
    let keys = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !keys.contains(where: \.isEmpty) else { return nil }
    self.init(keys: keys, text: String(halves[1]), origin: "--set \(assignment)")
  }

  /// The overrides that the environment holds, for the variables a command knows.
  ///
  /// - Parameters:
  ///   - variables: Each variable with the key it sets: ("TRAIN_EPOCHS", "training.epochs").
  ///   - lookup: The value of a variable, nil where it is not set.
  /// - Returns: In the order of the variables.
  package static func environment(
    _ variables: [(name: String, key: String)], lookup: (String) -> String?
  ) -> [ConfigurationOverride] {
    variables.compactMap { variable in
      lookup(variable.name).map { value in
        ConfigurationOverride(
          keys: variable.key.split(separator: ".").map(String.init), text: value,
          origin: "the environment variable \(variable.name)")
      }
    }
  }
}

extension YAMLNode {
  /// The configuration with every override in place, the last one winning.
  ///
  /// - Throws: `ConfigurationError` (78) where a value is no YAML or a key leads through a value.
  package func applying(
    _ overrides: [ConfigurationOverride]
  ) throws(ConfigurationError) -> YAMLNode {
    var node = self
    for override in overrides {
      let value = try override.value()
      node = try node.setting(override.keys[...], to: value, override)
    }
    return node
  }

  private func setting(
    _ keys: ArraySlice<String>, to value: YAMLNode, _ override: ConfigurationOverride
  ) throws(ConfigurationError) -> YAMLNode {
    guard let key = keys.first else { return value }
    var node = self
    switch content {
    case .mapping(var entries):
      let index = entries.firstIndex { $0.key == key }
      let old = index.map { entries[$0].value }
      let new = try (old ?? YAMLNode(content: .mapping([]), place: value.place))
        .setting(keys.dropFirst(), to: value, override)
      let entry = Entry(key: key, place: value.place, value: new)
      if let index { entries[index] = entry } else { entries.append(entry) }
      node.content = .mapping(entries)
    case .sequence(var elements):
      guard let index = Int(key), elements.indices.contains(index) else {
        throw value.place.fault("the list has no element \(key)", remedy: "They count from 0.")
      }
      elements[index] = try elements[index].setting(keys.dropFirst(), to: value, override)
      node.content = .sequence(elements)
    case .scalar:
      guard isNull else {
        throw value.place.fault("\"\(key)\" leads into \(kind), which is not a section")
      }
      node.content = .mapping([])
      return try node.setting(keys, to: value, override)
    }
    return node
  }
}

extension ConfigurationOverride {
  fileprivate func value() throws(ConfigurationError) -> YAMLNode {
    let parsed: YAMLNode
    do {
      parsed = try YAMLDocument.parse("value: \(text)\n", path: origin)
    } catch {
      throw place.fault("the value is not YAML: \(error.reason)")
    }
    guard let node = parsed["value"] else { throw place.fault("the value is missing") }
    return node.placed(at: place)
  }

  private var place: YAMLPlace { YAMLPlace(origin: origin, status: .badConfiguration) }
}

extension YAMLNode {
  /// The same value, said to stand elsewhere.
  fileprivate func placed(at place: YAMLPlace) -> YAMLNode {
    let moved: Content
    switch content {
    case .scalar: moved = content
    case .sequence(let elements): moved = .sequence(elements.map { $0.placed(at: place) })
    case .mapping(let entries):
      moved = .mapping(
        entries.map { Entry(key: $0.key, place: place, value: $0.value.placed(at: place)) })
    }
    return YAMLNode(content: moved, place: place)
  }
}
