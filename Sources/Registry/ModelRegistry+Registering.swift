import Disaggregation
import Files
package import Work

/// What came of registering a model.
package struct Registration: Sendable {
  package let version: RegisteredVersion
  /// False where the same model was registered before.
  package let isNew: Bool
  /// Sentences about what was left out.
  package let remarks: [String]
}

extension ModelRegistry {
  /// Takes a model into the registry as its appliance's next version, after testing it.
  ///
  /// Whoever is killed on the way leaves nothing that a reader sees.
  ///
  /// - Parameters:
  ///   - path: A model's file, a checkpoint, a link to one, or the folder of a run.
  ///   - toolVersion: Of the tool that registers it.
  ///   - pool: The threads that test it.
  /// - Returns: The version; the one from before where the same model is there already.
  /// - Throws: `RegistryError`: 66 where there is no model, 65 where it is damaged, 70 where its
  ///   golden windows give something else, 73, 74 or 75 where it cannot be written.
  package func register(
    _ path: String, toolVersion: String, pool: ThreadPool
  ) throws(RegistryError) -> Registration {
    let model = try RegistryError.wrapping {
      let model = try TrainedModel(path: path)
      try model.selfTest(on: pool)
      return model
    }
    let name = try ModelRegistry.checkedName(of: model, at: path)
    let weights = model.weightsDigest
    let records = ModelPath.records(ofModel: path)
    let found = EvaluationRecord.read(in: records, of: weights)
    return try changing { () throws(RegistryError) in
      let folder = folders.versions(of: name)
      try removeAbandoned(in: folder)
      let known = try versions(of: name)
      var metadata = VersionMetadata(
        model: model, version: 0, fileDigest: "", weightsDigest: weights,
        evaluations: found.records, toolVersion: toolVersion, time: ModelRegistry.now)
      if let same = known.versions.last(where: metadata.isSame) {
        let version = try adding(found.records, to: same)
        return Registration(version: version, isNew: false, remarks: found.remarks)
      }
      metadata.version = max(known.all.last.flatMap { Int($0) } ?? 0, known.history.lastNumber) + 1
      let version = try write(metadata, into: folder, records: records)
      return Registration(version: version, isNew: true, remarks: found.remarks)
    }
  }

  /// Writes a version's folder, whole or not at all.
  private func write(
    _ metadata: VersionMetadata, into folder: String, records: String
  ) throws(RegistryError) -> RegisteredVersion {
    let place = FileSystem.joined(folder, String(metadata.version))
    try RegistryError.wrapping {
      try FileSystem.createFolders(folder)
      try Publication.folder(at: place) { aside in
        try metadata.model.write(into: aside)
        var metadata = metadata
        metadata.fileDigest = try SHA256Hasher.hex(
          ofFile: FileSystem.joined(aside, RegisteredVersion.model))
        try Publication.text(
          metadata.document.indentedText + "\n",
          at: FileSystem.joined(aside, RegisteredVersion.document))
        try RecordsPlace(records, folders).write(into: aside)
      }
    }
    return try RegisteredVersion(folder: FileSystem.resolved(place))
  }

  /// The name of the model's folder, where it can be one.
  private static func checkedName(
    of model: TrainedModel, at path: String
  ) throws(RegistryError) -> String {
    let appliance = model.description.target.appliance
    let name = ModelName.folder(of: appliance)
    guard !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 100,
      !name.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") })
    else {
      throw RegistryError(
        status: .badData, attempt: "register the model", path: path,
        reason: "no folder can be named after its appliance \"\(appliance)\"")
    }
    return name
  }

  /// Keeps evaluations with a version, beside those that it has.
  ///
  /// - Returns: The version with all of them.
  func adding(
    _ records: [EvaluationRecord], to version: RegisteredVersion
  ) throws(RegistryError) -> RegisteredVersion {
    let merged = EvaluationRecord.merged(version.evaluations, records)
    guard merged != version.evaluations else { return version }
    let members = version.metadata.members.filter { $0.key != "evaluations" }
    let document = JSON.object(
      members + [JSON.Member(key: "evaluations", value: .array(merged.map(\.document)))])
    try RegistryError.wrapping {
      try Publication.text(
        document.indentedText + "\n",
        at: FileSystem.joined(version.folder, RegisteredVersion.document))
    }
    return try RegisteredVersion(folder: version.folder)
  }
}

/// Where a version's run keeps its evaluations: beside the metadata, which servers show.
struct RecordsPlace {
  private static let document = "source.json"
  private let path: String

  /// - Parameters:
  ///   - path: The folder of evaluations, which need not be there.
  ///   - folders: A folder below that of the models is kept as seen from there.
  init(_ path: String, _ folders: RegistryFolders) {
    let folder = FileSystem.joined(
      FileSystem.resolved(FileSystem.parent(of: path)), FileSystem.name(of: path))
    let models = FileSystem.resolved(folders.models) + "/"
    self.path = folder.hasPrefix(models) ? String(folder.dropFirst(models.count)) : folder
  }

  func write(into folder: String) throws {
    let document: JSON = ["evaluations": .string(path)]
    try Publication.text(
      document.indentedText + "\n", at: FileSystem.joined(folder, RecordsPlace.document))
  }

  /// The folder of evaluations of a version; nil where nobody knows.
  static func read(of version: RegisteredVersion, _ folders: RegistryFolders) -> String? {
    let path = FileSystem.joined(version.folder, document)
    // Without it, records made since registration are not found; nothing else depends on it.
    guard FileSystem.exists(path), let text = try? FileSystem.text(of: path),
      let records = (try? JSON.parse(text))?["evaluations"]?.string
    else { return nil }
    return FileSystem.joined(folders.models, records)
  }
}

extension ModelRegistry {
  /// What is known of a version by now: what its metadata keep, and what was recorded since.
  ///
  /// - Returns: The records, and a sentence about each file that could not be read.
  package func evaluations(
    of version: RegisteredVersion
  ) -> (records: [EvaluationRecord], remarks: [String]) {
    let weights = version.metadata["weights_sha256"]?.string ?? ""
    let places = [
      RecordsPlace.read(of: version, folders), ModelPath.records(ofModel: version.folder),
    ].compactMap { $0 }
    var (records, remarks) = (version.evaluations, [String]())
    for place in places {
      let found = EvaluationRecord.read(in: place, of: weights)
      records = EvaluationRecord.merged(records, found.records)
      remarks += found.remarks
    }
    return (records, remarks)
  }
}
