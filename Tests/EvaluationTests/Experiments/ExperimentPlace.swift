import Configuration
import Files
import Foundation
import MeterData
import Synchronization
import Testing
import Work

@testable import Evaluation

/// A folder with a small store and a protocol over it, and what an experiment tells.
final class ExperimentPlace {
  let folder: String
  /// Keeps the folder.
  private let place: EvaluatedPlace
  private let told = Told()

  /// Two or more houses of two days, a sample a minute.
  init(houses: Int = 2) throws {
    let place = try EvaluatedPlace()
    (self.place, folder) = (place, place.folder)
    _ = try place.store(
      (1...houses).map { EvaluatedPlace.house($0, samples: 2880, seed: UInt64($0)) },
      name: "homes.h5")
  }

  /// A protocol of seconds: a tiny network on the first house, tested on the second.
  func text(
    seeds: String = "[1, 2]", epochs: Int = 2,
    folds: String = """
    fixed:
        unseen:
          train: {buildings: [1], to: "2013-06-04"}
          validation: {buildings: [1], from: "2013-06-04"}
          test: {buildings: [2]}
    """, more: String = ""
  ) -> String {
    """
    sources:
      homes: {store: \(folder)/homes.h5, release: made up}
    appliances: [kettle]
    seeds: \(seeds)
    folds:
      \(folds)
    training:
      network: {architecture: seq2point-reduced, window: 31, padding: valid}
      batch_size: 32
      windows_per_epoch: 320
      validation_windows: 300
      epochs: \(epochs)
      threads: 1
    \(more)
    """
  }

  func read(
    _ text: String, _ overrides: [String] = []
  ) throws -> ExperimentProtocol {
    let root = try YAMLDocument.parse(text, path: "p.yaml")
    return try ExperimentProtocol(
      "p", try root.applying(overrides.compactMap { ConfigurationOverride(parsing: $0) }))
  }

  /// Runs an experiment in the folder `out`; `observe` hears of events after they are noted.
  @discardableResult
  func run(
    _ text: String? = nil, set overrides: [String] = [], cells: [String] = [], jobs: Int = 1,
    in name: String = "out", _ cancellation: Cancellation = Cancellation(),
    observe: @escaping @Sendable (ExperimentEvent) -> Void = { _ in }
  ) throws -> ExperimentRun.Outcome {
    var options = ExperimentRun.Options(toolVersion: "1")
    (options.cells, options.jobs) = (cells, jobs)
    told.cells.withLock { $0 = [] }
    let told = told
    return try ExperimentRun(
      try read(text ?? self.text(), overrides), in: "\(folder)/\(name)", options,
      cancellation: cancellation,
      observe: { event in
        if case .began(let cell, _, _) = event { told.cells.withLock { $0.append(cell.id) } }
        observe(event)
      }
    ).run()
  }

  /// Cells that the last run trained steps for.
  var begun: [String] { told.cells.withLock { $0 } }

  /// The cells that began, in order.
  private final class Told: Sendable {
    let cells = Mutex<[String]>([])
  }

  /// What a run refuses.
  func refusal(_ body: () throws -> Void) throws -> EvaluationError {
    do { try body() } catch let error as EvaluationError { return error }
    throw EvaluationError(status: .internalFault, attempt: "", path: nil, reason: "no refusal")
  }
}
