import Files
import Testing

@testable import Disaggregation

@Suite("Beside metrics that an independent program saved")
struct SavedMetricsTests {
  private static let cases = Result { try SavedMetrics.all() }

  /// To 1e-9, relative to the larger of the value and a millionth, which rounding may leave of 0.
  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-9 * max(abs(expected), 1e-6)
  }

  @Test("the file has its cases")
  func complete() throws {
    let cases = try Self.cases.get()
    #expect(cases.count == 26)
    #expect(Set(cases.map(\.name)).count == cases.count)
  }

  @Test("every metric is the same, or undefined in both")
  func metrics() throws {
    for saved in try Self.cases.get() {
      let scores = saved.scorer.score(.series(saved.estimates)).scores
      for metric in Metric.allCases {
        let expected = try #require(saved.expected["metrics"]?[metric.rawValue])
        switch (scores[metric], expected.double) {
        case (let value?, let wanted?):
          #expect(isNear(value, wanted), "\(metric) of \(saved.name): \(value), not \(wanted)")
        case (let value, let wanted):
          #expect(value == nil && wanted == nil, "\(metric) of \(saved.name)")
        }
      }
    }
  }

  @Test("so are the counts, the energies and the errors of matched activations")
  func counts() throws {
    for saved in try Self.cases.get() {
      let scores = saved.scorer.score(.series(saved.estimates)).scores
      let figures: [(String, Double)] = [
        ("samples", Double(scores.samples)), ("activations", Double(scores.activations)),
        ("estimated_activations", Double(scores.estimatedActivations)),
        ("energy_wh", scores.energy), ("estimated_energy_wh", scores.estimatedEnergy),
        ("mains_energy_wh", scores.mainsEnergy),
      ]
      for (key, value) in figures {
        let wanted = try #require(saved.expected[key]?.double)
        #expect(isNear(value, wanted), "\(key) of \(saved.name): \(value), not \(wanted)")
      }
      guard let matches = scores.matches else {
        #expect(saved.expected["matches"] == .null, "\(saved.name)")
        continue
      }
      let errors: [(String, Double)] = [
        ("count", Double(matches.count)), ("start_s", matches.start),
        ("duration_s", matches.duration), ("energy_wh", matches.energy),
      ]
      for (key, value) in errors {
        let wanted = try #require(saved.expected["matches"]?[key]?.double)
        #expect(isNear(value, wanted), "\(key) of \(saved.name): \(value), not \(wanted)")
      }
    }
  }

  @Test("samples and activations belong to the same local days")
  func days() throws {
    for saved in try Self.cases.get() {
      let days = saved.scorer.score(.series(saved.estimates)).days
      let found = days.map { day -> JSON in
        [
          "samples": .integer(day.samples), "activations": .integer(day.activations),
          "estimated_activations": .integer(day.estimatedActivations),
        ]
      }
      #expect(saved.expected["days"] == .array(found), "\(saved.name)")
    }
  }
}
