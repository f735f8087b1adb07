import Files

/// `events.jsonl`: what a run told, but for its progress, in one object a line.
///
/// An epoch that was lost to a crash is told once, by the run that completed it: resuming drops its
/// line, and writes that it resumed.
final class EventLog {
  private let path: String
  private var log: RunLog

  /// - Parameters:
  ///   - path: The file.
  ///   - isNew: Whether it begins anew.
  /// - Throws: `FilesError`.
  init(_ path: String, isNew: Bool) throws {
    self.path = path
    log = try RunLog(path, keeping: isNew ? nil : { _ in true })
  }

  /// Adds an event that has a document.
  func append(_ event: TrainingEvent) throws(FilesError) {
    if let document = event.document { try log.append(document.text) }
  }

  /// Brings the log to where a checkpoint stands, and says that training goes on from there.
  ///
  /// - Parameters:
  ///   - appliance: Whose training goes on.
  ///   - epochs: Its epochs that the checkpoint knows.
  ///   - checkpoint: Where it lies.
  ///   - step: The steps that it has behind it.
  ///   - environment: What training goes on with.
  /// - Throws: `FilesError`.
  func resume(
    _ appliance: String, epochs: [EpochSummary], checkpoint: String, step: Int, environment: JSON
  ) throws {
    var told: Set<Int> = []
    log = try RunLog(path) { line in
      guard let epoch = EventLog.epoch(in: line, of: appliance) else { return true }
      return epoch <= epochs.count && told.insert(epoch).inserted
    }
    // A crash between the checkpoint and the line loses the line.
    for epoch in epochs where !told.contains(epoch.epoch) { try append(.epoch(epoch)) }
    let resumed: JSON = [
      "event": "resumed", "appliance": .string(appliance), "epochs_done": .integer(epochs.count),
      "step": .integer(step), "checkpoint": .string(checkpoint), "environment": environment,
    ]
    try log.append(resumed.text)
  }

  /// Whether the log says already that an appliance's training has come to its end.
  ///
  /// - Throws: `TrainingError` where it cannot be read.
  func tellsEnd(of appliance: String) throws(TrainingError) -> Bool {
    let text: String
    do { text = try FileSystem.text(of: path, limit: 1 << 30) } catch {
      throw TrainingError(error)
    }
    // A line that is no JSON is none of ours.
    let own = text.split(separator: "\n").compactMap { try? JSON.parse(String($0)) }
      .last { $0["appliance"] == .string(appliance) }
    return own?["event"] == "done" && own?["stopped"] != "interrupted"
  }

  /// The epoch that a line tells of, or nil where it tells of something else.
  private static func epoch(in line: Substring, of appliance: String) -> Int? {
    // A line that is no JSON is none of ours, and stays.
    guard let event = try? JSON.parse(String(line)), event["event"] == "epoch",
      event["appliance"] == .string(appliance), case .integer(let epoch)? = event["epoch"]
    else { return nil }
    return epoch
  }
}
