import Disaggregation
import Files

/// What tells one version at a place from the next, without reading it.
struct ModelMark: Sendable, Equatable {
  /// The model's file, without links.
  let file: String
  let model: FileIdentity
  let metadata: FileIdentity?

  /// What lies at a path now; nil where there is no model.
  ///
  /// - Parameters:
  ///   - path: An alias, a folder or a file.
  ///   - metadata: Of metadata that lie elsewhere.
  init?(path: String, metadata: String?) {
    // Resolved first, so that all of it is of one version.
    let resolved = FileSystem.resolved(path)
    guard let found = try? ModelPath.resolve(resolved) else { return nil }
    let file = FileSystem.resolved(found)
    guard let model = FileSystem.identity(of: file) else { return nil }
    self.file = file
    self.model = model
    self.metadata = FileSystem.identity(
      of: metadata ?? FileSystem.joined(FileSystem.parent(of: file), "metadata.json"))
  }
}
