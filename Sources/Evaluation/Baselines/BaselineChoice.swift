/// Which baselines stand beside what is evaluated.
package enum BaselineChoice: String, Sendable, CaseIterable {
  case none
  /// Constants: zero, and the mean and the median of the training range.
  case simple
  /// Those, and the baselines that are fitted on a store.
  case all
}
