extension Metric {
  /// What tables and reports lead with.
  package static let headline: [Metric] = [.skill, .maeOn, .eventF1]

  /// As tables print it.
  package var label: String {
    switch self {
    case .skill: "skill"
    case .maeOn: "MAE while on"
    case .eventF1: "event F1"
    case .eventPrecision: "event precision"
    case .eventRecall: "event recall"
    case .mae: "MAE"
    case .rmse: "RMSE"
    case .sae: "SAE"
    case .nde: "NDE"
    case .ndeRoot: "√NDE"
    case .nep: "NEP"
    case .matchRate: "match rate"
    case .energyPerDay: "EpD"
    case .tecaMains: "TECA (mains)"
    case .r2: "R²"
    case .f1: "F1"
    case .precision: "precision"
    case .recall: "recall"
    case .accuracy: "accuracy"
    case .balancedAccuracy: "balanced accuracy"
    case .mcc: "MCC"
    case .f1At10W: "F1 at 10 W"
    }
  }

  /// "W", "Wh", or nil where it is a plain number.
  package var unit: String? {
    switch self {
    case .mae, .maeOn, .rmse: "W"
    case .energyPerDay: "Wh"
    default: nil
    }
  }

  /// False where 0 is perfect.
  package var isHigherBetter: Bool {
    switch self {
    case .mae, .maeOn, .rmse, .sae, .nde, .ndeRoot, .nep, .energyPerDay: false
    default: true
    }
  }

  /// One sentence that names the variant; ŷ is the clamped estimate and y the truth.
  package var definition: String {
    switch self {
    case .skill:
      "1 − MAE / MAE of the best constant, which is the median of the truth that is scored: 0 is "
        + "what a constant can do, 1 is perfect."
    case .maeOn: "Mean of |ŷ − y| where the truth is at or above the appliance's threshold."
    case .eventF1:
      "Harmonic mean of event precision and event recall: activations by NILMTK's rule, matched "
        + "one to one by greatest overlap, where intersection over union is at least 0.5 or the "
        + "starts lie within 60 s or two periods."
    case .eventPrecision: "Share of the estimated activations that match one of the truth."
    case .eventRecall: "Share of the truth's activations that match an estimated one."
    case .mae: "Mean of |ŷ − y|."
    case .rmse: "Square root of the mean of (ŷ − y)²."
    case .sae: "Signal aggregate error (Zhang): |Σŷ − Σy| / Σy over all that is scored."
    case .nde: "Normalised disaggregation error: Σ(ŷ − y)² / Σy²."
    case .ndeRoot: "√(Σ(ŷ − y)² / Σy²), which NILMTK prints as NDE."
    case .nep: "Normalised error in assigned power: Σ|ŷ − y| / Σy."
    case .matchRate: "Σ min(ŷ, y) / Σ max(ŷ, y)."
    case .energyPerDay:
      "Mean over local days of |energy estimated − energy used|, of the samples that are scored."
    case .tecaMains:
      "Total energy correctly assigned, of this appliance alone, over the mains (Kolter and "
        + "Johnson; Kelly): 1 − Σ|ŷ − y| / (2 Σ mains)."
    case .r2: "1 − Σ(ŷ − y)² / Σ(y − mean of y)²."
    default: ofStates
    }
  }

  private var ofStates: String {
    switch self {
    case .f1: "Of samples on at or above the appliance's threshold: 2 TP / (2 TP + FP + FN)."
    case .precision:
      "Of samples estimated at or above the appliance's threshold, the share that is."
    case .recall: "Of samples at or above the appliance's threshold, the share estimated so."
    case .accuracy: "Share of samples whose state, at the appliance's threshold, is right."
    case .balancedAccuracy: "Mean of the shares of on and of off samples whose state is right."
    case .mcc: "Matthews' correlation coefficient of the states at the appliance's threshold."
    default: "F1 of samples on at or above NILMTK's fixed 10 W."
    }
  }
}
