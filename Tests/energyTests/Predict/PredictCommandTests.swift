import Disaggregation
import Files
import Foundation
import MeterData
import Testing
import Work

@testable import energy

@Suite("energy predict's words")
struct PredictWordTests {
  @Test(
    "are refused with a sentence where they make no sense",
    arguments: [
      ("--input a --output b", "--checkpoint is missing"),
      ("--checkpoint c --output b", "--input is missing"),
      ("--checkpoint c --input a", "--output is missing"),
      ("--checkpoint c --input a --output b --semantics meter", "expected sample, hold or counter"),
      ("--checkpoint c --input a --output b --unit J", "expected W, kW, Wh or kWh"),
      ("--checkpoint c --input a --output b --unit kWh", "does not fit --semantics sample"),
      ("--checkpoint c --input a --output b --unit W --semantics counter", "Give Wh or kWh"),
      ("--checkpoint c --input a --output b --max-hold 1h", "Give --semantics hold or counter"),
      ("--checkpoint c --input a --output b --clamp all", "expected none, zero or mains"),
      ("--checkpoint c --input a --output b --timezone Mars", "there is no time zone \"Mars\""),
      ("--checkpoint c --input a.csv --output b --building 1", "a CSV has none"),
      ("--checkpoint c --input a.h5 --output b --time-column t", "it is for CSV files"),
      ("--checkpoint c --input a.csv --output a.csv", "name the same file"),
      ("--checkpoint c --input a --output b --engine fast", "expected series or windows"),
    ])
  func refuses(words: String, sentence: String) {
    let error = #expect(throws: UsageError.self) {
      let words = words.split(separator: " ").map(String.init)
      _ = try PredictCommand(Arguments(words, for: PredictCommand.specification))
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.status == .wrongUsage)
  }
}

@Suite("energy predict")
struct PredictCommandTests {
  @Test("gives each row back with its own time, estimates, states and a flag")
  func table() throws {
    let place = try PredictPlace()
    try place.write(PredictPlace.table(300), as: "in.csv")
    let outcome = try place.run("--checkpoint @kettle --input @in.csv --output @out.csv")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let (given, rows) = (try place.rows("in.csv"), try place.rows("out.csv"))
    #expect(rows[0] == ["timestamp", "power", "kettle", "kettle_on", "flag"])
    #expect(rows.count == 301)
    #expect(zip(given, rows).dropFirst().allSatisfy { Array($1.prefix(2)) == $0 })
    for row in rows.dropFirst() {
      let watts = try #require(Double(row[2]))
      #expect(watts >= 0 && row[3] == (watts >= 100 ? "1" : "0"), "\(row)")
    }
    // A window of 45 reaches 22 rows to both sides.
    #expect(rows[1...22].allSatisfy { $0[4] == "edge" } && rows[23][4] == "ok")
    #expect(outcome.output.contains("300 rows, 300 predicted, 0 missing"))
    #expect(outcome.output.contains("remainder") && outcome.errors.isEmpty)
  }

  @Test("gives several networks' columns and what they leave, and a summary as JSON")
  func several() throws {
    let place = try PredictPlace()
    try place.write(PredictPlace.table(200), as: "in.csv")
    let outcome = try place.run(
      "--checkpoint @kettle --checkpoint @dish-washer --input @in.csv --output @out.csv --json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let rows = try place.rows("out.csv")
    #expect(
      rows[0].joined(separator: ",")
        == "timestamp,power,kettle,kettle_on,dish_washer,dish_washer_on,remainder,flag")
    for row in rows.dropFirst() {
      let numbers = row[1...6].compactMap(Double.init)
      #expect(abs(numbers[0] - numbers[1] - numbers[3] - numbers[5]) < 0.016, "\(row)")
    }
    let summary = try JSON.parse(outcome.output)
    #expect(summary["rows"] == .integer(200) && summary["missing_rows"] == .integer(0))
    let energy = rows.dropFirst().reduce(0) { $0 + (Double($1[4]) ?? 0) } * 6 / 3600
    guard case .array(let appliances)? = summary["appliances"] else {
      Issue.record("\(outcome.output)")
      return
    }
    #expect(appliances[1]["appliance"] == "dish washer")
    #expect(abs((appliances[1]["energy_wh"]?.double ?? 0) - energy) < 0.01)
  }

  @Test("reads standard input and writes standard output, where nothing else stands")
  func pipes() throws {
    let place = try PredictPlace()
    let table = PredictPlace.table(100)
    try place.write(table, as: "in.csv")
    let file = try place.run("--checkpoint @kettle --input @in.csv --output @out.csv --quiet")
    #expect(file.status == 0, "\(file.errors)")
    let piped = try place.run("--checkpoint @kettle --input - --output -", input: table)
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(try piped.output == place.text("out.csv"))
    #expect(piped.errors.contains("100 rows, 100 predicted"))
    let json = try place.run("--checkpoint @kettle --input - --output - --json", input: table)
    #expect(json.output == piped.output && json.errors.contains("\"rows\": 100"))
  }

  @Test("gives the same of a meter, of a prepared store and of a CSV with their readings")
  func sources() throws {
    let place = try PredictPlace()
    let plan = SimulationPlan(
      seed: 3, buildings: 2, days: 1, firstDay: 16_146, period: 6,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: [])
    _ = try SimulatedFile.write(
      plan, to: place.path + "/sim.h5", compression: .deflate(level: 1), Supervision())
    let refused = try place.run("--checkpoint @kettle --input @sim.h5 --output @meter.csv")
    #expect(refused.status == 65 && refused.errors.contains("Choose one with --building"))
    let meter = try place.run(
      "--checkpoint @kettle --input @sim.h5 --building 1 --output @meter.csv")
    #expect(meter.status == 0, "\(meter.errors)")
    #expect(
      meter.errors.contains(
        "was trained on power active, and the meter measures power apparent"), "\(meter.errors)")
    let readings = try place.rows("meter.csv").map { $0.prefix(2).joined(separator: ",") }
    #expect(readings.count > 13_000 && readings[1].hasPrefix("2014-03-17T00:00:0"))
    try place.write(readings.joined(separator: "\n"), as: "in.csv")
    let table = try place.run("--checkpoint @kettle --input @in.csv --output @table.csv --quiet")
    #expect(table.status == 0, "\(table.errors)")
    #expect(try place.text("table.csv") == place.text("meter.csv"))
    // A store without the kettle's channel, whose bins are those of the prediction.
    let prepared = try EnergyProgram.run(
      ["preprocess", place.path + "/sim.h5", "--building", "1", "--appliance", "fridge"]
        + ["--max-gap", "60s", "--output", place.path + "/store.h5", "--quiet"])
    #expect(prepared.status == 0, "\(prepared.errors)")
    let store = try place.run(
      "--checkpoint @kettle --input @store.h5 --output @store.csv --engine windows")
    #expect(store.status == 0, "\(store.errors)")
    try place.expectAgreement("meter.csv", "store.csv")
  }

  @Test("writes an HDF5 file where the name says so")
  func store() throws {
    let place = try PredictPlace()
    try place.write(PredictPlace.table(100), as: "in.csv")
    let words = "--checkpoint @kettle --input @in.csv --output @out.h5 --quiet"
    for _ in 1...2 {
      let outcome = try place.run(words)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let size = try FileSystem.size(of: place.path + "/out.h5")
    #expect(size > 100 * 18)
    #expect(try FileSystem.list(place.path).filter { $0.hasPrefix(".") }.isEmpty)
  }

  @Test("ends with the contract's status and one sentence, and leaves nothing")
  func refusals() throws {
    let place = try PredictPlace()
    try place.write(PredictPlace.table(10), as: "good.csv")
    try place.write("a table of mine\n", as: "mine.csv")
    let tables: [(table: String, says: String)] = [
      ("when,foo\n1,2\n", "Choose one with --time-column"), ("", "the file is empty"),
      ("timestamp,power\n1357000000,1\n1357000006,x\n", "line 3"),
      ("timestamp,power\n1357000006,1\n1357000000,2\n", "line 3"),
      (PredictPlace.table(50, every: 60), "needs one every 6 s"),
    ]
    for (index, entry) in tables.enumerated() {
      try place.write(entry.table, as: "bad\(index).csv")
    }
    let before = try FileSystem.list(place.path)
    for (index, entry) in tables.enumerated() {
      let outcome = try place.run(
        "--checkpoint @kettle --input @bad\(index).csv --output @out.csv --quiet")
      #expect(outcome.status == 65 && outcome.errors.contains(entry.says), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }
    let others: [(words: String, status: Int32)] = [
      ("--checkpoint @none --input @good.csv --output @out.csv", 66),
      ("--checkpoint @kettle --input @none.csv --output @out.csv", 66),
      ("--checkpoint @kettle --input @good.csv --output @none/out.csv", 73),
      ("--checkpoint @kettle --input @good.csv --output @mine.csv", 73),
      ("--checkpoint @kettle --input @good.csv --output @kettle", 73),
      ("--checkpoint @kettle --checkpoint @kettle --input @good.csv --output @out.csv", 64),
      ("--checkpoint @kettle --input @none.h5 --output @out.csv", 66),
    ]
    for (words, status) in others {
      let outcome = try place.run(words + " --quiet")
      #expect(outcome.status == status, "\(words): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
    #expect(try FileSystem.list(place.path) == before)
  }

  @Test("says what was unusual in the readings")
  func notes() throws {
    let place = try PredictPlace()
    let rows = "1357000000,0.2\n1357000006,0.3\n1357000006,0.4\n1357000012,-1\n1357000018,1e30\n"
    try place.write("timestamp,power\n" + rows, as: "in.csv")
    let words = "--checkpoint @kettle --input @in.csv --output @out.csv"
    let watts = try place.run(words).errors
    #expect(watts.contains("if they are kilowatts, give --unit kW"), "\(watts)")
    #expect(watts.contains("1 row repeats the time of the row above: the first counts"))
    #expect(watts.contains("1 reading below zero counts as missing"))
    #expect(watts.contains("1 reading above 100 kW counts as missing"))
    #expect(try place.rows("out.csv").map(\.last).suffix(2) == ["out-of-range", "out-of-range"])
    let kilowatts = try place.run(words + " --unit kW").errors
    #expect(!kilowatts.contains("kilowatts"), "\(kilowatts)")
    #expect(try place.rows("out.csv")[1][1] == "200")
    try place.write("timestamp,power (kW)\n" + rows, as: "in.csv")
    #expect(try place.run(words).errors.contains("the column's name says kW"))
    #expect(try place.rows("out.csv")[1][1] == "200")
  }

  @Test("refuses a column whose name says another unit than is read, until told")
  func units() throws {
    let place = try PredictPlace()
    let words = "--checkpoint @kettle --input @in.csv --output @out.csv --quiet"
    let cases: [(header: String, words: String, says: String)] = [
      ("timestamp,energy_kwh", " --power-column energy_kwh", "Give --semantics counter"),
      ("timestamp,energy_kwh", "", "\"energy_kwh\" is a register: give --semantics counter"),
      ("timestamp,house_kW", " --semantics counter --power-column house_kW", "Leave --semantics"),
      ("timestamp,power", " --semantics counter", "is read without --semantics counter"),
    ]
    for (header, more, says) in cases {
      try place.write(PredictPlace.table(30, header: header), as: "in.csv")
      let refused = try place.run(words + more)
      #expect(refused.status == 65 && refused.errors.contains(says), "\(refused.errors)")
    }
    try place.write(PredictPlace.table(30, header: "timestamp,energy_kwh"), as: "in.csv")
    let told = try place.run(words + " --power-column energy_kwh --unit W")
    #expect(told.status == 0, "\(told.errors)")
  }

  @Test("takes all models of a run with several appliances")
  func severalModels() throws {
    let place = try PredictPlace()
    for appliance in ["kettle", "dish-washer"] {
      try FileSystem.createFolders(place.path + "/run/" + appliance)
      try FileManager.default.moveItem(
        atPath: place.path + "/" + appliance, toPath: place.path + "/run/\(appliance)/best")
    }
    try place.write(PredictPlace.table(60), as: "in.csv")
    let outcome = try place.run("--checkpoint @run --input @in.csv --output @out.csv --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(
      try place.rows("out.csv")[0].joined(separator: ",")
        == "timestamp,power,dish_washer,dish_washer_on,kettle,kettle_on,remainder,flag")
  }

  @Test("trusts no model that estimates otherwise than when it was written")
  func untrusted() throws {
    let place = try PredictPlace()
    var model = try TrainedModel(path: place.path + "/kettle")
    let window = GoldenWindow(inputs: [Float](repeating: 500, count: 45), outputs: [1e5])
    model.description.goldenWindows = [window]
    try model.write(into: place.path + "/kettle")
    try place.write(PredictPlace.table(60), as: "in.csv")
    let outcome = try place.run("--checkpoint @kettle --input @in.csv --output @out.csv --quiet")
    #expect(outcome.status == 70, "\(outcome.errors)")
    #expect(outcome.errors.contains("its golden window 1 gives"), "\(outcome.errors)")
    #expect(!FileSystem.exists(place.path + "/out.csv"))
  }

  @Test("names the files of a folder that is none itself")
  func folder() throws {
    let place = try PredictPlace()
    for name in ["b.h5", "a.csv", "notes.txt"] { try place.write("", as: name) }
    let outcome = try place.run("--checkpoint @kettle --input @ --output @out.csv --quiet")
    #expect(outcome.status == 65, "\(outcome.errors)")
    #expect(
      outcome.errors.contains("Name one of its files: \(place.path)/a.csv, \(place.path)/b.h5."),
      "\(outcome.errors)")
  }

  @Test("stops at an interrupt with 130, and leaves no table and nothing beside it")
  func interrupted() throws {
    let place = try PredictPlace()
    try place.write(PredictPlace.table(100_000), as: "in.csv")
    let process = Process()
    process.executableURL = URL(filePath: try EnergyProgram.path())
    process.arguments = place.words(
      "--checkpoint @kettle --input @in.csv --output @out.csv --engine windows --threads 1")
    process.environment = EnergyProgram.environment
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    while process.isRunning,
      try !FileSystem.list(place.path).contains(where: { $0.hasSuffix(".partial") })
    {
      usleep(1000)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try FileSystem.list(place.path) == ["dish-washer", "in.csv", "kettle"])
  }

  @Test("stops at an interrupt while standard input gives nothing")
  func interruptedWaiting() throws {
    let place = try PredictPlace()
    let process = Process()
    process.executableURL = URL(filePath: try EnergyProgram.path())
    process.arguments = place.words("--checkpoint @kettle --input - --output @out.csv")
    process.environment = EnergyProgram.environment
    let (input, errors) = (Pipe(), Pipe())
    (process.standardInput, process.standardError) = (input, errors)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(PredictPlace.table(20).utf8))
    // The program takes signals once it runs.
    usleep(500_000)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try FileSystem.list(place.path) == ["dish-washer", "kettle"])
    try input.fileHandleForWriting.close()
  }
}

extension PredictPlace {
  /// Whether estimates agree on the bins that both tables have, to the engines' rounding.
  func expectAgreement(_ first: String, _ second: String) throws {
    func bins(_ name: String) throws -> [Int64: Double] {
      var bins: [Int64: Double] = [:]
      for row in try rows(name).dropFirst() {
        let time = try #require(ISOTime.parse(row[0], in: .utc))
        if let estimate = Double(row[2]) { bins[time / (6 * ISOTime.second)] = estimate }
      }
      return bins
    }
    let (one, other) = (try bins(first), try bins(second))
    #expect(one.count > 13_000)
    for (bin, estimate) in one {
      #expect(abs(estimate - (other[bin] ?? .nan)) < 0.1, "\(bin)")
    }
  }
}
