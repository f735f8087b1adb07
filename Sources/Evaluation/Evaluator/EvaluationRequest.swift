package import Disaggregation

/// What is evaluated, on what, and how: everything that decides the figures.
package struct EvaluationRequest: Sendable {
  /// Models' files, checkpoints, or folders of runs: all appliances of a run that has several.
  package var checkpoints: [String]
  /// Another tool's output, scored as a model is.
  package var predictions: String? = nil
  /// Of the predictions; nil is that of the models.
  package var appliance: String? = nil
  /// The prepared store that truth and mains come from.
  package var store: String
  /// Houses by their number; none named is the model's own test range, or every house.
  package var buildings: [Int] = []
  /// ISO 8601; a date is local midnight of the store's zone.
  package var from: String? = nil
  package var to: String? = nil
  package var clamping = Clamping.zero
  package var baselines = BaselineChoice.simple
  /// A prepared store for baselines that have to be fitted.
  package var trainStore: String? = nil
  /// Whether samples may be scored that the model has learnt from.
  package var allowsOverlap = false
  /// Whether mains and truth may be brought to the model's period.
  package var resamples = false
  package var engine = EngineChoice.series
  /// nil is as many as there are cores.
  package var threads: Int? = nil
  /// Samples around each scored one that have mains, where that is more than the model's window:
  /// what is scored for others to be compared with.
  package var context: WindowContext? = nil
  /// Samples between what is scored and what a model has learnt from, where that is more than the
  /// model's window, for the same reason.
  package var gap = 0
  /// Bytes to work in, beside weights and series; nil is the engine's own.
  package var memory: Int? = nil

  /// What cannot be guessed; the rest has its default.
  package init(checkpoints: [String], store: String) {
    self.checkpoints = checkpoints
    self.store = store
  }

  /// Whether it says itself which houses and times are meant.
  var namesRange: Bool { !buildings.isEmpty || from != nil || to != nil }
}

/// What an evaluation tells while it goes on.
package enum EvaluationEvent: Sendable {
  /// Samples of one house that are estimated.
  case estimating(appliance: String, house: Int, done: Int, total: Int)
  /// Estimates are compared with the truth.
  case scoring(appliance: String)
  /// Baselines are fitted.
  case fitting(store: String)
}
