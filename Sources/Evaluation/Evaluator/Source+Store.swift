import Files
import MeterData
import Training

extension Evaluation.Source {
  /// What a store says of itself.
  ///
  /// - Throws: `EvaluationError` where the store is gone.
  init(_ store: PreparedStore) throws(EvaluationError) {
    let provenance = store.provenance
    self.init(
      path: store.path, dataset: provenance.dataset, timezone: provenance.timezone,
      sha256: provenance.source.sha256, mainsQuantity: provenance.mainsQuantity,
      configuration: provenance.configuration,
      headerSHA256: try EvaluationError.wrapping { try StoreFingerprint(store).digest })
  }
}
