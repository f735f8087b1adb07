import Disaggregation
import Files

/// A folder that keeps evaluations: `evaluation.json` has the figures, `series.h5` the samples.
package enum EvaluationFolder {
  /// The name of the file with the figures.
  package static let document = "evaluation.json"
  /// The name of the file with the samples.
  package static let series = "series.h5"
  /// What the document says it is.
  static let format = "energy-evaluation"
  /// Raised when a reader of today would misread the document.
  static let version = 1

  /// Writes a folder, whole or not at all; one that is there is replaced.
  ///
  /// - Throws: `EvaluationError`: 73 where it cannot be created, 74 where writing fails.
  package static func write(_ set: EvaluationSet, at path: String) throws(EvaluationError) {
    try EvaluationError.wrapping {
      try FileSystem.createFolders(FileSystem.parent(of: path))
      try Publication.folder(at: path) { aside in
        try SeriesFile.write(set.evaluations, to: FileSystem.joined(aside, series))
        try Publication.text(
          EvaluationFolder.json(of: set).indentedText + "\n",
          at: FileSystem.joined(aside, document))
      }
    }
  }

  /// Whether a folder looks like one that `write` has written.
  package static func isOne(_ path: String) -> Bool {
    FileSystem.isRegularFile(FileSystem.joined(path, document))
  }

  /// Reads a folder that `write` has written.
  ///
  /// - Throws: `EvaluationError`: 66 where a file is missing, 65 where one is damaged or newer.
  package static func read(at path: String) throws(EvaluationError) -> EvaluationSet {
    let file = FileSystem.joined(path, document)
    let json = try parsed(file)
    let reader = EvaluationReader(path: file)
    guard json["format"] == .string(format) else {
      throw reader.refusal("it is no record of an evaluation")
    }
    guard let written = json["format_version"]?.whole, written <= version else {
      throw reader.refusal("it is of a newer version than \(version)", "Use a newer energy.")
    }
    let saved = try SeriesFile.read(FileSystem.joined(path, series))
    return try reader.set(json, saved.map(\.series))
  }

  /// Of which weights an evaluation that was recorded is, as their SHA-256; nil where it does not
  /// say.
  ///
  /// - Throws: `EvaluationError`: 66 where the document is missing, 65 where it is damaged.
  static func weights(ofRecord path: String) throws(EvaluationError) -> String? {
    let json = try parsed(FileSystem.joined(path, document))
    return json["results"]?.elements.first?["weights_sha256"]?.string
  }

  private static func parsed(_ file: String) throws(EvaluationError) -> JSON {
    try EvaluationError.wrapping {
      try JSON.parse(FileSystem.text(of: file, limit: 1 << 30), path: file)
    }
  }

  /// The figures of a set, and what its models say of themselves.
  private static func json(of set: EvaluationSet) -> JSON {
    let results = set.evaluations.map { evaluation -> JSON in
      guard case .object(var members) = evaluation.json else { return nil }
      if case .model(_, let description) = evaluation.subject {
        members.append(JSON.Member(key: "description", value: description.json))
      }
      return .object(members)
    }
    return [
      "format": .string(format), "format_version": .integer(version), "results": .array(results),
      "overall": set.overall?.json ?? nil, "comparisons": .array(set.comparisons.map(\.json)),
    ]
  }
}
