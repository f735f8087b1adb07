import Disaggregation
import Files
import Networks
import Work

/// What weights training begins with, and where those that are not drawn come from.
struct InitialWeights {
  let network: Network
  /// What they were trained on before.
  let inherited: [LearntRange]
  /// Full sentences.
  let notes: [String]

  /// Draws all weights from the seed, and takes those over that `initialise_from` has.
  ///
  /// - Throws: `TrainingError`: 66 where it names nothing, 65 where that is damaged, 78 where its
  ///   weights have other shapes.
  init(_ configuration: TrainingConfiguration, _ plan: NetworkPlan) throws(TrainingError) {
    var generator = RandomGenerator(seed: TrainingSeeds(configuration.seed).weights)
    var network = Network(
      plan, initialisation: configuration.network.initialisation, generator: &generator)
    guard let path = configuration.initialiseFrom else {
      self.network = network
      (inherited, notes) = ([], [])
      return
    }
    let transferred: TransferredWeights
    do { transferred = try TransferredWeights(path: path, into: &network) } catch {
      throw TrainingError(error)
    }
    self.network = network
    inherited = transferred.ranges
    notes = InitialWeights.notes(transferred)
  }

  private static func notes(_ weights: TransferredWeights) -> [String] {
    func list(_ names: [String]) -> String { names.joined(separator: ", ") }
    var notes = ["The weights begin with those of \(weights.path)."]
    if !weights.missing.isEmpty {
      notes.append("It lacks \(list(weights.missing)), which are drawn from the seed.")
    }
    if !weights.unused.isEmpty {
      notes.append("Nothing here has a use for its \(list(weights.unused)).")
    }
    return notes
  }
}
