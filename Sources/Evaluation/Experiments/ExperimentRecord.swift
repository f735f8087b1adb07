import Files

/// `experiment.json`: what an experiment rests on, so that it notices when that has changed.
struct ExperimentRecord: Sendable, Equatable {
  /// A source as it was when its store was opened first.
  struct Source: Sendable, Equatable {
    var name: String
    /// The plan of its preparation as a configuration; nil for a ready store.
    var plan: String?
    /// The file that is prepared; nil for a ready store.
    var input: String?
    /// Of the input: bytes and nanoseconds UTC, by which an unchanged file is known.
    var size: Int
    var modified: Int64
    /// Of the input; hexadecimal.
    var sourceDigest: String
    /// The store, and SHA-256 of its file.
    var store: String
    var storeDigest: String
  }

  var toolVersion: String
  var sources: [Source]

  /// The source of that name; nil where it is new.
  subscript(name: String) -> Source? { sources.first { $0.name == name } }

  var json: JSON {
    [
      "format": "energy-experiment", "version": 1, "energy": .string(toolVersion),
      "sources": .array(sources.map(\.json)),
    ]
  }

  init(toolVersion: String, sources: [Source]) {
    self.toolVersion = toolVersion
    self.sources = sources
  }

  /// Reads a record.
  ///
  /// - Throws: `FilesError` (65) where it is damaged.
  init(json: JSON, path: String) throws(FilesError) {
    let sources = (json["sources"]?.elements ?? []).compactMap(Source.init(json:))
    guard json["format"] == "energy-experiment", json["version"]?.whole == 1,
      let tool = json["energy"]?.string, sources.count == json["sources"]?.elements.count
    else {
      throw FilesError(
        status: .badData, attempt: "read", path: path,
        reason: "it is damaged or of another version of energy",
        remedy: "Begin the experiment anew in another --output.")
    }
    self.init(toolVersion: tool, sources: sources)
  }
}

extension ExperimentRecord.Source {
  fileprivate var json: JSON {
    [
      "name": .string(name), "preprocess": JSON(plan), "input": JSON(input),
      "size": .integer(size), "modified_ns": .integer(Int(modified)),
      "source_sha256": .string(sourceDigest), "store": .string(store),
      "store_sha256": .string(storeDigest),
    ]
  }

  fileprivate init?(json: JSON) {
    guard let name = json["name"]?.string, let size = json["size"]?.whole,
      let modified = json["modified_ns"]?.whole, let source = json["source_sha256"]?.string,
      let store = json["store"]?.string, let digest = json["store_sha256"]?.string
    else { return nil }
    self.init(
      name: name, plan: json["preprocess"]?.string, input: json["input"]?.string, size: size,
      modified: Int64(modified), sourceDigest: source, store: store, storeDigest: digest)
  }
}
