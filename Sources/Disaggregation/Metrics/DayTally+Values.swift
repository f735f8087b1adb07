extension DayTally {
  /// Every metric that is defined; one whose denominator is 0 is left out, never 0.
  package var values: [Metric: Double] {
    guard samples > 0 else { return [:] }
    var values: [Metric: Double] = [:]
    for metric in Metric.allCases {
      if let value = value(of: metric) { values[metric] = value }
    }
    return values
  }

  /// The metric, or nil where its denominator is 0.
  package func value(of metric: Metric) -> Double? {
    switch metric {
    case .mae, .rmse, .maeOn, .skill, .r2, .energyPerDay: watts(metric)
    case .sae, .nde, .ndeRoot, .nep, .matchRate, .tecaMains: share(metric)
    case .f1, .precision, .recall, .accuracy, .balancedAccuracy, .mcc:
      confusion.value(of: metric)
    case .f1At10W: confusionAt10W.value(of: .f1)
    case .eventF1: over(matched + estimatedMatched, activations + estimatedActivations)
    case .eventPrecision: over(estimatedMatched, estimatedActivations)
    case .eventRecall: over(matched, activations)
    }
  }

  private func watts(_ metric: Metric) -> Double? {
    let count = Double(samples)
    return switch metric {
    case .mae: over(errors, count)
    case .rmse: over(errorSquares, count)?.squareRoot()
    case .maeOn: over(errorsOn, Double(confusion.truthOn))
    case .energyPerDay: over(energyErrors, Double(days))
    case .skill: over(errors, constantErrors).map { 1 - $0 }
    // Where the best constant makes no error the truth never changes; the difference of two large
    // sums might not say so.
    default:
      constantErrors > 0
        ? over(errorSquares, truthSquares - truth * truth / count).map { 1 - $0 } : nil
    }
  }

  private func share(_ metric: Metric) -> Double? {
    switch metric {
    case .sae: over(abs(estimate - truth), truth)
    case .nde: over(errorSquares, truthSquares)
    case .ndeRoot: over(errorSquares, truthSquares)?.squareRoot()
    case .nep: over(errors, truth)
    case .matchRate: over(smaller, larger)
    default: over(errors, 2 * mains).map { 1 - $0 }
    }
  }
}

extension Scores.Confusion {
  /// Samples at which the truth is on.
  package var truthOn: Int { bothOn + falselyOff }

  /// Samples at which the truth is off.
  package var truthOff: Int { bothOff + falselyOn }

  /// A metric of on and off, or nil where its denominator is 0.
  func value(of metric: Metric) -> Double? {
    switch metric {
    case .precision: return over(bothOn, bothOn + falselyOn)
    case .recall: return over(bothOn, truthOn)
    case .accuracy: return over(bothOn + bothOff, truthOn + truthOff)
    case .balancedAccuracy:
      guard let hits = over(bothOn, truthOn), let rests = over(bothOff, truthOff) else {
        return nil
      }
      return (hits + rests) / 2
    case .mcc: return correlation
    default: return over(2 * bothOn, 2 * bothOn + falselyOn + falselyOff)
    }
  }

  /// (TP·TN − FP·FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN)), in Double, since products of four
  /// counts do not fit.
  private var correlation: Double? {
    let estimatedOn = Double(bothOn + falselyOn)
    let estimatedOff = Double(bothOff + falselyOff)
    let agreement = Double(bothOn) * Double(bothOff) - Double(falselyOn) * Double(falselyOff)
    return over(
      agreement, (estimatedOn * estimatedOff * Double(truthOn) * Double(truthOff)).squareRoot())
  }
}

/// nil where there is nothing above 0 to divide by.
private func over(_ numerator: Double, _ denominator: Double) -> Double? {
  denominator > 0 ? numerator / denominator : nil
}

private func over(_ numerator: Int, _ denominator: Int) -> Double? {
  over(Double(numerator), Double(denominator))
}
