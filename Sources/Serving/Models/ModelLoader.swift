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
  ///   - place: The file, and what the registry says of it.
  ///   - name: Of the appliance that it must be for; nil takes any.
  /// - Throws: `ServingError`: 65 where it is damaged or another appliance's, 66 where it is gone,
  ///   70 where it does not reproduce its golden windows.
  /// - Returns: A model that may serve.
  func load(_ place: ModelPlace, for name: String?) throws(ServingError) -> ServedModel {
    do throws(DisaggregationError) {
      let model = try TrainedModel(path: place.file)
      let found = ModelName.folder(of: model.description.target.appliance)
      if let name, found != name {
        throw DisaggregationError(
          status: .badData, attempt: "serve", path: place.file,
          reason: "it is a model of the \(found), and \(name) is served from there")
      }
      guard found.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
        throw DisaggregationError(
          status: .badData, attempt: "serve", path: place.file,
          reason: "its appliance's name holds control characters, and stands in headers")
      }
      return try tried(model, place)
    } catch { throw ServingError(error) }
  }

  /// Watts that no estimate in half precision may be off by.
  static let limit = 0.1

  /// The model once it has reproduced its golden windows.
  private func tried(
    _ model: TrainedModel, _ place: ModelPlace
  ) throws(DisaggregationError) -> ServedModel {
    let full = WindowUse.engine(model.network, .full, pool: pool)
    try model.selfTest(full)
    guard settings.precision == .half else { return served(model, place, WindowUse(full)) }
    let half = WindowUse.engine(model.network, .half, pool: pool)
    let error = model.largestError(of: half, on: pool)
    return error < ModelLoader.limit
      ? served(model, place, WindowUse(half), .half, error)
      : served(model, place, WindowUse(full), .full, error)
  }

  private func served(
    _ model: TrainedModel, _ place: ModelPlace, _ use: WindowUse,
    _ precision: ServedPrecision = .full, _ error: Double? = nil
  ) -> ServedModel {
    let digest =
      place.metadata["weights_sha256"]?.string ?? (place.version == nil ? model.weightsDigest : nil)
    return ServedModel(
      name: ModelName.folder(of: model.description.target.appliance),
      version: place.version ?? digest.map { String($0.prefix(8)) } ?? "", model: model,
      metadata: place.metadata, precision: precision, precisionError: error,
      weightsDigest: digest, use: use)
  }
}
