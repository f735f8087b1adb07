import Files
import Foundation
import MeterData
import Testing
import Work

@testable import energy

@Suite("energy experiment")
struct ExperimentSurvivalTests {
  private static let place = NSTemporaryDirectory() + "energy-experiment-"

  /// A folder with a simulated file and a protocol of two cells over it.
  private static func folder(epochs: Int = 3) throws -> String {
    let path = place + UUID().uuidString
    try FileSystem.createFolders(path)
    let plan = SimulationPlan(
      seed: 3, buildings: 2, days: 3, firstDay: 16_146, period: 60,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: [])
    _ = try SimulatedFile.write(
      plan, to: path + "/sim.h5", compression: .deflate(level: 1), Supervision())
    let text = """
      sources:
        sim: {preprocess: {input: \(path)/sim.h5, appliances: [kettle], period: 1min}}
      appliances: [kettle]
      seeds: [1, 2]
      folds:
        fixed:
          unseen:
            train: {buildings: [1], to: "2014-03-19"}
            validation: {buildings: [1], from: "2014-03-19"}
            test: {buildings: [2]}
      training:
        network: {architecture: seq2point-reduced, window: 31}
        batch_size: 32
        windows_per_epoch: 960
        validation_windows: 500
        checkpoint_every: 1ms
        epochs: \(epochs)
        threads: 1
      """
    try Publication.text(text + "\n", at: path + "/p.yaml")
    return path
  }

  private static func words(_ folder: String, _ more: [String] = []) -> [String] {
    ["experiment", "run", folder + "/p.yaml", "--output", folder + "/out", "--quiet"] + more
  }

  /// What of each cell must be the same, however often it was cut off.
  private static func outcomes(_ folder: String) throws -> [String] {
    try ["seed-1", "seed-2"].map { seed in
      let path = folder + "/out/cells/unseen/kettle/model/\(seed)/cell.json"
      let cell = try JSON.parse(try FileSystem.text(of: path), path: path)
      let kept: [JSON?] = [
        cell["weights_sha256"], cell["figures"], cell["baselines"], cell["days"],
        cell["inputs"]?["configuration_sha256"],
      ]
      return kept.map { $0?.text ?? "nothing" }.joined(separator: "\n")
    }
  }

  /// Starts the program and kills it after a while; true where it was at work until then.
  private static func killed(_ words: [String], after seconds: Double) throws -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: try EnergyProgram.path())
    process.arguments = words
    process.environment = EnergyProgram.environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  @Test("is not changed by SIGKILL at any moment, and does nothing twice")
  func survives() throws {
    let whole = try Self.folder()
    let cut = try Self.folder()
    defer { for path in [whole, cut] { try? FileSystem.remove(path) } }
    let began = ProcessMeasures.seconds
    let first = try EnergyProgram.run(Self.words(whole))
    #expect(first.status == 0, "\(first.errors)")
    let length = ProcessMeasures.seconds - began

    // Later and later, from before the store is there to beyond the last cell's beginning.
    var kills = 0
    for part in stride(from: 0.05, to: 1.3, by: 0.16) {
      if try Self.killed(Self.words(cut), after: part * length) { kills += 1 }
    }
    #expect(kills > 1)
    let rest = try EnergyProgram.run(Self.words(cut))
    #expect(rest.status == 0, "\(rest.errors)")
    #expect(try Self.outcomes(cut) == Self.outcomes(whole))
    // Another simulated file of the same seed is the same file, so the tables are, too.
    for name in ["results.csv", "results.md", "results.tex"] {
      #expect(
        try FileSystem.text(of: "\(cut)/out/tables/\(name)")
          == FileSystem.text(of: "\(whole)/out/tables/\(name)"))
    }
    // What kills have left aside is gone.
    let names = try FileSystem.list(cut + "/out") + FileSystem.list(cut + "/out/stores")
    #expect(names.allSatisfy { !$0.hasSuffix(".partial") }, "\(names)")
  }

  @Test("prints one document of rows, refuses what it cannot read, and says how to go on")
  func speaks() throws {
    let folder = try Self.folder(epochs: 1)
    defer { try? FileSystem.remove(folder) }
    let json = try EnergyProgram.run(Self.words(folder, ["--json", "--cells", "seed-1"]))
    #expect(json.status == 0 && json.errors.isEmpty, "\(json.errors)")
    let document = try JSON.parse(json.output, path: "output")
    #expect(document["cells"] == 2 && document["done"] == 1 && document["failed"] == [])
    guard case .array(let rows)? = document["rows"] else { throw CancellationError() }
    #expect(rows.map { $0["name"] } == ["model", "zero", "mean", "median"])
    #expect(rows[0]["metrics"]?["mae_w"]?["n"] == 1)

    let page = try EnergyProgram.run(Self.words(folder))
    #expect(page.status == 0)
    #expect(page.output.contains("2 of 2 cells done"))
    #expect(page.output.contains("unseen  kettle     model"))

    let unknown = try EnergyProgram.run(Self.words(folder, ["--set", "training.epoch=3"]))
    #expect(unknown.status == 78)
    #expect(unknown.errors.contains("unknown key \"training.epoch\". Did you mean epochs?"))
    let changed = try EnergyProgram.run(Self.words(folder, ["--set", "training.epochs=3"]))
    #expect(changed.status == 78)
    #expect(changed.errors.contains("training.epochs was 1 and is now 3"))
    let absent = try EnergyProgram.run(["experiment", "run", folder + "/nothing.yaml"])
    #expect(absent.status == 66)
    let cell = "\(folder)/out/cells/unseen/kettle/model/seed-2"
    let again = try EnergyProgram.run(["experiment", "reproduce", cell, "--quiet"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output.contains("the same bit for bit"))
    let none = try EnergyProgram.run(["experiment", "reproduce", folder])
    #expect(none.status == 66)
  }

  @Test("the citation names the version of the tool")
  func citation() throws {
    let file = URL(filePath: #filePath).appending(path: "../../../../CITATION.cff").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\nversion: \(CommandCatalogue.version)\n"))
  }
}
