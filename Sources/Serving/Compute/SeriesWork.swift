package import Disaggregation
package import MeterData

/// A series to be disaggregated by some models.
package struct SeriesWork: Sendable {
  package var models: [ServedModel]
  package var readings: ReadingBlock
  package var semantics: ReadingSemantics
  /// nil takes watts of readings, kilowatt-hours of registers.
  package var unit: ReadingUnit?
  package var clamping: Clamping
  /// Whether readings are refused that are too coarse for a model; not where a series goes on.
  package var judgesRhythm = true
  /// Whether the answer says how many of its rows nothing to come can change.
  package var settles = false

  package init(
    models: [ServedModel], readings: ReadingBlock, semantics: ReadingSemantics = .sample,
    unit: ReadingUnit? = nil, clamping: Clamping = .zero
  ) {
    self.models = models
    self.readings = readings
    self.semantics = semantics
    self.unit = unit
    self.clamping = clamping
  }
}

/// What came of a series.
package struct SeriesAnswer: Sendable {
  /// As many rows as readings.
  package var rows: PredictedRows
  package var summary: PredictionSummary
  /// Of each model, in its order.
  package var activations: [[EnergyActivation]]
  /// Rows from the first on that nothing to come can change, where the work asks for it.
  package var settled = 0

  package init(
    rows: PredictedRows, summary: PredictionSummary, activations: [[EnergyActivation]]
  ) {
    self.rows = rows
    self.summary = summary
    self.activations = activations
  }
}

extension Refusal {
  /// The code of readings that are too coarse for a model.
  static let tooCoarse = "too_coarse"
}
