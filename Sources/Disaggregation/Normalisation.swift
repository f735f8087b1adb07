/// How watts become what a network sees, and back: `(watts − mean) / deviation`.
package struct Normalisation: Sendable, Equatable {
  /// Of the mains, watts.
  package var mainsMean: Double
  package var mainsDeviation: Double
  /// Of the appliance, watts.
  package var targetMean: Double
  package var targetDeviation: Double

  /// Takes means and deviations in watts; the deviations are positive.
  package init(
    mainsMean: Double, mainsDeviation: Double, targetMean: Double, targetDeviation: Double
  ) {
    precondition(
      mainsDeviation > 0 && targetDeviation > 0,
      "deviations of \(mainsDeviation) W and \(targetDeviation) W")
    self.mainsMean = mainsMean
    self.mainsDeviation = mainsDeviation
    self.targetMean = targetMean
    self.targetDeviation = targetDeviation
  }

  /// What an estimate of a network means in watts.
  package func watts(_ estimate: Float) -> Float {
    Float(Double(estimate) * targetDeviation + targetMean)
  }
}
