/// Where models are loaded from.
package enum ModelSource: Sendable, Equatable {
  /// Every alias of a registry's production folder.
  case production(models: String)
  /// A checkpoint, a run, or a model's file; of several of one appliance the first serves.
  case checkpoint(String)
  /// MODEL_PATH: a registered version's folder or its file, and MODEL_METADATA_PATH.
  case path(String, metadata: String?)
}
