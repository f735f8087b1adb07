import Files
import MeterData
import Work

/// A source that is ready to train and test on.
struct OpenedSource: Sendable {
  let source: ExperimentProtocol.Source
  let store: PreparedStore
  let record: ExperimentRecord.Source
}

/// Prepares the sources of an experiment, or finds them as they were.
struct ExperimentSources {
  let folder: ExperimentFolder
  let toolVersion: String
  let cancellation: Cancellation
  let observe: @Sendable (ExperimentEvent) -> Void

  /// Every source, in the order of the protocol.
  ///
  /// - Parameters:
  ///   - experiment: The protocol.
  ///   - known: What the experiment began with; nil for a new one.
  ///   - mayPrepareAnew: Whether another plan makes another store: nothing rests on the old one.
  /// - Returns: Each with its store, and what to remember of it.
  /// - Throws: `EvaluationError`: 65 where a source or store is another than before, 78 where it
  ///   is prepared otherwise, 66 where it is missing.
  func open(
    _ experiment: ExperimentProtocol, known: ExperimentRecord?, mayPrepareAnew: Bool
  ) throws(EvaluationError) -> [OpenedSource] {
    var opened: [OpenedSource] = []
    for source in experiment.sources {
      try EvaluationError.wrapping { try cancellation.check() }
      let old = mayPrepareAnew ? nil : known?[source.name]
      let record: ExperimentRecord.Source
      if let plan = source.preparation {
        record = try prepared(source.name, plan, old)
      } else {
        record = try ready(source.name, source.store ?? "", old)
      }
      let store = try EvaluationError.wrapping { try PreparedStore(path: record.store) }
      opened.append(OpenedSource(source: source, store: store, record: record))
    }
    return opened
  }

  private func ready(
    _ name: String, _ path: String, _ old: ExperimentRecord.Source?
  ) throws(EvaluationError) -> ExperimentRecord.Source {
    guard FileSystem.exists(path) else {
      throw EvaluationError(
        status: .missingInput, attempt: "open the store of", path: name,
        reason: "there is no \(path)", remedy: "Make it first, with energy preprocess.")
    }
    let record = try EvaluationError.wrapping {
      let store = try PreparedStore(path: path)
      return ExperimentRecord.Source(
        name: name, plan: nil, input: nil, size: try FileSystem.size(of: path),
        modified: try FileSystem.modified(path), sourceDigest: store.provenance.source.sha256,
        store: path, storeDigest: try digest(of: path))
    }
    if let old, old.storeDigest != record.storeDigest {
      throw Self.changed(path, "the store of \(name)", "Give back the old store")
    }
    return record
  }

  private func prepared(
    _ name: String, _ plan: PreparationPlan, _ old: ExperimentRecord.Source?
  ) throws(EvaluationError) -> ExperimentRecord.Source {
    let text = plan.configuration(comment: name)
    if let old {
      guard old.plan == text else {
        throw EvaluationError(
          status: .badConfiguration, attempt: "go on with the experiment in", path: folder.path,
          reason: "sources.\(name).preprocess is another than it began with",
          remedy: "Set it back, or name another --output.")
      }
      return try unchanged(old)
    }
    return try EvaluationError.wrapping {
      try FileSystem.createFolders(folder.stores)
      var plan = plan
      plan.output = folder.store(of: name)
      let (size, modified) = try Self.stamp(of: plan.input)
      let observe = observe
      let report = try Preparation.run(
        plan, toolVersion: toolVersion,
        supervision: Supervision(cancellation: cancellation) { done, total in
          observe(.preparing(source: name, done: done, total: total))
        })
      observe(.prepared(source: name, store: plan.output, seconds: report.seconds))
      let store = try PreparedStore(path: plan.output)
      return ExperimentRecord.Source(
        name: name, plan: text, input: plan.input, size: size, modified: modified,
        sourceDigest: store.provenance.source.sha256, store: plan.output,
        storeDigest: try digest(of: plan.output))
    }
  }

  /// The record of a source, once it is clear that input and store are as they were.
  private func unchanged(
    _ old: ExperimentRecord.Source
  ) throws(EvaluationError) -> ExperimentRecord.Source {
    var record = old
    record.store = folder.store(of: old.name)
    guard FileSystem.exists(record.store) else {
      throw EvaluationError(
        status: .missingInput, attempt: "go on with the experiment in", path: folder.path,
        reason: "there is no \(record.store) any more",
        remedy: "Give it back, or begin anew in another --output.")
    }
    let store = record.store
    guard try EvaluationError.wrapping({ try digest(of: store) }) == old.storeDigest else {
      throw Self.changed(store, "the store of \(old.name)", "Give back the old store")
    }
    guard let input = old.input, FileSystem.exists(input) else {
      observe(.note("\(old.input ?? old.name) is gone; its store goes on to be used."))
      return record
    }
    let (size, modified) = try EvaluationError.wrapping { try Self.stamp(of: input) }
    if size == old.size, modified == old.modified, modified >= 0 { return record }
    let reading = SourceDigest(of: input, cancellation: cancellation)
    let found = try EvaluationError.wrapping { try reading.source().sha256 }
    guard found == old.sourceDigest else {
      throw Self.changed(input, "the file of \(old.name)", "Give back the old file")
    }
    (record.size, record.modified) = (size, modified)
    return record
  }

  /// Bytes and time of change; of a folder its own, which nobody relies on for being unchanged.
  private static func stamp(of path: String) throws -> (size: Int, modified: Int64) {
    guard !FileSystem.isDirectory(path) else { return (0, -1) }
    guard FileSystem.exists(path) else { return (0, 0) }
    return (try FileSystem.size(of: path), try FileSystem.modified(path))
  }

  private func digest(of path: String) throws -> String {
    try SHA256Hasher.hex(ofFile: path) { try cancellation.check() }
  }

  private static func changed(
    _ path: String, _ what: String, _ remedy: String
  ) -> EvaluationError {
    EvaluationError(
      status: .badData, attempt: "go on with", path: path,
      reason: "\(what) is another than the experiment began with",
      remedy: "\(remedy), or begin anew in another --output.")
  }
}
