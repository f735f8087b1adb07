import Disaggregation
import Files
import Registry
import Work

/// Reads a model and tries it before anybody else sees it.
struct ModelLoader: Sendable {
  let settings: FleetSettings
  let pool: ThreadPool

  /// Loads what lies in a file.
  ///
  /// - Parameters:
  ///   - file: The model's.
  ///   - metadata: Of the registry; an empty object of a model that is not registered.
  ///   - name: Of the appliance that it must be for; nil takes any.
  /// - Throws: `ServingError`: 65 where it is damaged or another appliance's, 66 where it is gone,
  ///   70 where it does not reproduce its golden windows.
  func load(
    file: String, metadata: JSON, for name: String?
  ) throws(ServingError) -> ServedModel {
    let model: TrainedModel
    do throws(DisaggregationError) {
      model = try TrainedModel(path: file)
      let found = ModelName.folder(of: model.description.target.appliance)
      if let name, found != name {
        throw DisaggregationError(
          status: .badData, attempt: "serve", path: file,
          reason: "it is a model of the \(found), and \(name) is served from there")
      }
      try model.selfTest(on: pool)
    } catch { throw ServingError(error) }
    let version = metadata["version"]?.string
    let digest = version == nil ? model.weightsDigest : nil
    return ServedModel(
      name: ModelName.folder(of: model.description.target.appliance),
      version: version ?? digest.map { String($0.prefix(8)) } ?? "", model: model,
      metadata: metadata, weightsDigest: digest)
  }
}
