import Files

/// Finds the file of a model where a user names something that holds it.
package enum ModelPath {
  /// The name of a model's file in its checkpoint.
  static let file = "model.safetensors"

  /// The model's file at a path: the file itself, a checkpoint, a link to one, or the folder of a
  /// run, of which the best checkpoint counts, and the last one where none is best.
  ///
  /// - Throws: `DisaggregationError` (66) where there is none.
  package static func resolve(_ path: String) throws(DisaggregationError) -> String {
    guard FileSystem.exists(path) else {
      throw refusal(path, "there is no such file or folder", "Check the name.")
    }
    guard FileSystem.isDirectory(path) else { return path }
    let places = [path, FileSystem.joined(path, "best"), FileSystem.joined(path, "last")]
    for file in places.map({ FileSystem.joined($0, ModelPath.file) })
    where FileSystem.exists(file) {
      return file
    }
    let runs = try runs(in: path)
    guard let first = runs.first else {
      throw refusal(
        path, "there is no model in it",
        "Name a run folder, a checkpoint in one, or a \(ModelPath.file).")
    }
    throw refusal(
      path, "it holds the models of several appliances: \(runs.joined(separator: ", "))",
      "Name one of them, as in \(FileSystem.joined(path, first)).")
  }

  /// The path itself, or of a run that trained several appliances the folder of each.
  ///
  /// - Throws: `DisaggregationError` where the folder cannot be read.
  package static func each(_ path: String) throws(DisaggregationError) -> [String] {
    guard FileSystem.isDirectory(path) else { return [path] }
    let own = [path, FileSystem.joined(path, "best"), FileSystem.joined(path, "last")]
    if own.contains(where: { FileSystem.exists(FileSystem.joined($0, file)) }) { return [path] }
    let runs = try runs(in: path).map { FileSystem.joined(path, $0) }
    return runs.isEmpty ? [path] : runs
  }

  /// Where the evaluations of a model are kept: with its run, where it belongs to one.
  ///
  /// - Parameter path: A model's file, a checkpoint, a link to one, or the folder of a run.
  /// - Returns: A folder that may not be there yet.
  package static func records(ofModel path: String) -> String {
    let folder = FileSystem.isDirectory(path) ? path : FileSystem.parent(of: path)
    let run = isRun(folder) ? folder : FileSystem.parent(of: folder)
    return FileSystem.joined(isRun(run) ? run : folder, "evaluations")
  }

  /// A run's folder, or that of one appliance of it, has a link to its last checkpoint.
  private static func isRun(_ folder: String) -> Bool {
    ["best", "last"].contains { FileSystem.exists(FileSystem.joined(folder, $0)) }
  }

  /// The names of the folders in a folder that have a link to a checkpoint, sorted.
  private static func runs(in path: String) throws(DisaggregationError) -> [String] {
    try names(in: path).filter { name in
      ["best", "last"].contains { link in
        FileSystem.exists(FileSystem.joined(FileSystem.joined(path, name), link))
      }
    }
  }

  private static func names(in folder: String) throws(DisaggregationError) -> [String] {
    do { return try FileSystem.list(folder) } catch { throw DisaggregationError(error) }
  }

  private static func refusal(
    _ path: String, _ reason: String, _ remedy: String
  ) -> DisaggregationError {
    DisaggregationError(
      status: .missingInput, attempt: "read the model", path: path, reason: reason, remedy: remedy)
  }
}
