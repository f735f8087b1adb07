package import Disaggregation
package import MeterData
package import Work

/// A series to be disaggregated by some models.
package struct SeriesWork: Sendable {
  package let models: [ServedModel]
  package let readings: ReadingBlock
  package let semantics: ReadingSemantics
  /// nil takes watts of readings, kilowatt-hours of registers.
  package var unit: ReadingUnit?
  package var clamping: Clamping
  /// Whether readings are refused that are too coarse for a model; not where a series goes on.
  package var judgesRhythm = true
  /// Once raised, what is not done yet is dropped.
  package var cancellation = Cancellation()
  /// What the readings span of the models' grids: what is computed, gaps that windows reach across
  /// included; of the model with the most.
  package let gridSamples: Int
  /// Whether the answer says how many of its rows nothing to come can change.
  package var settles = false

  /// Work whose extent on the grid is known from now on: a pass over the readings.
  package init(
    models: [ServedModel], readings: ReadingBlock, semantics: ReadingSemantics = .sample,
    unit: ReadingUnit? = nil, clamping: Clamping = .zero
  ) {
    self.models = models
    self.readings = readings
    self.semantics = semantics
    self.unit = unit
    self.clamping = clamping
    gridSamples =
      models.map { GridSpan.samples(of: readings, semantics, for: $0.model) }.max() ?? 0
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
