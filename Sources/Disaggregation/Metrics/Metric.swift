/// A figure of how well estimates match the truth; the raw value is its key in JSON.
///
/// The variants are those of the literature, named where several go by one name.
package enum Metric: String, Sendable, CaseIterable {
  /// 1 − MAE / MAE of the best constant, which is the median of the truth that is scored.
  case skill
  /// MAE while the truth is at or above the threshold, watts.
  case maeOn = "mae_on_w"
  /// F1 of activations matched one to one.
  case eventF1 = "event_f1"
  case eventPrecision = "event_precision"
  case eventRecall = "event_recall"
  /// Mean of |ŷ − y|, watts.
  case mae = "mae_w"
  /// Watts.
  case rmse = "rmse_w"
  /// |Σŷ − Σy| / Σy: signal aggregate error (Zhang).
  case sae
  /// Σ(ŷ − y)² / Σy².
  case nde
  /// Its square root, which NILMTK prints.
  case ndeRoot = "nde_sqrt"
  /// Σ|ŷ − y| / Σy.
  case nep
  /// Σ min(ŷ, y) / Σ max(ŷ, y).
  case matchRate = "match_rate"
  /// Mean over days of |energy estimated − energy used|, watt-hours.
  case energyPerDay = "energy_per_day_error_wh"
  /// 1 − Σ|ŷ − y| / (2 Σ mains): total energy correctly assigned, of one appliance.
  case tecaMains = "teca_mains"
  case r2
  /// Of samples, on where at or above the threshold.
  case f1
  case precision
  case recall
  case accuracy
  case balancedAccuracy = "balanced_accuracy"
  /// Matthews' correlation coefficient.
  case mcc
  /// F1 of samples at NILMTK's fixed 10 W.
  case f1At10W = "f1_10w"
}
