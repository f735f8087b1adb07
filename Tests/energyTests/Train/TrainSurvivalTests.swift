import Disaggregation
import Files
import Foundation
import Networks
import Testing

@testable import energy

/// A training that runs beside the test, and whose events the test reads as they come.
private final class LiveTraining {
  private let process = Process()
  private let output = Pipe()
  private var pending: [UInt8] = []

  init(_ words: [String]) throws {
    process.executableURL = URL(filePath: try EnergyProgram.path())
    process.arguments = words
    process.environment = EnergyProgram.environment
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Reads events until one is as wanted; false where the program ended before.
  func wait(until isWanted: (JSON) -> Bool) throws -> Bool {
    while true {
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let event = try JSON.parse(Array(pending[..<end]))
        pending.removeSubrange(...end)
        if isWanted(event) { return true }
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return false }
      pending += more
    }
  }

  /// Ends it by a signal; returns whether it ended by that, and its status where not.
  func end(by signal: Int32) -> (isKilled: Bool, status: Int32) {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return (process.terminationReason == .uncaughtSignal, process.terminationStatus)
  }
}

@Suite("energy train, cut off")
struct TrainSurvivalTests {
  private static let more =
    " --set training.windows_per_epoch=1500 --set training.epochs=5 --json --quiet"

  private static let runs =
    " --set training.network={\"architecture\":\"seq2point-reduced\",\"window\":30}"
    + " --set training.sampling={\"runs\":{\"runs_per_batch\":4,\"run_length\":16}}"

  /// The weights and both moments of the last checkpoint.
  private static func end(of run: String) throws -> [[UInt32]] {
    let network = try TrainedModel(path: run + "/last/model.safetensors").network
    let state = try SafetensorsFile(path: run + "/last/training-state.safetensors")
    let moments = try network.plan.parameters.flatMap { parameter in
      try ["first", "second"].map { try state.floats("\($0).\(parameter.name)") }
    }
    return (network.parameters + moments).map { $0.values.map(\.bitPattern) }
  }

  @Test(
    "goes on bit for bit after SIGKILL in the middle of an epoch, on another number of threads",
    arguments: ["1ms", "1h"], ["uniform", "runs"])
  func killed(interval: String, sampling: String) throws {
    let place = try TrainingPlace()
    let words =
      "--config @quick.yaml" + Self.more + (sampling == "runs" ? Self.runs : "")
      + " --set training.checkpoint_every=\(interval)"
    let whole = try place.run(words + " --output @whole --threads 1")
    #expect(whole.status == 0, "\(whole.errors)")

    let live = try LiveTraining(place.words(words + " --output @cut --threads 2"))
    // With the short interval a checkpoint lies within the fourth epoch by then.
    let isThere = try live.wait { event in
      interval == "1h"
        ? event["event"] == "epoch" && event["epoch"] == 3
        : event["checkpoint"]?.text.contains("epoch-0003-step-") == true
    }
    #expect(isThere)
    #expect(live.end(by: SIGKILL).isKilled)
    let before = try place.lines(of: "cut/events.jsonl")
    #expect(!before.contains { $0["event"] == "done" }, "it ended before it was killed")

    let resumed = try place.run(words + " --output @cut --threads 1 --resume")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(try Self.end(of: place.path + "/cut") == Self.end(of: place.path + "/whole"))
    let log = try place.lines(of: "cut/events.jsonl")
    #expect(log.filter { $0["event"] == "epoch" }.map { $0["epoch"] } == [1, 2, 3, 4, 5])
    #expect(log.filter { $0["event"] == "resumed" }.count == 1)
  }

  @Test("saves and ends with 130 at SIGTERM and SIGINT", arguments: [SIGTERM, SIGINT])
  func stopped(signal: Int32) throws {
    let place = try TrainingPlace()
    let words = "--config @quick.yaml --output @run" + Self.more
    let live = try LiveTraining(place.words(words))
    #expect(try live.wait { $0["event"] == "epoch" && $0["epoch"] == 1 })
    let (isKilled, status) = live.end(by: signal)
    #expect(!isKilled && status == 130)
    let done = try place.lines(of: "run/events.jsonl").last
    #expect(done?["event"] == "done" && done?["stopped"] == "interrupted")
    // Between the saved step and the end nothing was lost.
    let resumed = try place.run(words + " --resume")
    let whole = try place.run("--config @quick.yaml --output @whole" + Self.more)
    #expect(resumed.status == 0 && whole.status == 0, "\(resumed.errors)")
    #expect(try Self.end(of: place.path + "/run") == Self.end(of: place.path + "/whole"))
  }

  @Test("a disk that runs full ends it with 74 and one sentence; the last checkpoint stays good")
  func fullDisk() throws {
    let place = try TrainingPlace()
    let words = "--config @quick.yaml --output @run" + Self.more
    let first = try place.run(words + " --set training.epochs=2")
    #expect(first.status == 0, "\(first.errors)")
    let last = FileSystem.resolved(place.path + "/run/last")
    // A limit on the size of files stands for it; a checkpoint is larger than 32 kB.
    let line = place.words(words + " --resume").joined(separator: " ")
    let outcome = try Shell.run(
      "/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 64; exec '\(EnergyProgram.path())' \(line)"],
      in: place.path)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(FileSystem.resolved(place.path + "/run/last") == last)
    let resumed = try place.run(words + " --resume")
    #expect(resumed.status == 0 && resumed.output.contains(#""epochs":5"#), "\(resumed.errors)")
  }
}
