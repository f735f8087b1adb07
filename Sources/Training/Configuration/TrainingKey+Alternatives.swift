import Configuration
import Files

/// One of the words that a key may have, with the settings that the word brings along.
struct TrainingAlternative: Sendable {
  let word: String
  var keys: [TrainingKey] = []
}

extension TrainingKey {
  /// A key whose value is a word, or a section with that word and its settings:
  /// `schedule: step`, or `schedule: {step: {every: 10}}`.
  static func alternatives(
    _ name: String, _ alternatives: [TrainingAlternative],
    chosen: @escaping @Sendable (TrainingConfiguration) -> String,
    choose: @escaping @Sendable (String, inout TrainingConfiguration) -> Void, _ sentence: String
  ) -> TrainingKey {
    let kind = ValueKind<String>.choice(alternatives.map(\.word))
    return TrainingKey(
      name: name, meaning: kind.meaning, sentence: sentence, absent: nil,
      keys: alternatives.filter { !$0.keys.isEmpty }.map { alternative in
        .section(alternative.word, keys: alternative.keys, "The settings of \(alternative.word).")
      },
      read: { (reader, configuration) throws(ConfigurationError) in
        guard reader.value(name)?.entries != nil else {
          if let word = try kind.read(&reader, name) { choose(word, &configuration) }
          return
        }
        let (alternative, settings) = try alternatives.only(of: name, kind.meaning, &reader)
        choose(alternative.word, &configuration)
        if let settings { try alternative.keys.read(settings, &configuration) }
      },
      write: { configuration, writer in
        let word = chosen(configuration)
        let keys = alternatives.first { $0.word == word }?.keys ?? []
        if keys.isEmpty { return writer.entry(name, word) }
        writer.section(name) { section in
          section.section(word) { settings in keys.write(configuration, &settings) }
        }
      })
  }
}

extension [TrainingAlternative] {
  /// The one that a section names, with its settings.
  fileprivate func only(
    of name: String, _ meaning: String, _ reader: inout ConfigurationReader
  ) throws(ConfigurationError) -> (TrainingAlternative, ConfigurationReader?) {
    guard var section = try reader.section(name) else { preconditionFailure("\(name) is none") }
    let named = filter { section.value($0.word) != nil }
    try section.finish()
    guard named.count == 1 else {
      let count = named.isEmpty ? "none" : "several"
      throw reader.fault(name, "must be \(meaning), and is \(count)")
    }
    return (named[0], try section.section(named[0].word))
  }
}
