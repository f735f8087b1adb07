import Files

extension Metric {
  /// What tables for people show, leading ones first; R² and plain accuracy, which say little of
  /// appliances that are mostly off, are for programs alone.
  package static let printed: [Metric] = Metric.allCases.filter { ![.r2, .accuracy].contains($0) }

  /// The label with its unit: "skill", "MAE (W)".
  package var title: String { unit.map { "\(label) (\($0))" } ?? label }

  /// How many decimals a value of the metric is worth.
  package func decimals(of value: Double) -> Int {
    if unit == nil { return 3 }
    return value.magnitude < 100 ? 2 : value.magnitude < 1000 ? 1 : 0
  }

  /// The value without its unit: "0.834", "7.25", "123.5", "1,234".
  package func text(_ value: Double) -> String {
    let decimals = decimals(of: value)
    return decimals == 0 ? DecimalText.grouped(value) : DecimalText.fixed(value, decimals)
  }
}
