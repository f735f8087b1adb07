import Files
import MeterData
import Networks
import Work

@testable import Training

/// Runs into a folder of their own, on made-up readings of two appliances.
final class RunTrial {
  let scratch: Scratch
  let written: WrittenStore
  var configuration: TrainingConfiguration

  init(appliances: [String] = ["kettle"], epochs: Int = 3) throws {
    scratch = try Scratch()
    written = try WrittenStore([RunTrial.house(seed: 3)])
    configuration = TrainingConfiguration(
      store: written.store.path, appliances: appliances,
      ranges: .init(
        train: RangeRequest(to: "2013-01-02T12:00"),
        validation: RangeRequest(from: "2013-01-02T12:00", to: "2013-01-03"),
        test: RangeRequest(from: "2013-01-03")))
    configuration.output = scratch.path + "/run"
    configuration.network = NetworkChoice(
      architecture: "seq2point-reduced", window: 30, padding: .valid)
    configuration.batchSize = 50
    configuration.windowsPerEpoch = 500
    configuration.validationWindows = 200
    configuration.threads = 1
    configuration.epochs = epochs
  }

  /// What the made-up house measures.
  static func house(seed: UInt64) -> WrittenStore.House {
    var generator = RandomGenerator(seed: seed)
    func pulses(_ watts: Float) -> [Float] {
      var values: [Float] = []
      while values.count < 3000 {
        values += [Float](repeating: 0, count: generator.whole(10...40))
        values += [Float](repeating: watts, count: generator.whole(2...6))
      }
      return Array(values.prefix(3000))
    }
    let (kettle, microwave) = (pulses(2000), pulses(800))
    let mains = zip(kettle, microwave).map { $0 + $1 + 200 }
    return .init(mains: mains, appliances: ["kettle": kettle, "microwave": microwave])
  }

  var output: String { scratch.path + "/run" }

  /// Trains; `stopping` may end it at an event, which then throws.
  @discardableResult
  func run(
    resuming: Bool = false, overwriting: Bool = false, records: Bool = false,
    stopping: @escaping (TrainingEvent) -> Bool = { _ in false }
  ) throws -> (outcomes: [TrainedOutcome], events: [TrainingEvent]) {
    let cancellation = Cancellation()
    let journal = SmallTraining.Journal()
    let run = try TrainingRun(
      configuration,
      .init(
        resumes: resuming, overwrites: overwriting, environment: ["host": "here"],
        toolVersion: "1.2.3", recordsLosses: records, recordsBatches: records),
      cancellation: cancellation
    ) { event in
      journal.events.append(event)
      if stopping(event) { cancellation.cancel() }
    }
    return (try run.run(), journal.events)
  }

  /// The state of the last checkpoint.
  func last(_ folder: String = "") throws -> LearningState {
    let store = CheckpointStore(folder: output + folder) { (_) throws(TrainingError) in
      throw TrainingError(status: .internalFault, attempt: "", path: nil, reason: "only to read")
    }
    return try store.resume(try configuration.network.plan()).state
  }

  /// The `event` of each line of the log, with its appliance and epoch.
  func log() throws -> [String] {
    try FileSystem.text(of: output + "/events.jsonl").split(separator: "\n").map { line in
      let event = try JSON.parse(String(line))
      return ["event", "appliance", "epoch"].compactMap { event[$0]?.text }.joined(separator: " ")
        .replacing("\"", with: "")
    }
  }
}
