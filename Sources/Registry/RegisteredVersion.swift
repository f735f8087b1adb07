package import Files

/// A version of an appliance's model in the registry: its model never changes, and its metadata
/// gain evaluations.
package struct RegisteredVersion: Sendable, Equatable {
  /// As NILM Metadata names it: "dish washer".
  package let appliance: String
  /// Counted up from "1" for each appliance.
  package let version: String
  /// The folder itself, without links.
  package let folder: String
  /// What `metadata.json` holds.
  package let metadata: JSON

  /// Reads the folder of a version; whoever comes by a link resolves it before.
  ///
  /// - Throws: `RegistryError`: 66 where a file is missing, 65 where the metadata are damaged.
  init(folder: String) throws(RegistryError) {
    let model = FileSystem.joined(folder, RegisteredVersion.model)
    guard FileSystem.isRegularFile(model) else {
      throw RegistryError(
        status: .missingInput, attempt: "read the registered model", path: folder,
        reason: "it has no \(RegisteredVersion.model)", remedy: "Register the model again.")
    }
    let path = FileSystem.joined(folder, RegisteredVersion.document)
    let metadata = try RegisteredVersion.metadata(at: path)
    guard metadata["format"]?.string == RegisteredVersion.format,
      let number = metadata["format_version"]?.whole,
      let appliance = metadata["appliance"]?.string, let version = metadata["version"]?.string
    else { throw RegisteredVersion.refusal(path, "they are not those of a registered model") }
    guard number <= RegisteredVersion.formatVersion else {
      throw RegisteredVersion.refusal(
        path, "they are of a newer version than \(RegisteredVersion.formatVersion)",
        "Update energy.")
    }
    try RegisteredVersion.requireName(version, path)
    self.appliance = appliance
    self.version = version
    self.folder = folder
    self.metadata = metadata
  }

  /// As folders, routes and labels spell the appliance: "dish_washer".
  package var name: String { ModelName.folder(of: appliance) }

  /// The model's file.
  package var file: String { FileSystem.joined(folder, RegisteredVersion.model) }

  /// The number of the version; 0 of a folder that the registry did not name.
  var number: Int { Int(version) ?? 0 }
}

extension RegisteredVersion {
  /// The name of the model's file.
  static let model = "model.safetensors"
  /// The name of the file beside it that says what it is.
  static let document = "metadata.json"
  /// What the metadata say they are.
  static let format = "energy-registered-model"
  /// Raised when a reader of today would misread the metadata.
  static let formatVersion = 1

  /// Reads a file of metadata, whoever wrote it.
  ///
  /// - Throws: `RegistryError`: 66 where it is missing, 65 where it is no JSON object.
  static func metadata(at path: String) throws(RegistryError) -> JSON {
    let json: JSON
    do {
      json = try JSON.parse(FileSystem.text(of: path), path: path)
    } catch {
      throw error.status == .badData ? refusal(path, error.reason) : RegistryError(error)
    }
    guard case .object = json else { throw refusal(path, "they are no JSON object") }
    return json
  }

  /// - Throws: `RegistryError` (65) where a version is named as neither a folder nor a header can be.
  static func requireName(_ version: String, _ path: String) throws(RegistryError) {
    guard !ModelName.isVersion(version) else { return }
    throw refusal(
      path, "its version is not 1 to 64 letters, digits, dots, dashes and underscores")
  }

  /// - Throws: `RegistryError` (65) where the metadata are those of another version.
  func require(_ name: String, _ number: String) throws(RegistryError) {
    guard self.name != name || version != number else { return }
    throw RegisteredVersion.refusal(
      FileSystem.joined(folder, RegisteredVersion.document),
      "they are those of version \(version) of the \(appliance)")
  }

  private static func refusal(
    _ path: String, _ reason: String, _ remedy: String = "Register the model again."
  ) -> RegistryError {
    RegistryError(
      status: .badData, attempt: "read the metadata", path: path, reason: reason, remedy: remedy)
  }
}
