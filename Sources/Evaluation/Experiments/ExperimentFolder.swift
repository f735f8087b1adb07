import Configuration
import Files
import Training

/// Where an experiment keeps what it made.
package struct ExperimentFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The protocol as resolved.
  package var protocolFile: String { FileSystem.joined(path, "protocol.yaml") }
  /// What the experiment rests on.
  package var record: String { FileSystem.joined(path, "experiment.json") }
  /// Of the sources' stores.
  package var stores: String { FileSystem.joined(path, "stores") }
  /// Of the cells.
  package var cells: String { FileSystem.joined(path, "cells") }
  /// Of the tables.
  package var tables: String { FileSystem.joined(path, "tables") }

  /// Refuses a folder in which something else lies, such as a training run.
  ///
  /// Stores without a record are those of an experiment that was stopped at its very beginning.
  ///
  /// - Throws: `FilesError` (73).
  func requireOwn() throws(FilesError) {
    guard FileSystem.isDirectory(path), !FileSystem.exists(record) else { return }
    let others = try FileSystem.list(path).filter { !$0.hasPrefix(".") && $0 != "stores" }
    guard let first = others.sorted().first else { return }
    throw FilesError(
      status: .cannotCreate, attempt: "keep an experiment in", path: path,
      reason: "it holds \(first), and no experiment",
      remedy: "Name an empty folder, or a new one.")
  }

  /// The store that a source is prepared to.
  func store(of source: String) -> String { FileSystem.joined(stores, "\(source).h5") }

  /// The folder of a cell.
  package func cell(_ id: String) -> CellFolder {
    CellFolder(path: FileSystem.joined(cells, id))
  }
}

/// Where a cell keeps its network and its figures.
package struct CellFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// What it was begun with; there from its first moment.
  var begun: String { FileSystem.joined(path, "begun.json") }
  /// The run of its training.
  package var run: String { FileSystem.joined(path, "run") }
  /// Says that the test range was read, and with which network.
  package var opened: String { FileSystem.joined(path, "opened.json") }
  /// The result; there once it is whole.
  package var result: String { FileSystem.joined(path, "cell.json") }

  /// Whether its result is there.
  package var isDone: Bool { FileSystem.exists(result) }

  /// The JSON of one of its files; nil where there is none.
  ///
  /// - Throws: `FilesError` where it cannot be read (66) or is damaged (65).
  static func read(_ path: String) throws(FilesError) -> JSON? {
    guard FileSystem.exists(path) else { return nil }
    return try JSON.parse(try FileSystem.text(of: path), path: path)
  }

  /// Writes JSON whole or not at all.
  static func publish(_ document: JSON, at path: String) throws {
    try Publication.text(document.indentedText + "\n", at: path)
  }
}

/// What a cell rests on, as `begun.json` and its result keep it.
struct CellInputs: Sendable, Equatable {
  /// Of the cell's text.
  var configuration: String
  /// SHA-256 of the stores' files.
  var trainStore: String
  var testStore: String

  var json: JSON {
    [
      "configuration_sha256": .string(configuration), "train_store_sha256": .string(trainStore),
      "test_store_sha256": .string(testStore),
    ]
  }

  init(configuration: String, trainStore: String, testStore: String) {
    self.configuration = configuration
    self.trainStore = trainStore
    self.testStore = testStore
  }

  init?(json: JSON) {
    guard let configuration = json["configuration_sha256"]?.string,
      let trainStore = json["train_store_sha256"]?.string,
      let testStore = json["test_store_sha256"]?.string
    else { return nil }
    self.init(configuration: configuration, trainStore: trainStore, testStore: testStore)
  }
}
