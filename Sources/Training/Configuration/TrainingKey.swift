import Configuration
import Files

/// One key of the section `training`: reader, writer and documentation come from it alone.
struct TrainingKey: Sendable {
  typealias Read =
    @Sendable (inout ConfigurationReader, inout TrainingConfiguration) throws(ConfigurationError)
    -> Void
  /// A place in a configuration.
  typealias Path<Value> = any WritableKeyPath<TrainingConfiguration, Value> & Sendable
  typealias Write = @Sendable (TrainingConfiguration, inout YAMLWriter) -> Void

  let name: String
  /// What its value may be: "a whole number from 1 to 8".
  let meaning: String
  /// One sentence on what it decides.
  let sentence: String
  /// What is taken where it is not given, in words; nil is what `write` makes of the default.
  let absent: String?
  /// Those of the section that its value is or may be.
  let keys: [TrainingKey]
  let read: Read
  let write: Write
}

extension TrainingKey {
  /// A key with a value: `absent` says what is taken where it is not given, if the default does
  /// not; `required` says in a full sentence why it cannot be left out, if it cannot.
  init<Value: Sendable>(
    _ name: String, _ path: Path<Value>,
    _ kind: ValueKind<Value>, absent: String? = nil, required: String? = nil, _ sentence: String
  ) {
    self.name = name
    meaning = kind.meaning
    self.sentence = sentence
    self.absent = required == nil ? absent : "required"
    keys = []
    read = { (reader, configuration) throws(ConfigurationError) in
      if let value = try kind.read(&reader, name) {
        configuration[keyPath: path] = value
      } else if let required {
        throw reader.fault(name, "is missing", remedy: required)
      }
    }
    write = { configuration, writer in kind.write(configuration[keyPath: path], name, &writer) }
  }

  /// A key whose value is a section; `required` says in a full sentence why it cannot be left out,
  /// if it cannot.
  static func section(
    _ name: String, keys: [TrainingKey], required: String? = nil, _ sentence: String
  ) -> TrainingKey {
    TrainingKey(
      name: name, meaning: "a section", sentence: sentence,
      absent: required == nil ? "the defaults of its keys" : "required", keys: keys,
      read: { (reader, configuration) throws(ConfigurationError) in
        if let section = try reader.section(name, orWord: nil, remedy: required) {
          try keys.read(section, &configuration)
        } else if let required {
          throw reader.fault(name, "is missing", remedy: required)
        }
      },
      write: { configuration, writer in
        writer.section(name) { section in keys.write(configuration, &section) }
      })
  }

  /// A key whose value is a section, or a word for its absence.
  static func section(
    _ name: String, orWord word: String,
    isPresent: @escaping @Sendable (TrainingConfiguration) -> Bool,
    setPresent: @escaping @Sendable (Bool, inout TrainingConfiguration) -> Void,
    keys: [TrainingKey], _ sentence: String
  ) -> TrainingKey {
    TrainingKey(
      name: name, meaning: "a section, or \(word)", sentence: sentence,
      absent: "the defaults of its keys", keys: keys,
      read: { (reader, configuration) throws(ConfigurationError) in
        guard let node = reader.value(name), !node.isNull else { return }
        let section = try reader.section(name, orWord: word, remedy: nil)
        setPresent(section != nil, &configuration)
        if let section { try keys.read(section, &configuration) }
      },
      write: { configuration, writer in
        guard isPresent(configuration) else { return writer.entry(name, word) }
        writer.section(name) { section in keys.write(configuration, &section) }
      })
  }
}

extension [TrainingKey] {
  /// Reads a whole section, and refuses what none of the keys is.
  func read(
    _ section: ConfigurationReader, _ configuration: inout TrainingConfiguration
  ) throws(ConfigurationError) {
    var section = section
    for key in self { try key.read(&section, &configuration) }
    try section.finish()
  }

  func write(_ configuration: TrainingConfiguration, _ writer: inout YAMLWriter) {
    for key in self { key.write(configuration, &writer) }
  }
}

extension ConfigurationReader {
  /// The section below a key; nil where there is nothing, or the word that stands for nothing.
  fileprivate mutating func section(
    _ key: String, orWord word: String?, remedy: String?
  ) throws(ConfigurationError) -> ConfigurationReader? {
    guard let node = value(key), !node.isNull else { return nil }
    if let text = node.text, let word, Spelling.folded(text) == word { return nil }
    guard node.entries != nil else {
      let alternative = word.map { " or \($0)" } ?? ""
      throw fault(key, "must be a section\(alternative), not \(node.kind)", remedy: remedy)
    }
    return try section(key)
  }
}
