import Files
import Networks

/// How much of a series must be given again so that what follows comes out as of the whole.
package enum PredictionReach {
  /// Nanoseconds before a row: from there on its estimate, its flag and whether the appliance is on
  /// are those of the whole series.
  ///
  /// A window reaches `before` samples back, and where the first of them are missing to the value
  /// that is held there, less than a window before; gaps up to the longest one that is bridged
  /// carry a value on. Of the state: an activation that began before the cut and covers the row is
  /// still found to last long enough, because it lasts `minimumOn` after the pause of at most
  /// `minimumOff` that the cut may have fallen into. A reading that lasts, or the register before,
  /// may lie so much earlier.
  ///
  /// - Parameters:
  ///   - model: The network, its grid and its rule.
  ///   - settings: What readings mean.
  /// - Returns: Nanoseconds, a few samples more than the least.
  package static func nanoseconds(
    of model: TrainedModel, _ settings: PredictionSettings
  ) -> Int64 {
    let description = model.description
    let period = description.period.nanoseconds
    let context = WindowContext(of: model.network.plan)
    let carried = Int(description.mains.maximumGap.nanoseconds / period)
    let samples = Int64(context.before + context.window + carried + spare)
    let state = (description.target.rule.minimumOn + description.target.rule.minimumOff) * 1e9
    return samples * period + Int64(min(state, 1e15)) + lasting(settings, description)
  }

  private static func lasting(
    _ settings: PredictionSettings, _ description: ModelDescription
  ) -> Int64 {
    switch settings.semantics {
    case .sample: 0
    case .hold: (settings.maximumHold ?? PredictionSettings.standardHold).nanoseconds
    case .counter: (settings.maximumHold ?? description.mains.maximumGap).nanoseconds
    }
  }

  /// Samples: the cut falls into one, and states begin and end with one.
  private static let spare = 6
}
