import Disaggregation
import Networks
import Work

/// How far a model's estimates are off when its weights are kept in half precision.
struct HalfTrial {
  /// Watts that no estimate may be off by.
  static let limit = 0.1
  /// Windows that are made up, beside the golden ones.
  private static let madeUp = 40

  let model: TrainedModel
  let pool: ThreadPool

  /// The largest error, watts; infinite where one is no number.
  func error(of half: WindowUse, beside full: WindowUse) -> Double {
    let inputs = model.normalised(
      model.description.goldenWindows.flatMap(\.inputs) + madeUpWindows())
    let count = inputs.count / model.network.plan.window
    let found = outputs(half, .half, inputs, count)
    let wanted = outputs(full, .full, inputs, count)
    let errors = zip(found, wanted).map { abs(Double($0) - Double($1)) }
    guard errors.allSatisfy(\.isFinite) else { return .infinity }
    return (errors.max() ?? 0) * model.description.normalisation.targetDeviation
  }

  private func outputs(
    _ use: WindowUse, _ precision: WeightPrecision, _ inputs: [Float], _ count: Int
  ) -> [Float] {
    use.outputs(
      of: inputs, count: count, network: model.network, precision: precision, pool: pool)
  }

  /// Steps between levels anywhere in the range of the training, with noise: the same each time.
  private func madeUpWindows() -> [Float] {
    var generator = RandomGenerator(seed: 1)
    let highest = max(model.description.mains.histogram.maximum, 1000)
    var level = 0.0
    return (0..<HalfTrial.madeUp * model.network.plan.window).map { place in
      if place.isMultiple(of: model.network.plan.window) || generator.chance(0.03) {
        // Low levels are more common than high ones.
        let height = generator.uniform()
        level = highest * height * height
      }
      return Float(level + 20 * generator.uniform())
    }
  }
}
