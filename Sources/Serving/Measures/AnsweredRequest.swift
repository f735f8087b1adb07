/// What one model's answer says to measures and logs.
package struct AnsweredRequest: Sendable {
  /// How it was asked.
  package enum Kind: String, Sendable, CaseIterable {
    case windows, series, stream
  }

  /// How it was asked.
  package var kind: Kind
  /// Who answered.
  package var model: ServedModel
  /// As the client named it; nil where it did not.
  ///
  /// Never in metrics or text logs.
  package var household: String?
  package var requestID: String
  /// Windows computed, or samples of the grid estimated.
  package var windows: Int
  /// Mains that were read, watts; NaN where missing.
  package let mains: [Float]
  /// The same beside the histogram of the model's training mains: counted once for all observers.
  package let inputs: InputCounts
  /// Watt-hours; nil of raw windows.
  package var energy: Double?
  package var mainsEnergy: Double?
  package var activations: Int?
  /// From the request's arrival to its answer.
  package var seconds: Double

  package init(
    kind: Kind, model: ServedModel, household: String? = nil, requestID: String, windows: Int,
    mains: [Float], energy: Double? = nil, mainsEnergy: Double? = nil, activations: Int? = nil,
    seconds: Double
  ) {
    self.kind = kind
    self.model = model
    self.household = household
    self.requestID = requestID
    self.windows = windows
    self.mains = mains
    inputs = InputCounts(of: mains, beside: model.model.description.mains.histogram)
    self.energy = energy
    self.mainsEnergy = mainsEnergy
    self.activations = activations
    self.seconds = seconds
  }
}

/// Who wants to know of answers; must not wait.
package protocol AnswerObserver: AnyObject, Sendable {
  /// Told of each model's answer.
  func answered(_ answer: AnsweredRequest)
}
