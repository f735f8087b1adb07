import Configuration
package import Disaggregation
package import MeterData
import Files
import Training

/// What an experiment compares: appliances × folds × models × seeds, on named sources.
package struct ExperimentProtocol: Sendable {
  /// Where samples come from: a file that is prepared, or a store that is ready.
  package struct Source: Sendable {
    package var name: String
    /// nil for a ready store; its output is the experiment's own.
    package var preparation: PreparationPlan?
    /// nil where it is prepared.
    package var store: String?
    /// What the data set's publisher calls this edition of it.
    package var release: String?
    /// Watts below which the publisher made readings zero, in words.
    package var standbyCut: String
  }

  /// A training section under a name, with what all models share.
  package struct Model: Sendable {
    package var name: String
    let section: YAMLNode
  }

  /// What is done to estimates, and what they are held against.
  package struct Scoring: Sendable {
    package var clamping = Clamping.zero
    package var baselines = BaselineChoice.simple
    package var engine = EngineChoice.series
  }

  /// Of the file, without its folder and ending.
  package var name: String
  package var sources: [Source]
  /// As NILM Metadata names them.
  package var appliances: [String]
  package var models: [Model]
  package var folds: [FoldChoice]
  package var seeds: [UInt64]
  package var scoring: Scoring
  package var published: [PublishedResult]
  /// The file with what was set from outside, as a file that reads the same.
  package var text: String

  /// The source of that name.
  func source(_ name: String) -> Source {
    guard let source = sources.first(where: { $0.name == name }) else {
      preconditionFailure("no source \(name)")
    }
    return source
  }

  /// The configuration of one network: a model's section with what the experiment decides.
  ///
  /// - Throws: `EvaluationError` (78) with the protocol's line.
  func configuration(
    of model: Model, appliance: String, fold: Fold, seed: UInt64
  ) throws(EvaluationError) -> TrainingConfiguration {
    try EvaluationError.wrapping {
      var configuration = try model.configuration()
      configuration.store = fold.trainSource
      configuration.appliances = [appliance]
      configuration.ranges = TrainingConfiguration.Ranges(
        train: fold.train, validation: fold.validation, test: fold.test)
      configuration.seed = seed
      return configuration
    }
  }
}

extension ExperimentProtocol.Model {
  /// What the experiment decides for each cell, and a model's section must not say.
  static let decided = ["store", "output", "appliances", "ranges", "seed"]

  /// The section read by the reader of training configurations, with blanks for what is decided.
  func configuration() throws(ConfigurationError) -> TrainingConfiguration {
    func node(_ content: YAMLNode.Content) -> YAMLNode {
      YAMLNode(content: content, place: section.place)
    }
    func text(_ text: String) -> YAMLNode { node(.scalar(text, isPlain: false)) }
    func entry(_ key: String, _ value: YAMLNode) -> YAMLNode.Entry {
      YAMLNode.Entry(key: key, place: section.place, value: value)
    }
    let building = { (number: String) in
      node(.mapping([entry("buildings", node(.scalar(number, isPlain: true)))]))
    }
    let blanks = [
      entry("store", text("store")), entry("appliances", text("kettle")),
      entry(
        "ranges",
        node(
          .mapping([
            entry("train", building("1")), entry("validation", building("2")),
            entry("test", building("3")),
          ]))),
    ]
    let whole = node(.mapping((section.entries ?? []) + blanks))
    return try TrainingConfiguration(configuration: node(.mapping([entry("training", whole)])))
  }
}
