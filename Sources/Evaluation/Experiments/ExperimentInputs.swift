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
      let path = work.folder.begun
      guard let document = try EvaluationError.wrapping({ try CellFolder.read(path) }) else {
        continue
      }
      guard let begun = CellInputs(json: document) else {
        throw EvaluationError(
          status: .badData, attempt: "read", path: path, reason: "it is damaged",
          remedy: "Remove the cell's folder: the cell is done again.")
      }
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
