import Files
import Foundation
import MeterData
import Testing
import Work

@testable import energy

@Suite("energy train's words")
struct TrainWordTests {
  @Test(
    "are refused with a sentence where they make no sense",
    arguments: [
      ([], "--config is missing. Name a configuration, or the --output of a run to --resume."),
      (["--resume"], "--config is missing"), (["--output", "x"], "--config is missing"),
      (["--config", "x", "--resume", "--overwrite"], "--overwrite removes it. Give one of them."),
      (["--config", "x", "--seed", "-1"], "--seed -1: expected a whole number from 0"),
      (["--config", "x", "--threads", "0"], "--threads 0: expected a whole number from 1 to 4096"),
      (["--config", "x", "--set", "epochs"], "--set epochs: expected KEY=VALUE"),
      (["--config", "x", "--record", "all"], "--record all: expected losses or batches"),
      (["--confg", "x"], "unknown option --confg. Did you mean --config?"),
    ])
  func refuses(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try TrainCommand(Arguments(words, for: TrainCommand.specification))
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.status == .wrongUsage)
  }

  @Test("of a folder are quoted for the shell where they must be")
  func quotes() {
    #expect("models/runs/a-1.b".shellWord == "models/runs/a-1.b")
    #expect("my runs/it's".shellWord == "'my runs/it'\\''s'")
    #expect("".shellWord == "''")
  }
}

/// A folder with a store of two simulated houses, and a configuration that trains in a moment.
final class TrainingPlace: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "energy-train-" + UUID().uuidString
    try FileSystem.createFolders(path)
    let plan = SimulationPlan(
      seed: 3, buildings: 2, days: 3, firstDay: 16_146, period: 30,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: [])
    _ = try SimulatedFile.write(
      plan, to: path + "/sim.h5", compression: .deflate(level: 1), Supervision())
    let prepared = try EnergyProgram.run(
      ["preprocess", path + "/sim.h5", "--output", path + "/store.h5", "--quiet"]
        + ["--appliance", "kettle", "--appliance", "fridge"])
    try #require(prepared.status == 0, "\(prepared.errors)")
    let text = """
      training:
        store: \(path)/store.h5
        appliances: [kettle]
        network: {architecture: cnn-seq2seq, window: 40}
        ranges:
          train: {buildings: [1], to: "2014-03-18"}
          validation: {buildings: [1], from: "2014-03-18"}
          test: {buildings: [2]}
        batch_size: 64
        windows_per_epoch: 1000
        validation_windows: 500
        epochs: 2
        threads: 1
      """
    try Publication.text(text + "\n", at: path + "/quick.yaml")
  }

  deinit { try? FileSystem.remove(path) }

  /// The words of a command, "@" standing for the folder.
  func words(_ words: String) -> [String] {
    ["train"]
      + words.split(separator: " ").map { $0.replacingOccurrences(of: "@", with: path + "/") }
  }

  func run(_ words: String, _ environment: [String: String] = [:]) throws -> EnergyProgram.Outcome {
    try EnergyProgram.run(self.words(words), environment: environment)
  }

  func lines(of name: String) throws -> [JSON] {
    try FileSystem.text(of: path + "/" + name).split(separator: "\n")
      .map { try JSON.parse(String($0)) }
  }
}

@Suite("energy train")
struct TrainCommandTests {
  @Test("tells of each epoch, and leaves the folder of a run")
  func trains() throws {
    let place = try TrainingPlace()
    let outcome = try place.run("--config @quick.yaml --output @run --record losses")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let told = outcome.errors.split(separator: "\n")
    #expect(told[0].hasPrefix("kettle · cnn-seq2seq 40 same · 9,569 parameters · seed 1 · train "))
    #expect(told[0].hasSuffix("(house 2, untouched)"))
    let epochs = told.filter { $0.hasPrefix("epoch ") && $0.contains("skill") }
    #expect(epochs.count == 2 && epochs[0].hasSuffix("★"), "\(outcome.errors)")
    #expect(outcome.output.contains("* training loss   + validation loss, by epoch"))
    #expect(outcome.output.contains("kettle: 2 epochs in 0:0"))
    #expect(outcome.output.hasSuffix(" → \(place.path)/run/best\n"))
    let names = try FileSystem.list(place.path + "/run")
    for name in ["best", "last", "configuration.yaml", "environment.json", "events.jsonl"] {
      #expect(names.contains(name), "\(names)")
    }
    #expect(try FileSystem.text(of: place.path + "/run/losses.csv").hasPrefix("step,epoch,"))
    let environment = try JSON.parse(FileSystem.text(of: place.path + "/run/environment.json"))
    #expect(environment["threads"] == 1 && environment["blas_core"] != nil)
  }

  @Test("prints the events as JSON and nothing else on standard output, as events.jsonl has them")
  func json() throws {
    let place = try TrainingPlace()
    let outcome = try place.run("--config @quick.yaml --output @run --json --quiet --seed 7")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let lines = try outcome.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(try place.lines(of: "run/events.jsonl") == lines)
    #expect(lines.first?["event"] == "started")
    #expect(lines.filter { $0["event"] == "epoch" }.map { $0["epoch"] } == [1, 2])
    #expect(lines.allSatisfy { $0["seed"] == nil || $0["seed"] == 7 })
    #expect(lines.last?["event"] == "done" && lines.last?["stopped"] == "epochs")
    #expect(lines.last?["checkpoint"] == .string(place.path + "/run/best"))
  }

  @Test("leaves another run alone, goes on with it, or replaces it")
  func meetings() throws {
    let place = try TrainingPlace()
    #expect(try place.run("--config @quick.yaml --output @run --quiet").status == 0)
    let refused = try place.run("--config @quick.yaml --output @run --quiet")
    #expect(refused.status == 73 && refused.errors.contains("--overwrite"), "\(refused.errors)")
    let resumed = try place.run("--resume --output @run --set training.epochs=3 --json --quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let lines = try resumed.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(lines.filter { $0["event"] == "epoch" }.map { $0["epoch"] } == [3])
    let changed = try place.run("--resume --output @run --set training.batch_size=8 --quiet")
    #expect(changed.status == 78 && changed.errors.contains("training.batch_size was 64"))
    let replaced = try place.run(
      "--config @quick.yaml --output @run --overwrite --json --quiet", ["TRAIN_EPOCHS": "1"])
    #expect(replaced.status == 0, "\(replaced.errors)")
    #expect(replaced.output.contains(#""epochs":1,"best_epoch":1"#), "\(replaced.output)")
  }

  @Test("ends with the contract's status and one sentence, and begins nothing")
  func statuses() throws {
    let place = try TrainingPlace()
    let before = try FileSystem.list(place.path)
    let cases: [(words: String, status: Int32, says: String)] = [
      ("--config @none.yaml", 66, "none.yaml"),
      ("--resume --output @none", 66, "none"),
      ("--config @quick.yaml --set training.epocs=3", 78, "Did you mean epochs?"),
      ("--config @quick.yaml --set training.batch_size=0", 78, "batch_size"),
      ("--config @quick.yaml --set training.learning_rate=nan", 78, "learning_rate"),
      ("--config @quick.yaml --set training.network.window=100000", 78, "window"),
      ("--config @quick.yaml --set training.network.architecture=seq2piont", 78, "seq2point?"),
      ("--config @quick.yaml --set training.store=@none.h5", 66, "none.h5"),
      ("--config @quick.yaml --set training.store=@sim.h5", 65, "sim.h5"),
      ("--config @quick.yaml --set training.appliances=[ketle]", 65, "kettle"),
      ("--config @quick.yaml --set training.ranges.test.buildings=[9]", 65, "9"),
      ("--config @quick.yaml --set training.ranges.test.buildings=[1]", 78, "overlap"),
    ]
    for (words, status, says) in cases {
      let output = words.contains("--output") ? "" : " --output @run"
      let outcome = try place.run(words + output + " --quiet")
      #expect(outcome.status == status, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(try FileSystem.list(place.path) == before, "\(words)")
    }
  }

  @Test("names the folder by configuration and date where nobody names it")
  func namesFolder() throws {
    let place = try TrainingPlace()
    let models = ["MODELS_PATH": place.path + "/models", "TRAIN_EPOCHS": "1"]
    for _ in 1...2 {
      let outcome = try place.run("--config @quick.yaml --quiet", models)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let runs = try FileSystem.list(place.path + "/models/runs").sorted()
    #expect(runs.count == 2 && runs[0].hasPrefix("quick-20") && runs[1] == runs[0] + "-2")
  }
}

@Suite("energy train at a terminal")
struct TrainTerminalTests {
  @Test("saves at Ctrl-C, ends with 130 and says how to go on, which it does")
  func interrupted() throws {
    let place = try TrainingPlace()
    var terminal = try PseudoTerminal(
      place.words("--config @quick.yaml --output @run --set training.epochs=100000"), columns: 120)
    _ = try terminal.wait(for: "★")
    terminal.type("\u{3}")
    _ = try terminal.wait(for: "kettle: interrupted after ")
    let rest = try terminal.wait(for: "energy train: interrupted")
    #expect(rest.contains("to go on:  energy train --resume --output \(place.path)/run"))
    #expect(try terminal.finish() == 130)
    let done = try place.lines(of: "run/events.jsonl").last { $0["event"] == "done" }
    guard case .integer(let epochs)? = done?["epochs"] else {
      Issue.record("no epochs in \(String(describing: done))")
      return
    }
    let resumed = try place.run(
      "--resume --output @run --set training.epochs=\(epochs + 1) --json --quiet")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output.contains(#""stopped":"epochs""#))
  }

  @Test(
    "keeps to a narrow window, in colours only where they are welcome", arguments: [true, false])
  func narrow(hasColour: Bool) throws {
    let place = try TrainingPlace()
    var terminal = try PseudoTerminal(
      place.words("--config @quick.yaml --output @run"), columns: 50,
      environment: hasColour ? [:] : ["NO_COLOR": "1"])
    _ = try terminal.wait(for: "run/best")
    #expect(try terminal.finish() == 0)
    #expect(terminal.screen.contains("\u{1B}[32m★") == hasColour)
    for line in terminal.screen.components(separatedBy: .newlines) {
      let shown = line.replacingOccurrences(of: "\u{1B}[K", with: "")
      #expect(shown.displayWidth <= 50 || !shown.contains(" "), "\(shown)")
    }
  }
}
