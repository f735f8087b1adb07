import Configuration
import Files
import Training

/// Refuses to go on with cells that were begun with other inputs.
struct ExperimentInputs {
  let folder: ExperimentFolder
  let experiment: ExperimentProtocol

  /// - Throws: `EvaluationError`: 78 where the protocol asks for another cell under the same name,
  ///   65 where a cell rests on another store.
  func check(_ works: [CellWork]) throws(EvaluationError) {
    for work in works {
      guard let begun = try inputs(of: work.folder) else { continue }
      let now = work.inputs
      if begun.configuration != now.configuration { throw try changed(work.cell) }
      guard begun == now else {
        throw EvaluationError(
          status: .badData, attempt: "go on with the experiment in", path: folder.path,
          reason: "cell \(work.cell.id) was begun on another store",
          remedy: "Give back the old store, or begin anew in another --output.")
      }
    }
  }

  /// What a cell was begun with, as its beginning or else its result says; nil where it was not.
  private func inputs(of folder: CellFolder) throws(EvaluationError) -> CellInputs? {
    let kept = try EvaluationError.wrapping {
      try CellFolder.read(folder.begun).map { (folder.begun, $0) }
        ?? CellFolder.read(folder.result).map { (folder.result, $0["inputs"] ?? .null) }
    }
    guard let (path, document) = kept else { return nil }
    if let inputs = CellInputs(json: document) { return inputs }
    throw EvaluationError(
      status: .badData, attempt: "read", path: path, reason: "it is damaged",
      remedy: "Remove the cell's folder: the cell is done again.")
  }

  private func changed(_ cell: ExperimentCell) throws(EvaluationError) -> EvaluationError {
    let differences = try EvaluationError.wrapping {
      guard FileSystem.exists(folder.protocolFile) else {
        return [ConfigurationChange.Difference]()
      }
      return ConfigurationChange.differences(
        try YAMLDocument.read(folder.protocolFile),
        try YAMLDocument.parse(experiment.text, path: "the protocol"))
    }
    let harmless = ["description", "published", "seeds", "appliances"]
    let first = differences.first { !harmless.contains($0.key) }
    let what =
      first.map { "\($0.key) was \($0.before ?? "not set") and is now \($0.after ?? "not set")" }
      ?? "what cell \(cell.id) stands for has changed"
    return EvaluationError(
      status: .badConfiguration, attempt: "go on with the experiment in", path: folder.path,
      reason: "\(what), and cell \(cell.id) was begun before",
      remedy: "Set it back, or begin anew in another --output.")
  }
}
