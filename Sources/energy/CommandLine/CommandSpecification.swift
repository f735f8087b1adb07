/// One option as help, completion and the parser know it.
struct OptionSpecification: Sendable {
  /// What a shell may offer after the option.
  enum Completion: Sendable {
    case nothing, file, folder, words([String])
  }

  /// With its dashes: "--period".
  let name: String
  /// The word for its value in help, "DURATION"; nil for a flag.
  let value: String?
  /// The default as help prints it.
  let standard: String?
  let isRepeatable: Bool
  let help: String
  let completion: Completion

  /// An option that takes a value.
  static func option(
    _ name: String, _ value: String, default standard: String? = nil, repeatable: Bool = false,
    completion: Completion = .nothing, _ help: String
  ) -> OptionSpecification {
    OptionSpecification(
      name: name, value: value, standard: standard, isRepeatable: repeatable, help: help,
      completion: completion)
  }

  /// An option that is there or not.
  static func flag(_ name: String, _ help: String) -> OptionSpecification {
    OptionSpecification(
      name: name, value: nil, standard: nil, isRepeatable: false, help: help, completion: .nothing)
  }
}

/// Everything a command declares about its words, once, for parsing, help and completion.
struct CommandSpecification: Sendable {
  /// A word that stands without an option.
  struct Operand: Sendable {
    /// As help prints it: "FILE".
    let name: String
    let isRequired: Bool
    let isRepeatable: Bool
    let help: String
    let completion: OptionSpecification.Completion

    init(
      _ name: String, required: Bool = true, repeatable: Bool = false,
      completion: OptionSpecification.Completion = .file, _ help: String
    ) {
      self.name = name
      self.isRequired = required
      self.isRepeatable = repeatable
      self.help = help
      self.completion = completion
    }
  }

  /// One word, or two where the command belongs to a family: "models architectures".
  let name: String
  /// One sentence, without the command's name.
  let summary: String
  /// A paragraph more, where one helps.
  let discussion: String?
  let operands: [Operand]
  let options: [OptionSpecification]
  /// Commands that work as written in a folder where the quick start has run.
  let examples: [String]

  init(
    name: String, summary: String, discussion: String? = nil, operands: [Operand] = [],
    options: [OptionSpecification] = [], examples: [String]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.operands = operands
    self.options = options + OptionSpecification.everywhere
    self.examples = examples
  }

  /// The words that call it.
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// The family's word; nil for a command of one word.
  var family: String? { words.count > 1 ? words[0] : nil }
}

/// Commands that share their first word, each with its own options.
struct CommandFamily: Sendable {
  let name: String
  /// One sentence about all of them.
  let summary: String
}

extension OptionSpecification {
  /// The options that every command takes.
  static let everywhere: [OptionSpecification] = [
    .flag("--json", "Print the result as JSON on standard output."),
    .flag("--quiet", "Print no progress."),
    .flag("--help", "Print this help."),
  ]
}
