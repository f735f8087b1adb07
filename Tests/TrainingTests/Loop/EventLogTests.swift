import Files
import Testing

@testable import Training

@Suite("The log of a run's events")
struct EventLogTests {
  private static func summary(_ appliance: String, _ epoch: Int, loss: Double) -> EpochSummary {
    EpochSummary(
      appliance: appliance, seed: 1, epoch: epoch, trainLoss: loss, validationLoss: 1,
      validationMAE: 10, skill: 0.5, learningRate: 0.001, windows: 100, seconds: 1, isBest: true)
  }

  /// The events of the lines, with the epoch and the training loss where there are any.
  private static func lines(_ path: String) throws -> [String] {
    try FileSystem.text(of: path).split(separator: "\n").map { line in
      let event = try JSON.parse(String(line))
      return ["event", "appliance", "epoch", "train_loss"].compactMap { event[$0]?.text }
        .joined(separator: " ")
    }
  }

  @Test("holds what was told, but for progress")
  func told() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/events.jsonl"
    let log = try EventLog(path, isNew: true)
    try log.append(.progress(epoch: 1, done: 5, of: 10))
    try log.append(.epoch(Self.summary("kettle", 1, loss: 0.5)))
    try log.append(.warning("Something."))
    #expect(
      try Self.lines(path) == ["\"epoch\" \"kettle\" 1 0.5", "\"warning\""])
  }

  @Test("tells each epoch once, whatever was lost to a crash")
  func resumed() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/events.jsonl"
    let first = try EventLog(path, isNew: true)
    for epoch in [1, 3, 4] { try first.append(.epoch(Self.summary("kettle", epoch, loss: 0.5))) }
    try first.append(.epoch(Self.summary("fridge", 4, loss: 0.5)))
    try FileDescriptor(appending: path).write(Array("{\"event\":\"ep".utf8))

    let second = try EventLog(path, isNew: false)
    // The checkpoint knows three epochs: the fourth was lost, the second was never told.
    try second.resume(
      "kettle", epochs: (1...3).map { Self.summary("kettle", $0, loss: 0.25) },
      checkpoint: "run/epoch-0003", step: 48, environment: ["cores": 2])
    try second.append(.epoch(Self.summary("kettle", 4, loss: 0.25)))
    #expect(
      try Self.lines(path) == [
        "\"epoch\" \"kettle\" 1 0.5", "\"epoch\" \"kettle\" 3 0.5", "\"epoch\" \"fridge\" 4 0.5",
        "\"epoch\" \"kettle\" 2 0.25", "\"resumed\" \"kettle\"", "\"epoch\" \"kettle\" 4 0.25",
      ])
    let line = try FileSystem.text(of: path).split(separator: "\n")[4]
    #expect(
      line == "{\"event\":\"resumed\",\"appliance\":\"kettle\",\"epochs_done\":3,\"step\":48,"
        + "\"checkpoint\":\"run/epoch-0003\",\"environment\":{\"cores\":2}}")
  }
}
