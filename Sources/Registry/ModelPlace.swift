package import Files

/// A model's file and what is known of it: all from one folder, whichever version that is.
package struct ModelPlace: Sendable, Equatable {
  /// The model's file, without links.
  package let file: String
  /// What `metadata.json` holds; an empty object of a model that is not registered.
  package let metadata: JSON

  /// In the registry; nil of a model that is not registered.
  package var version: String? { metadata["version"]?.string }
}
