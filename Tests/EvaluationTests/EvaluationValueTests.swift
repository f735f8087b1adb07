import Disaggregation
import Testing

@testable import Evaluation

@Suite("An evaluation as a value")
struct EvaluationValueTests {
  @Test("metrics have the keys that programs rely on")
  func keys() {
    let promised = [
      "mae_w", "mae_on_w", "skill", "rmse_w", "sae", "nde", "nde_sqrt", "nep", "match_rate",
      "energy_per_day_error_wh", "teca_mains", "r2", "f1", "precision", "recall", "accuracy",
      "balanced_accuracy", "mcc", "f1_10w", "event_f1", "event_precision", "event_recall",
    ]
    #expect(Set(Metric.allCases.map(\.rawValue)) == Set(promised))
  }
}
