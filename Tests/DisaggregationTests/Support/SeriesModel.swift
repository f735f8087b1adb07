import Networks
import Testing
import Work

@testable import Disaggregation

/// A network without convolutions, so that each input weighs in by itself, and where its target lies.
struct SeriesModel: CustomTestStringConvertible, Sendable {
  let window: Int
  /// Nil for a network that estimates each sample.
  let target: TargetPosition?

  var testDescription: String {
    "window \(window), \(target.map { "target \($0)" } ?? "a sequence")"
  }

  /// Ends and middles, an even and an odd window, and the shortest.
  static let all: [SeriesModel] = [
    SeriesModel(window: 7, target: .middle), SeriesModel(window: 7, target: .last),
    SeriesModel(window: 6, target: .index(0)), SeriesModel(window: 6, target: .index(4)),
    SeriesModel(window: 1, target: .middle), SeriesModel(window: 7, target: nil),
    SeriesModel(window: 2, target: nil), SeriesModel(window: 12, target: nil),
  ]

  func model() throws -> TrainedModel {
    let plan = try NetworkPlan(
      architecture: "small", window: window, padding: .valid, targetPosition: target ?? .middle,
      layers: [
        .dense(name: "dense1", outputs: 5, isRectified: true),
        .dense(name: "dense2", outputs: target == nil ? window : 1, isRectified: false),
      ])
    return try SeriesModel.model(of: plan)
  }

  static func model(of plan: NetworkPlan) throws -> TrainedModel {
    var generator = RandomGenerator(seed: 3)
    var description = try SmallModel().description
    description.plan = plan
    return TrainedModel(network: Network(plan, generator: &generator), description: description)
  }

  /// Whether estimates in watts differ by at most 1e-4 of their deviation and a milliwatt.
  static func agree(_ found: [Float], _ wanted: [Float]) -> Bool {
    let known = wanted.filter { !$0.isNaN }.map(Double.init)
    let mean = known.reduce(0, +) / Double(max(known.count, 1))
    let square = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(known.count, 1))
    let limit = 1e-4 * square.squareRoot() + 1e-3
    return found.count == wanted.count
      && zip(found, wanted).allSatisfy { found, wanted in
        wanted.isNaN ? found.isNaN : abs(Double(found) - Double(wanted)) <= limit
      }
  }

  static func engine(_ model: TrainedModel) -> NetworkEngine {
    NetworkEngine(
      plan: model.network.plan, maximumBatch: 8, pool: ThreadPool(width: 1), isTraining: false)
  }
}
