import Files

/// The models of a project that serve, served or may serve.
///
/// Reading takes no lock: folders of versions appear whole, and an alias is switched in one
/// instant. Who finds a version gone that an alias named a moment ago, follows the alias again.
package struct ModelRegistry: Sendable {
  /// Where they lie.
  package let folders: RegistryFolders

  package init(_ folders: RegistryFolders) { self.folders = folders }

  /// The versions in production, sorted by name; none where there is no such folder.
  ///
  /// - Throws: `RegistryError`: 66 where an alias leads nowhere, 65 where metadata are damaged.
  package func production() throws(RegistryError) -> [RegisteredVersion] {
    var versions: [RegisteredVersion] = []
    for name in try aliases() {
      if let version = try champion(of: name) { versions.append(version) }
    }
    return versions
  }

  /// The names of all aliases, sorted: "dish_washer", "kettle".
  ///
  /// - Throws: `RegistryError` where the folder cannot be read.
  package func aliases() throws(RegistryError) -> [String] {
    try ModelRegistry.names(in: folders.production)
  }

  /// The version of an appliance that is in production.
  ///
  /// - Parameter name: Of the appliance, as folders spell it.
  /// - Returns: nil where the appliance has none.
  /// - Throws: As `version(at:)`.
  package func champion(of name: String) throws(RegistryError) -> RegisteredVersion? {
    let alias = folders.alias(of: name)
    guard FileSystem.isLink(alias) || FileSystem.exists(alias) else { return nil }
    return try version(at: alias)
  }

  /// A version by its folder, by an alias, or by its model's file.
  ///
  /// The link is followed once, and everything is read from the folder that it led to.
  ///
  /// - Throws: `RegistryError`: 66 where something is missing, 65 where metadata are damaged.
  package func version(at path: String) throws(RegistryError) -> RegisteredVersion {
    try ModelRegistry.following(path) { (folder) throws(RegistryError) in
      try RegisteredVersion(folder: folder)
    }
  }

  /// The model at MODEL_PATH: a registered version, an alias, a checkpoint, or a model's file.
  ///
  /// - Parameters:
  ///   - path: MODEL_PATH.
  ///   - metadata: MODEL_METADATA_PATH, which wins over the metadata beside the model.
  /// - Returns: The file and its metadata, from one folder.
  /// - Throws: `RegistryError`: 66 where something is missing, 65 where metadata are damaged.
  package static func resolve(
    path: String, metadata: String? = nil
  ) throws(RegistryError) -> ModelPlace {
    let path = place(of: path)
    return try following(path) { (folder) throws(RegistryError) in
      // Of a file, its name counts, too: another model may lie beside it.
      let isFolder = FileSystem.isDirectory(path)
      let name = isFolder ? RegisteredVersion.model : FileSystem.name(of: FileSystem.resolved(path))
      let file = FileSystem.joined(folder, name)
      guard FileSystem.isRegularFile(file) else {
        throw RegistryError(
          status: .missingInput, attempt: "read the model", path: path,
          reason: "there is no \(name) in it",
          remedy: "Name a registered version, a checkpoint, or a \(RegisteredVersion.model).")
      }
      let beside = FileSystem.joined(folder, RegisteredVersion.document)
      guard metadata != nil || (name == RegisteredVersion.model && FileSystem.exists(beside)) else {
        return ModelPlace(file: file, metadata: [:])
      }
      let source = metadata ?? beside
      let place = ModelPlace(file: file, metadata: try RegisteredVersion.metadata(at: source))
      if let version = place.version { try RegisteredVersion.requireName(version, source) }
      return place
    }
  }

  /// Reads from the folder that a path leads to, and once more where it leads elsewhere by then.
  private static func following<Result>(
    _ path: String, _ read: (_ folder: String) throws(RegistryError) -> Result
  ) throws(RegistryError) -> Result {
    var attempts = 0
    while true {
      let folder = folder(of: path)
      attempts += 1
      do throws(RegistryError) {
        guard let folder else {
          throw RegistryError(
            status: .missingInput, attempt: "read the model", path: path,
            reason: FileSystem.isLink(path)
              ? "the link leads to nothing" : "there is no such file or folder",
            remedy: "See what there is: energy models list.")
        }
        return try read(folder)
      } catch {
        // A version that has been replaced may be gone, and an alias always leads to one.
        guard attempts < 100, leadsThroughLink(path),
          folder == nil || folder != self.folder(of: path)
        else { throw error }
      }
    }
  }

  /// Of the folder of a run its best checkpoint, else its last one; else the path itself.
  private static func place(of path: String) -> String {
    let places = [path] + ["best", "last"].map { FileSystem.joined(path, $0) }
    return places.first { FileSystem.exists(FileSystem.joined($0, RegisteredVersion.model)) }
      ?? path
  }

  /// Whether the path is an alias, or something in one.
  private static func leadsThroughLink(_ path: String) -> Bool {
    FileSystem.isLink(path) || FileSystem.isLink(FileSystem.parent(of: path))
  }

  /// The folder itself, or the one that a file lies in; nil where a link leads nowhere.
  private static func folder(of path: String) -> String? {
    let resolved = FileSystem.resolved(path)
    guard FileSystem.exists(resolved), !FileSystem.isLink(resolved) else { return nil }
    return FileSystem.isDirectory(resolved) ? resolved : FileSystem.parent(of: resolved)
  }

  /// What a folder holds that is not hidden; nothing where it is not there.
  static func names(in folder: String) throws(RegistryError) -> [String] {
    guard FileSystem.exists(folder) else { return [] }
    do {
      return try FileSystem.list(folder).filter { !$0.hasPrefix(".") }
    } catch { throw RegistryError(error) }
  }
}
