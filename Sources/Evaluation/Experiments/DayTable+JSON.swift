import Disaggregation
import Files

// Day tallies as columns with a row of numbers for each day.
extension DayTable {
  private typealias Path<Value> = any WritableKeyPath<DayTally, Value> & Sendable

  private static let counts: [(name: String, path: Path<Int>)] = [
    ("samples", \.samples), ("both_on", \.confusion.bothOn),
    ("falsely_on", \.confusion.falselyOn), ("falsely_off", \.confusion.falselyOff),
    ("both_off", \.confusion.bothOff), ("both_on_10w", \.confusionAt10W.bothOn),
    ("falsely_on_10w", \.confusionAt10W.falselyOn),
    ("falsely_off_10w", \.confusionAt10W.falselyOff),
    ("both_off_10w", \.confusionAt10W.bothOff), ("activations", \.activations),
    ("estimated_activations", \.estimatedActivations), ("matched", \.matched),
    ("estimated_matched", \.estimatedMatched),
  ]

  private static let sums: [(name: String, path: Path<Double>)] = [
    ("truth", \.truth), ("estimate", \.estimate), ("mains", \.mains),
    ("truth_squares", \.truthSquares), ("error_squares", \.errorSquares), ("errors", \.errors),
    ("constant_errors", \.constantErrors), ("smaller", \.smaller), ("larger", \.larger),
    ("errors_on", \.errorsOn), ("energy_errors_wh", \.energyErrors),
    ("start_errors_s", \.startErrors), ("duration_errors_s", \.durationErrors),
    ("activation_energy_errors_wh", \.activationEnergyErrors),
  ]

  /// `{"columns": [name], "houses": [days of each], "rows": [[number]]}`.
  var json: JSON {
    let names = Self.counts.map(\.name) + Self.sums.map(\.name)
    let rows = days.map { day in
      JSON.array(
        Self.counts.map { .integer(day[keyPath: $0.path]) }
          + Self.sums.map { .number(day[keyPath: $0.path]) })
    }
    return [
      "columns": .array(names.map(JSON.string)),
      "houses": .array(houses.map { .integer($0.count) }), "rows": .array(rows),
    ]
  }

  init?(json: JSON) {
    let names = (json["columns"]?.elements ?? []).compactMap(\.string)
    guard names == Self.counts.map(\.name) + Self.sums.map(\.name) else { return nil }
    var days: [DayTally] = []
    for row in json["rows"]?.elements ?? [] {
      let cells = row.elements
      guard cells.count == names.count else { return nil }
      var day = DayTally()
      day.days = 1
      for (column, cell) in zip(Self.counts, cells) {
        guard let number = cell.whole else { return nil }
        day[keyPath: column.path] = number
      }
      for (column, cell) in zip(Self.sums, cells.dropFirst(Self.counts.count)) {
        guard let number = cell.double else { return nil }
        day[keyPath: column.path] = number
      }
      days.append(day)
    }
    var houses: [Range<Int>] = []
    for count in (json["houses"]?.elements ?? []).compactMap(\.whole) {
      let first = houses.last?.upperBound ?? 0
      guard count >= 0, first + count <= days.count else { return nil }
      houses.append(first..<(first + count))
    }
    guard (houses.last?.upperBound ?? 0) == days.count else { return nil }
    self.init(days: days, houses: houses)
  }
}
