/// How a series is estimated: `--engine`.
package enum EngineChoice: String, Sendable, CaseIterable {
  /// What neighbouring windows share is computed once.
  case series
  /// Each window by itself, which is slow and is what the other is held against.
  case windows
}
