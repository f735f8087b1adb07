import Foundation

@testable import Evaluation

/// Fixtures/baselines.json: answers that scripts/fixtures/baselines.py found by trying all there is.
struct SavedBaselines: Decodable {
  let households: [Household]
  let powers: [Powers]

  /// A model, readings, and the states of all appliances for each.
  struct Household: Decodable, Sendable {
    let appliances: [Appliance]
    let base: Double
    let deviation: Double
    let mains: [Float]
    let fhmm: [[Int]]
    let logLikelihood: Double
    let co: [[Int]]

    struct Appliance: Decodable, Sendable {
      let watts: [Double]
      let counts: [[Int]]
    }

    var model: HouseholdModel {
      HouseholdModel(
        appliances: appliances.map {
          PowerStates(appliance: "", watts: $0.watts, counts: $0.counts)
        }, base: base, deviation: deviation)
    }
  }

  /// What an appliance draws while it is on, and the powers of its states.
  struct Powers: Decodable, Sendable {
    let values: [Double]
    let levels: [Double]
  }

  static func read() throws -> SavedBaselines {
    let file = URL(filePath: #filePath).appending(path: "../../Fixtures/baselines.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(SavedBaselines.self, from: Data(contentsOf: file.standardized))
  }
}
