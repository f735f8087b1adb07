package import Training

/// What an experiment tells while it goes on; from any thread.
package enum ExperimentEvent: Sendable {
  /// Rows of a source that have been read.
  case preparing(source: String, done: Int, total: Int?)
  /// A source has become a store.
  case prepared(source: String, store: String, seconds: Double)
  /// All cells are known, and how many of them were done before.
  case planned(cells: Int, done: Int)
  /// A cell begins, or is gone on with; numbers count from 1.
  case began(ExperimentCell, number: Int, of: Int)
  /// What its training tells.
  case training(ExperimentCell, TrainingEvent)
  /// Its test range is being read.
  case evaluating(ExperimentCell)
  /// It is done; so many are now.
  case finished(ExperimentCell, CellResult, done: Int, of: Int)
  /// It could not be done, and the others go on.
  case failed(ExperimentCell, EvaluationError)
  /// A full sentence.
  case note(String)
}
