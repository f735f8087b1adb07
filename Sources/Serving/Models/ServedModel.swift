package import Disaggregation
package import Files
import Synchronization

/// How weights are kept: `--precision`.
package enum ServedPrecision: String, Sendable, CaseIterable {
  /// As they were trained.
  case full
  /// Weights of the dense layers in 16 bits: half the memory to read for each window.
  case half
}

/// One version of a model in memory: it does not change.
package final class ServedModel: Sendable {
  /// As routes and labels spell the appliance: "dish_washer".
  package let name: String
  /// In the registry, or the beginning of the weights' digest.
  package let version: String
  package let model: TrainedModel
  /// What the registry says of it; an empty object of a checkpoint.
  package let metadata: JSON
  package let precision: ServedPrecision
  /// The largest error of half precision on the golden windows and on made-up ones, watts; nil
  /// where nobody asked for it.
  package let precisionError: Double?
  /// What computes its windows.
  let use: WindowUse
  private let digest: Mutex<String?>

  /// A model that computes its windows when they come.
  package convenience init(
    name: String, version: String, model: TrainedModel, metadata: JSON = [:],
    precision: ServedPrecision = .full, precisionError: Double? = nil
  ) {
    self.init(
      name: name, version: version, model: model, metadata: metadata, precision: precision,
      precisionError: precisionError, weightsDigest: nil, use: WindowUse())
  }

  /// - Parameters:
  ///   - name: As routes spell the appliance.
  ///   - version: In the registry, or the beginning of the weights' digest.
  ///   - model: The weights and what is known of them.
  ///   - metadata: What the registry says.
  ///   - precision: Of its windows' weights.
  ///   - precisionError: Of half precision, watts; of a model for which it was refused, too.
  ///   - weightsDigest: Where it is known.
  ///   - use: What computes its windows.
  init(
    name: String, version: String, model: TrainedModel, metadata: JSON,
    precision: ServedPrecision, precisionError: Double?, weightsDigest: String?, use: WindowUse
  ) {
    self.name = name
    self.version = version
    self.model = model
    self.metadata = metadata
    self.precision = precision
    self.precisionError = precisionError
    digest = Mutex(weightsDigest)
    self.use = use
  }

  /// As NILM Metadata names it: "dish washer".
  package var appliance: String { model.description.target.appliance }

  /// SHA-256 of the weights; the first time it takes a while.
  package var weightsDigest: String {
    digest.withLock { digest in
      let known = digest ?? model.weightsDigest
      digest = known
      return known
    }
  }

  /// How far behind the newest reading its final estimates are.
  package var delay: TimeSpan {
    let after = WindowContext(of: model.network.plan).after
    return TimeSpan(nanoseconds: Int64(after) * model.description.period.nanoseconds)
  }

  /// "kettle=3", as X-Model-Version has it.
  package var label: String { "\(name)=\(version)" }
}

extension ServedModel {
  /// The same model, of which something else is known now.
  func with(metadata: JSON) -> ServedModel {
    ServedModel(
      name: name, version: metadata["version"]?.string ?? version, model: model,
      metadata: metadata, precision: precision, precisionError: precisionError,
      weightsDigest: weightsDigest, use: use)
  }
}
