import Files
import Foundation
import Registry
import Testing

@testable import energy

@Suite("energy models")
struct RegistryCommandTests {
  /// The document that a command prints.
  private static func json(_ sample: RegistrySample, _ words: String) throws -> JSON {
    let outcome = try sample.run(words + " --json --quiet")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(words): \(outcome.errors)")
    return try JSON.parse(outcome.output)
  }

  @Test("registers, promotes, rolls back and prunes, in sentences and as JSON")
  func changes() throws {
    let sample = try RegistrySample(models: 3)
    let first = try sample.run("register @model-1")
    #expect(first.output.hasPrefix("kettle: registered as version 1, "), "\(first.output)")
    #expect(first.errors == "next:  energy models promote kettle\n")
    let again = try Self.json(sample, "register @model-1 @model-2 @model-3")["registered"]?.elements
    #expect(again?.map { $0["version"] } == ["1", "2", "3"])
    #expect(again?.map { $0["new"] } == [false, true, true])
    let promoted = try Self.json(sample, "promote Kettle:2")
    #expect(promoted["version"] == "2" && promoted["previous"] == .null)
    #expect(promoted["changed"] == true && promoted["metric"] == "skill")
    let page = try sample.run("promote kettle --version 3")
    #expect(page.output == "kettle: version 3 is in production, after version 2\n")
    #expect(page.errors.contains("note: Version 3 was not compared with 2"), "\(page.errors)")
    let back = try sample.run("rollback kettle")
    #expect(back.output == "kettle: version 2 is in production again, after version 3\n")
    let trial = try Self.json(sample, "prune --keep 0 --dry-run")
    #expect(trial["dry_run"] == true && trial["removed"]?.elements.count == 2)
    let pruned = try sample.run("prune kettle --keep 1")
    #expect(pruned.output == "removed version 1 of the kettle\n")
    #expect(try sample.run("prune").output == "nothing to remove\n")
  }

  @Test("lists and shows what there is, as tables and as JSON")
  func shows() throws {
    let sample = try RegistrySample(models: 2)
    let empty = try sample.run("list")
    #expect(empty.status == 0 && empty.output.contains("energy models register RUN"))
    #expect(try sample.run("register @model-1 @model-2").status == 0)
    for version in 1...2 { #expect(try sample.run("promote kettle:\(version)").status == 0) }
    let list = try Self.json(sample, "list")["appliances"]?.elements.first
    #expect(list?["production"] == "2" && list?["previous"] == "1" && list?["name"] == "kettle")
    #expect(list?["versions"]?.elements.map { $0["version"] } == ["1", "2"])
    let table = try sample.run("list kettle").output.split(separator: "\n")
    #expect(table.count == 3 && table[0].hasPrefix("appliance  version"), "\(table)")
    #expect(table[2].contains("2  in production  seq2point-reduced 99 valid"), "\(table)")
    let shown = try Self.json(sample, "show kettle")
    #expect(shown["version"] == "2" && shown["production"] == true && shown["since"] != .null)
    #expect(shown["window"] == 99 && shown["weights_sha256"] != nil)
    let version = try sample.run("show kettle:1").output
    #expect(version.hasPrefix("kettle 1   what energy models rollback returns to\n"), "\(version)")
    #expect(version.contains("energy evaluate --checkpoint"))
    try Publication.text("{", at: sample.path + "/models/registry/kettle/1/metadata.json")
    let damaged = try sample.run("list")
    #expect(damaged.status == 0 && damaged.output.contains("damaged"), "\(damaged.errors)")
    #expect(damaged.errors.contains("kettle/1/metadata.json"))
  }

  private static let refusals: [(words: String, status: Int32, says: String)] = [
    ("promote", 64, "APPLIANCE is missing"), ("register", 64, "RUN is missing"),
    ("promote kettle:x", 64, "Write it as in kettle or kettle:2."),
    ("promote kettle:0", 64, "names no version"),
    ("promote kettle:1 --version 2", 64, "the version is given twice"),
    ("promote kettle --metric skil", 64, "Did you mean skill?"),
    ("promote kettle --keep -1", 64, "--keep -1: expected a whole number"),
    ("rollback kettle:1", 64, "energy models promote kettle:1"),
    ("promot kettle", 64, "Did you mean promote?"),
    ("promote ketle", 65, "Did you mean kettle?"), ("show fridge", 65, "registered are kettle"),
    ("promote kettle:9", 65, "registered are 1 and 2"),
    ("promote kettle", 65, "energy evaluate --record, or name one"),
    ("rollback kettle", 65, "none of its versions is in production"),
    ("register @none", 66, "no such file or folder"),
    ("register @models/registry/kettle/1/metadata.json", 65, "metadata.json"),
  ]

  @Test("refuses with the contract's status and one sentence")
  func refuses() throws {
    let sample = try RegistrySample(models: 2)
    #expect(try sample.run("register @model-1 @model-2").status == 0)
    for (words, status, says) in Self.refusals {
      let outcome = try sample.run(words)
      #expect(outcome.status == status, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1 && outcome.output.isEmpty)
    }
  }

  @Test("a folder that cannot be written is said with 73")
  func unwritable() throws {
    let sample = try RegistrySample(models: 1)
    try Publication.text("", at: sample.path + "/models")
    let outcome = try sample.run("register @model-1")
    #expect(outcome.status == 73, "\(outcome.errors)")
    #expect(try sample.run("list").output.contains("no model is registered"))
  }
}

@Suite("energy train --register")
struct TrainRegisterTests {
  @Test("registers the best network in the end, and says so in a line of JSON")
  func registers() throws {
    let place = try TrainingPlace()
    let models = ["MODELS_PATH": place.path + "/models", "TRAIN_EPOCHS": "1"]
    let outcome = try place.run(
      "--config @quick.yaml --output @models/runs/a --register --json --quiet", models)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let lines = try outcome.output.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(lines.suffix(2).map { $0["event"] } == ["done", "registered"])
    #expect(lines.last?["appliance"] == "kettle" && lines.last?["version"] == "1")
    #expect(lines.last?["new"] == true)
    let registry = ModelRegistry(RegistryFolders(models: place.path + "/models"))
    #expect(try registry.appliance("kettle").all == ["1"])
    let resumed = try place.run("--resume --output @models/runs/a --register --quiet", models)
    #expect(resumed.output.contains("kettle: this model is version 1 already, "), "\(resumed)")
  }

  @Test("refuses a registry that cannot be written before it trains")
  func refuses() throws {
    let place = try TrainingPlace()
    let outcome = try place.run(
      "--config @quick.yaml --output @run --register --quiet",
      ["MODELS_PATH": place.path + "/sim.h5"])
    #expect(outcome.status == 73 && !FileSystem.exists(place.path + "/run"), "\(outcome.errors)")
  }

  @Test("what energy evaluate records decides which version is promoted, the metric its direction")
  func records() throws {
    let place = try TrainingPlace()
    let models = ["MODELS_PATH": place.path + "/models", "TRAIN_EPOCHS": "1"]
    func json(_ words: [String]) throws -> JSON {
      let outcome = try EnergyProgram.run(words + ["--json", "--quiet"], environment: models)
      #expect(outcome.status == 0, "\(words): \(outcome.errors)")
      return try JSON.parse(outcome.output)
    }
    var errors: [Double] = []
    for seed in 1...2 {
      let run = place.path + "/models/runs/\(seed)"
      let trained = try place.run(
        "--config @quick.yaml --output \(run) --seed \(seed) --register --quiet", models)
      #expect(trained.status == 0, "\(trained.errors)")
      let scored = try json(
        ["evaluate", "--checkpoint", run, "--data", place.path + "/store.h5", "--building", "2"]
          + ["--record"])
      errors.append(try #require(scored["model"]?["mae_w"]?.double))
    }
    try #require(errors[0] != errors[1])
    let promoted = try json(["models", "promote", "kettle", "--metric", "mae_w"])
    let best = errors[0] < errors[1] ? 0 : 1
    #expect(promoted["version"] == .string(String(best + 1)))
    let found = promoted["figures"]?.elements.compactMap { $0["value"]?.double }
    #expect(found == errors.sorted())
    let worse = try EnergyProgram.run(
      ["models", "promote", "kettle:\(2 - best)", "--metric", "mae_w"], environment: models)
    #expect(worse.status == 65 && worse.errors.contains("--force"), "\(worse.errors)")
    // The server's card finds them beside the model, without the path of anything.
    let alias = place.path + "/models/production/kettle"
    let metadata = try ModelRegistry.resolve(path: alias).metadata
    #expect(metadata["evaluations"]?.elements.first?["model"]?["mae_w"]?.double == errors.min())
    #expect(!metadata.text.contains(place.path))
  }
}
