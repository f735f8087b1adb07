import Disaggregation

// What every command that lets models estimate takes, in the same words.

extension OptionSpecification {
  /// Models to estimate with.
  static let checkpoints = option(
    "--checkpoint", "PATH", repeatable: true, completion: .file,
    "A run's folder (all its appliances), a checkpoint, or a model's file.")

  /// What is done to estimates; `Arguments.clamping()` reads it.
  static let clamping = option(
    "--clamp", "KIND", default: "zero", completion: .words(Clamping.allCases.map(\.rawValue)),
    "none, zero (no estimate below it) or mains (none above them either).")

  /// How series are estimated: `Arguments.engine()`, `.memory()`, and `--threads`.
  static let estimating: [OptionSpecification] = [
    .option(
      "--engine", "WORD", default: "series",
      completion: .words(EngineChoice.allCases.map(\.rawValue)),
      "series shares what windows have in common, windows does not; the figures are the same."),
    .option("--threads", "N", default: "as many as there are cores", "Threads to work on."),
    .option("--memory", "MB", default: "400", "Memory to work in, beside weights and series."),
  ]
}
