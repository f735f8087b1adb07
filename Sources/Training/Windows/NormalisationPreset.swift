package import Disaggregation
import MeterData

/// Means and deviations that publications share, in place of the training range's own.
package enum NormalisationPreset {
  /// The mains', watts.
  private static let mains = (mean: 522.0, deviation: 814.0)

  /// The appliances', watts, on which the code of Zhang and others (2018) and its successors agree.
  private static let appliances: [(name: String, mean: Double, deviation: Double)] = [
    ("kettle", 700, 1000), ("microwave", 500, 800), ("fridge", 200, 400),
    ("dish washer", 700, 1000), ("washing machine", 400, 700),
  ]

  /// The appliances that have a preset.
  package static var names: [String] { appliances.map(\.name) }

  /// The preset of an appliance, however its name is spelled.
  ///
  /// - Throws: `TrainingError` (78) that names the appliances that have one.
  package static func of(appliance name: String) throws(TrainingError) -> Normalisation {
    let key = ApplianceNames.key(ApplianceNames.canonical(name))
    guard let preset = appliances.first(where: { ApplianceNames.key($0.name) == key }) else {
      throw TrainingError(
        status: .badConfiguration, attempt: "", path: nil,
        reason: "there is no preset normalisation for \(name)",
        remedy:
          "There are presets for \(ApplianceNames.list(names)); normalisation: training takes "
          + "the statistics of the training range.")
    }
    return Normalisation(
      mainsMean: mains.mean, mainsDeviation: mains.deviation, targetMean: preset.mean,
      targetDeviation: preset.deviation)
  }
}
