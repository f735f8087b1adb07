import Files
import Foundation
import MeterData
import Testing
import Work

@testable import energy

@Suite("energy preprocess")
struct PreprocessCommandTests {
  private static func command(_ words: [String]) throws(UsageError) -> PreprocessCommand {
    try PreprocessCommand(Arguments(words, for: PreprocessCommand.specification))
  }

  @Test(
    "refuses what makes no sense, with a sentence",
    arguments: [
      ([], "FILE is missing. Usage: energy preprocess [FILE] [options]"),
      (["x.h5"], "--output is missing"),
      (["x.h5", "--output", "y.h5", "--building", "two"], "--building two: expected the number"),
      (["x.h5", "--output", "y.h5", "--period", "0s"], "--period 0s: expected a span of time"),
      (["x.h5", "--output", "y.h5", "--max-gap", "long"], "--max-gap long: expected a span"),
      (["x.h5", "--output", "y.h5", "--mains", "both"], "expected active, apparent or sum"),
      (["x.h5", "--output", "y.h5", "--mains-meter", "0"], "expected a whole number from 1"),
      (["x.h5", "--output", "y.h5", "--plug-gaps", "zero"], "expected missing or off"),
      (["x.h5", "--output", "y.h5", "--apliance", "kettle"], "Did you mean --appliance?"),
      (["--set", "period", "--config", "x.yaml"], "--set period: expected KEY=VALUE"),
    ])
  func refuses(words: [String], sentence: String) {
    let error = #expect(throws: UsageError.self) { try Self.command(words) }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.status == .wrongUsage)
  }

  /// A folder with one simulated day of two homes and some configurations, gone afterwards.
  private struct Workplace: ~Copyable {
    let path: String

    init() throws {
      path = NSTemporaryDirectory() + "energy-preprocess-" + UUID().uuidString
      try FileSystem.createFolders(path + "/folder")
      let plan = SimulationPlan(
        seed: 3, buildings: 2, days: 1, firstDay: 16_146, period: 6,
        zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: [])
      _ = try SimulatedFile.write(
        plan, to: path + "/sim.h5", compression: .deflate(level: 1), Supervision())
      let configurations = [
        "good": "input: \(path)/sim.h5\n  output: \(path)/out.h5\n  appliances: [kettle]",
        "typing": "input: \(path)/sim.h5\n  output: \(path)/out.h5\n  perid: 6s",
        "empty": "input: \(path)/sim.h5\n  output: \(path)/out.h5\n  from: 2014-03-17\n"
          + "  to: 2014-03-17",
      ]
      for (name, text) in configurations {
        try Publication.text("preprocess:\n  \(text)\n", at: "\(path)/\(name).yaml")
      }
      try Publication.text("not HDF5", at: path + "/text.h5")
    }

    deinit { try? FileSystem.remove(path) }

    func run(_ words: String) throws -> EnergyProgram.Outcome {
      let placed = words.split(separator: " ").map {
        $0.replacingOccurrences(of: "@", with: path + "/")
      }
      return try EnergyProgram.run(["preprocess"] + placed)
    }
  }

  @Test("ends with the contract's status, says one sentence, and leaves no half store")
  func statuses() throws {
    let place = try Workplace()
    let cases: [(words: String, status: Int32, says: String)] = [
      ("@none.h5 --output @x.h5", 66, "none.h5"), ("@text.h5 --output @x.h5", 65, "text.h5"),
      ("@sim.h5 --output @folder", 73, "folder"), ("@sim.h5 --output @no/x.h5", 73, "mkdir"),
      ("@sim.h5 --output @sim.h5", 73, "to be read"),
      ("@sim.h5 --output @x.h5 --building 9", 65, "It has 1 and 2"),
      ("@sim.h5 --output @x.h5 --appliance ketle", 65, "Did you mean kettle?"),
      ("@sim.h5 --output @x.h5 --period 1s", 64, "--allow-upsampling"),
      ("@sim.h5 --output @x.h5 --from 2014-03-17 --to 2014-03-17", 64, "is empty"),
      ("@sim.h5 --output @x.h5 --from 1999-01-01 --to 1999-01-02", 65, "run from"),
      ("--config @typing.yaml", 78, "Did you mean period?"),
      ("--config @empty.yaml", 78, "is empty"), ("--config @none.yaml", 66, "none.yaml"),
    ]
    let before = try FileSystem.list(place.path)
    for (words, status, says) in cases {
      let outcome = try place.run(words + " --quiet")
      #expect(outcome.status == status, "\(words): \(outcome.errors)")
      #expect(outcome.errors.contains(says), "\(words): \(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.output.isEmpty)
      #expect(try FileSystem.list(place.path) == before)
    }
  }

  @Test("makes a store and its JSON from options and from a configuration alike")
  func makesStore() throws {
    let place = try Workplace()
    let direct = try place.run(
      "@sim.h5 --output @direct.h5 --appliance kettle --json --quiet")
    #expect(direct.status == 0, "\(direct.errors)")
    let configured = try place.run("--config @good.yaml --json --quiet")
    #expect(configured.status == 0, "\(configured.errors)")
    let (one, two) = (
      try JSON.parse(Array(direct.output.utf8)), try JSON.parse(Array(configured.output.utf8))
    )
    #expect(one["houses"] == two["houses"])
    #expect(one["period_s"] == .integer(6))
    guard case .array(let houses)? = one["houses"] else {
      Issue.record("no houses in \(direct.output)")
      return
    }
    #expect(houses.map { $0["building"] } == [.integer(1), .integer(2)])
    for house in houses {
      let mains = house["channels"]?["mains"]
      for key in ["mean_w", "std_w", "max_w", "activations"] { #expect(mains?[key] != nil) }
      #expect(house["channels"]?["kettle"]?["activations"] != .null)
    }
    let store = try PreparedStore(path: place.path + "/out.h5")
    #expect(store.houses.map(\.id) == [1, 2])
  }

  @Test("--set and options win over the configuration")
  func precedence() throws {
    let place = try Workplace()
    let outcome = try place.run(
      "--config @good.yaml --set preprocess.period=30s --output @other.h5 --building 2 --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let store = try PreparedStore(path: place.path + "/other.h5")
    #expect(store.provenance.period == TimeSpan("30s"))
    #expect(store.houses.map(\.id) == [2])
    #expect(!FileSystem.exists(place.path + "/out.h5"))
  }

  @Test("the sum of the plugs always comes with its noise share")
  func noiseShare() throws {
    let place = try Workplace()
    let outcome = try place.run("@sim.h5 --output @sum.h5 --mains sum --building 1 --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("noise share"))
  }

  @Test("a full disk is status 74 with one sentence, and leaves no file")
  func fullDisk() throws {
    let place = try Workplace()
    let before = try FileSystem.list(place.path)
    // A limit on the size of files stands for a disk that runs full; 64 blocks are 32 kB.
    let words = "preprocess \(place.path)/sim.h5 --output \(place.path)/x.h5 --quiet"
    let outcome = try Shell.run(
      "/bin/sh",
      ["-c", "trap '' XFSZ; ulimit -f 64; exec '\(EnergyProgram.path())' \(words)"],
      in: place.path)
    #expect(outcome.status == 74, "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(try FileSystem.list(place.path) == before)
  }
}
