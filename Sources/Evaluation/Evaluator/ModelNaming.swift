/// How sentences name a model: by its path where several are evaluated at once.
struct ModelNaming {
  /// Whether one model alone is evaluated, of whatever appliance.
  let isAlone: Bool

  /// In a sentence.
  func callAsFunction(_ path: String) -> String { isAlone ? "the model" : path }

  /// At the beginning of one.
  func beginning(_ path: String) -> String { isAlone ? "The model" : path }
}
