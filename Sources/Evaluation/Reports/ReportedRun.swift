import Configuration
import Disaggregation
import Files
import Training

/// What a name given to `energy report` leads to.
package enum ReportedRun: Sendable {
  /// Folders of evaluations that were recorded, one for each appliance.
  case recorded([String])
  /// Models of which no evaluation is kept, and the store that their configuration tests on.
  case models([String], store: String)

  /// Looks for the latest evaluation that is kept with a run, a checkpoint or a model's file.
  ///
  /// - Parameters:
  ///   - path: An evaluation's folder, a run's (of several appliances too), a checkpoint, a file.
  ///   - store: Where new evaluations are made; nil is where the configuration says.
  ///   - isAnew: Whether kept evaluations are passed over.
  /// - Returns: The kept evaluations where every model has one, else the models.
  /// - Throws: `EvaluationError`: 66 where there is no such thing, 65 where a model is damaged.
  package static func find(
    _ path: String, store: String?, isAnew: Bool
  ) throws(EvaluationError) -> ReportedRun {
    if EvaluationFolder.isOne(path) {
      guard !isAnew else {
        throw EvaluationError(
          status: .wrongUsage, attempt: "report on", path: path,
          reason: "it is an evaluation that is finished, on a range that is settled",
          remedy: "Name the model's run instead, or leave the range out.")
      }
      return .recorded([path])
    }
    let models = try EvaluationError.wrapping { try ModelPath.each(path) }
    if !isAnew {
      var folders: [String] = []
      for model in models { if let latest = try latest(of: model) { folders.append(latest) } }
      if folders.count == models.count { return .recorded(folders) }
    }
    if let store { return .models(models, store: store) }
    return .models(models, store: try testStore(of: models[0]))
  }

  /// Where the page of a named thing is put unless another place is asked for.
  ///
  /// - Parameter path: As `find` takes it.
  /// - Returns: `report.html` in its folder; beside an evaluation's folder, which its next record
  ///   replaces, a file of the same name.
  package static func page(of path: String) -> String {
    // "." has no name that a page could have.
    var folder = [".", ".."].contains(FileSystem.name(of: path)) ? FileSystem.resolved(path) : path
    while folder.hasSuffix("/"), folder.count > 1 { folder.removeLast() }
    if EvaluationFolder.isOne(folder) { return folder + ".html" }
    if !FileSystem.isDirectory(folder) { folder = FileSystem.parent(of: folder) }
    return FileSystem.joined(folder, "report.html")
  }

  /// The evaluations as one set.
  ///
  /// - Throws: `EvaluationError` (65, 66) where a folder is damaged.
  package static func read(_ folders: [String]) throws(EvaluationError) -> EvaluationSet {
    var sets: [EvaluationSet] = []
    for folder in folders { sets.append(try EvaluationFolder.read(at: folder)) }
    guard sets.count > 1 else { return sets.first ?? EvaluationSet(evaluations: []) }
    let all = sets.flatMap(\.evaluations)
    return EvaluationSet(
      evaluations: all, overall: EvaluationSet.Overall(of: all, zone: all[0].zone))
  }

  /// The latest record of the very weights that a name leads to: the folder may keep other models'.
  private static func latest(of model: String) throws(EvaluationError) -> String? {
    let records = ModelPath.records(ofModel: model)
    guard FileSystem.isDirectory(records) else { return nil }
    return try EvaluationError.wrapping {
      let weights = try TrainedModel(path: model).weightsDigest
      let folders = try FileSystem.list(records).sorted().map { FileSystem.joined(records, $0) }
        .filter(EvaluationFolder.isOne)
        .filter { try EvaluationFolder.weights(ofRecord: $0) == weights }
      let dated = try folders.map { folder in
        (folder, try FileSystem.modified(FileSystem.joined(folder, EvaluationFolder.document)))
      }
      return dated.max { $0.1 < $1.1 }?.0
    }
  }

  /// The store that a model's own configuration tests on.
  ///
  /// - Throws: `EvaluationError`: 66 where it is not there, as from another folder.
  private static func testStore(of path: String) throws(EvaluationError) -> String {
    let store = try EvaluationError.wrapping {
      let description = try TrainedModel(path: path).description
      let root = try YAMLDocument.parse(
        description.configuration, path: "the model's configuration")
      let configuration = try TrainingConfiguration(configuration: root)
      return configuration.ranges.test.store ?? configuration.store
    }
    guard FileSystem.exists(store) else {
      throw EvaluationError(
        status: .missingInput, attempt: "evaluate", path: path,
        reason: "\(store), the store that its configuration tests on, is not there",
        remedy: "Name the store by --data, or report from the folder that the path starts in.")
    }
    return store
  }
}
