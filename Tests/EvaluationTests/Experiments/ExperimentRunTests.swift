import Disaggregation
import Files
import Foundation
import MeterData
import Testing
import Work

@testable import Evaluation

@Suite("An experiment")
struct ExperimentRunTests {
  @Test("does each cell once, keeps it, and writes tables; another run does nothing")
  func once() throws {
    let place = try ExperimentPlace()
    let outcome = try place.run()
    #expect(
      outcome.results.map(\.id) == ["unseen/kettle/model/seed-1", "unseen/kettle/model/seed-2"])
    #expect(outcome.failures.isEmpty)
    #expect(Set(outcome.results.map(\.weights)).count == 2)
    #expect(outcome.results.allSatisfy { $0.openings == 1 && $0.weights.count == 64 })
    #expect(outcome.results[0].baselines.map(\.name) == ["zero", "mean", "median"])
    let days = outcome.results[0].days
    #expect(days.houses == [0..<2] && days.days.map(\.days) == [1, 1])
    let sum = days.days.reduce(DayTally(), +)
    #expect(Scores(sum, period: 60).values == outcome.results[0].figures.scores.values)
    let names = try FileSystem.list(place.folder + "/out/tables")
    #expect(names == ["comparisons.csv", "results.csv", "results.md", "results.tex"])

    let file = place.folder + "/out/cells/unseen/kettle/model/seed-1/cell.json"
    let before = try FileSystem.modified(file)
    let again = try place.run()
    #expect(place.begun.isEmpty && again.results.count == 2)
    #expect(try FileSystem.modified(file) == before)
    #expect(try FileSystem.list(place.folder).allSatisfy { !$0.hasSuffix(".lock") })
  }

  @Test("gives the same with cells side by side")
  func jobs() throws {
    let place = try ExperimentPlace()
    let one = try place.run(in: "one")
    let two = try place.run(jobs: 2, in: "two")
    #expect(one.results.map(\.outcome.text) == two.results.map(\.outcome.text))
    #expect(
      try FileSystem.text(of: place.folder + "/one/tables/results.csv")
        == FileSystem.text(of: place.folder + "/two/tables/results.csv"))
  }

  @Test("goes on from the checkpoint of a cell that was interrupted, to the same result")
  func interrupted() throws {
    let place = try ExperimentPlace()
    let whole = try place.run(in: "whole")
    let cancellation = Cancellation()
    let refusal = try place.refusal {
      try place.run(in: "out", cancellation) { event in
        if case .training(_, .epoch) = event { cancellation.cancel() }
      }
    }
    #expect(refusal.status == .interrupted)
    #expect(FileSystem.exists(place.folder + "/out/cells/unseen/kettle/model/seed-1/run/last"))
    let rest = try place.run(in: "out")
    #expect(rest.results[0].cost.wasResumed && !rest.results[1].cost.wasResumed)
    #expect(rest.results.map(\.outcome.text) == whole.results.map(\.outcome.text))
  }

  @Test("a kill between the test's opening and its result opens it again with the same network")
  func openedTwice() throws {
    let place = try ExperimentPlace()
    let whole = try place.run(cells: ["seed-1"])
    let cell = place.folder + "/out/cells/unseen/kettle/model/seed-1"
    try FileSystem.remove(cell + "/cell.json")
    let again = try place.run(cells: ["seed-1"])
    #expect(again.results[0].openings == 2)
    #expect(again.results[0].outcome.text == whole.results[0].outcome.text)

    try FileSystem.remove(cell + "/cell.json")
    try Publication.text(
      "{\"weights_sha256\": \"another\", \"openings\": 1}\n", at: cell + "/opened.json")
    let outcome = try place.run(cells: ["seed-1"])
    #expect(outcome.failures.map(\.error.status) == [.badData])
    #expect(
      outcome.failures[0].error.reason == "its test range was read with another network before")
  }

  @Test("refuses a protocol that asks for other cells under the same names, and says what changed")
  func otherProtocol() throws {
    let place = try ExperimentPlace()
    try place.run(cells: ["seed-1"])
    let refusal = try place.refusal { try place.run(set: ["training.learning_rate=0.01"]) }
    #expect(refusal.status == .badConfiguration)
    #expect(
      refusal.reason == "training.learning_rate was not set and is now 0.01, and cell "
        + "unseen/kettle/model/seed-1 was begun before")
    let moved = try place.refusal {
      try place.run(set: ["folds.fixed.unseen.test.from=2013-06-04"])
    }
    #expect(moved.reason.hasPrefix("folds.fixed.unseen.test.from was not set"))
    #expect(
      try place.refusal { try place.run(set: ["evaluation={clamping: none}"]) }.status
        == .badConfiguration)
  }

  @Test("refuses another protocol where only the result of a cell is left, too")
  func withoutBeginning() throws {
    let place = try ExperimentPlace()
    try place.run(cells: ["seed-1"])
    try FileSystem.remove(place.folder + "/out/cells/unseen/kettle/model/seed-1/begun.json")
    let refusal = try place.refusal { try place.run(set: ["training.learning_rate=0.01"]) }
    #expect(refusal.status == .badConfiguration)
    let same = try place.run(cells: ["seed-1"])
    #expect(place.begun.isEmpty && same.results.count == 1)
  }

  @Test("takes more seeds, another description, and other threads")
  func moreSeeds() throws {
    let place = try ExperimentPlace()
    try place.run(set: ["seeds=[1]"])
    let more = try place.run(set: ["seeds=[1, 2]", "training.threads=2", "description=x"])
    #expect(place.begun == ["unseen/kettle/model/seed-2"])
    #expect(more.tables.rows[0].seeds == [1, 2])
  }

  @Test("refuses a store that has changed")
  func otherStore() throws {
    let place = try ExperimentPlace()
    try place.run(cells: ["seed-1"])
    let file = place.folder + "/homes.h5"
    var bytes = try FileSystem.bytes(of: file)
    bytes.append(0)
    try FileDescriptor(creating: file).write(bytes)
    let refusal = try place.refusal { try place.run() }
    #expect(refusal.status == .badData)
    #expect(refusal.reason == "the store of homes is another than the experiment began with")
  }

  @Test("prepares a source once, and refuses it once its file is another")
  func otherFile() throws {
    let place = try ExperimentPlace()
    let source = place.folder + "/sim.h5"
    try simulate(to: source, seed: 3)
    let text = place.text(seeds: "[1]").replacing(
      "{store: \(place.folder)/homes.h5, release: made up}",
      with: "{preprocess: {input: \(source), appliances: [kettle], period: 5min}}"
    ).replacing("2013-06-04", with: "2014-03-18")
    let first = try place.run(text)
    #expect(first.results.count == 1)
    let store = place.folder + "/out/stores/homes.h5"
    let made = try FileSystem.modified(store)
    try place.run(text)
    #expect(try FileSystem.modified(store) == made)
    let period = try place.refusal {
      try place.run(text, set: ["sources.homes.preprocess.period=10min"])
    }
    #expect(period.status == .badConfiguration)
    #expect(period.reason == "sources.homes.preprocess is another than it began with")
    try simulate(to: source, seed: 4)
    let refusal = try place.refusal { try place.run(text) }
    #expect(refusal.status == .badData)
    #expect(refusal.reason == "the file of homes is another than the experiment began with")
  }

  private func simulate(to path: String, seed: UInt64) throws {
    let plan = SimulationPlan(
      seed: seed, buildings: 2, days: 2, firstDay: 16_146, period: 300,
      zone: try TimeZoneRules(named: "Europe/London"), oneSecondMains: [])
    _ = try SimulatedFile.write(plan, to: path, compression: .deflate(level: 1), Supervision())
  }

  @Test("a folder with something else in it is left alone")
  func foreignFolder() throws {
    let scratch = try ScratchFolder()
    let folder = ExperimentFolder(path: scratch.path)
    try folder.requireOwn()
    _ = try scratch.text("training:\n", "configuration.yaml")
    let error = #expect(throws: FilesError.self) { try folder.requireOwn() }
    #expect(error?.status == .cannotCreate)
    _ = try scratch.text("{}", "experiment.json")
    try folder.requireOwn()
  }

  @Test("two at once do not work in one folder")
  func locked() throws {
    let place = try ExperimentPlace()
    let lock = try FileLock(
      for: place.folder + "/out", attempt: "work in", rival: "energy experiment")
    #expect(try place.refusal { try place.run() }.status == .tryAgain)
    withExtendedLifetime(lock) {}
  }

  @Test("a cell that cannot be done leaves the others to be done")
  func failing() throws {
    let place = try ExperimentPlace()
    let more = """
      models:
        good: {}
        bad: {initialise_from: \(place.folder)/nothing}
      """
    let outcome = try place.run(place.text(seeds: "[1]", more: more))
    #expect(outcome.results.map(\.model) == ["good"])
    #expect(outcome.failures.map(\.id) == ["unseen/kettle/bad/seed-1"])
    #expect(outcome.failures[0].error.status == .missingInput)
  }

  @Test("models with other windows are scored on the same samples, and compared")
  func sameSamples() throws {
    let place = try ExperimentPlace()
    let outcome = try place.run(place.text(seeds: "[1]", more: Self.windows))
    let samples = outcome.results.map { $0.days.days.map(\.samples) }
    // Two days less what a window of 61 wants before the first and after the last of them.
    #expect(samples == [[1440 - 30, 1440 - 30], [1440 - 30, 1440 - 30]])
    #expect(outcome.tables.comparisons.map(\.first) == ["short"])
  }

  private static let windows = """
    models:
      short: {}
      long: {network: {window: 61}}
    """

  @Test(
    "models with other windows are scored on the same samples beside training in the same house",
    arguments: [
      // 61 minutes behind validation, and no window is whole at the last 30.
      (
        "to: \"2013-06-04\"", "source: homes, buildings: [1], from: \"2013-06-04\"",
        1440 - 61 - 30
      ),
      // Read from another store of the same file.
      (
        "to: \"2013-06-04\"", "source: others, buildings: [1], from: \"2013-06-04\"",
        1440 - 61 - 30
      ),
      // Validation lies behind the test, each model's own window later.
      (
        "from: \"2013-06-04\"",
        "source: homes, buildings: [1], from: \"2013-06-03T12:00\", to: \"2013-06-04\"", 720 - 61
      ),
    ])
  func besideTraining(validation: String, test: String, samples: Int) throws {
    let place = try ExperimentPlace(houses: 1)
    let first = validation.hasPrefix("to") ? "from: \"2013-06-03T12:00\", " : ""
    let text = place.text(
      seeds: "[1]",
      folds: """
        fixed:
            time:
              train: {source: homes, buildings: [1], to: "2013-06-03T12:00"}
              validation: {buildings: [1], \(first)\(validation)}
              test: {\(test)}
        """, more: Self.windows
    ).replacing("sources:\n", with: "sources:\n  others: {store: \(place.folder)/homes.h5}\n")
    let outcome = try place.run(text)
    #expect(outcome.failures.isEmpty, "\(outcome.failures)")
    #expect(outcome.results.map { $0.days.days.map(\.samples) } == [[samples], [samples]])
    #expect(outcome.tables.comparisons.map(\.first) == ["short"])
  }

  @Test("samples between seconds are the same for all models as well")
  func fractions() throws {
    let (place, made) = (try ExperimentPlace(), try EvaluatedPlace())
    var house = EvaluatedPlace.house()
    house.rule = ActivationRule(threshold: 1000)
    let text = place.text(
      seeds: "[1]",
      folds: """
        fixed:
            time:
              train: {buildings: [1], to: "2013-06-03T00:06:24"}
              validation:
                {buildings: [1], from: "2013-06-03T00:06:24", to: "2013-06-03T00:12:48"}
              test: {buildings: [1], from: "2013-06-03T00:12:48"}
        """, more: Self.windows
    ).replacing("\(place.folder)/homes.h5", with: try made.store([house], period: 0.4))
    let outcome = try place.run(text)
    #expect(outcome.failures.isEmpty, "\(outcome.failures)")
    // 61 samples behind number 1920, at 792.4 s.
    let samples = 2880 - 1920 - 61 - 30
    #expect(outcome.results.map { $0.days.days.map(\.samples) } == [[samples], [samples]])
  }

  @Test("a network that estimates its whole window is scored on the samples of the others")
  func sequence() throws {
    let place = try ExperimentPlace()
    let more = """
      models:
        point: {}
        sequence: {network: {architecture: seq2seq, window: 41}}
      """
    let outcome = try place.run(place.text(seeds: "[1]", more: more))
    #expect(outcome.failures.isEmpty, "\(outcome.failures)")
    // Windows that reach a sample of the sequence network cover 40 on either side.
    let samples = [1440 - 40, 1440 - 40]
    #expect(outcome.results.map { $0.days.days.map(\.samples) } == [samples, samples])
  }

  @Test("what a cell is made of says how far it stays away only where that is not its own window")
  func apart() throws {
    let place = try ExperimentPlace()
    let store = try PreparedStore(path: place.folder + "/homes.h5")
    func texts(_ more: String) throws -> [String] {
      let experiment = try place.read(place.text(seeds: "[1]", more: more))
      return try ExperimentPlan(experiment, stores: ["homes": store]).cells.map(\.text)
    }
    #expect(try texts("").map { $0.hasSuffix("  samples_after: 15\n") } == [true])
    #expect(
      try texts(Self.windows).map { $0.hasSuffix("samples_after: 30\n  samples_apart: 61\n") }
        == [true, false])
  }

  @Test("the test range is read a window behind what was trained on")
  func gap() throws {
    let place = try ExperimentPlace(houses: 1)
    let outcome = try place.run(
      place.text(
        seeds: "[1]",
        folds: """
          fixed:
              time:
                train: {buildings: [1], to: "2013-06-03T12:00"}
                validation: {buildings: [1], from: "2013-06-03T12:00", to: "2013-06-04"}
                test: {buildings: [1], from: "2013-06-04"}
          """))
    // 31 minutes behind midnight, and no window is whole at the last 15.
    #expect(outcome.results[0].days.days.map(\.samples) == [1440 - 31 - 15])
    #expect(outcome.results[0].warnings.allSatisfy { $0.contains("too few") })
  }

  @Test("a cell is reproduced bit for bit; another store, configuration or tool is refused")
  func reproduced() throws {
    let place = try ExperimentPlace()
    try place.run(cells: ["seed-1"])
    let cell = place.folder + "/out/cells/unseen/kettle/model/seed-1"
    func reproduce(_ version: String = "1") throws -> CellReproduction.Outcome {
      try CellReproduction(
        of: cell, toolVersion: version, threads: 2, environment: [:],
        cancellation: Cancellation(), observe: { _ in }
      ).run()
    }
    #expect(try reproduce().differences.isEmpty)
    #expect(try place.refusal { _ = try reproduce("2") }.reason == "energy was 1 and is 2")

    let text = try FileSystem.text(of: cell + "/cell.json")
    let tampered = text.replacing("\"epochs\": 2", with: "\"epochs\": 3")
    try #require(tampered != text)
    try Publication.text(tampered, at: cell + "/cell.json")
    #expect(try reproduce().differences == ["epochs: 3, now 2"])

    try Publication.text(
      try FileSystem.text(of: place.folder + "/out/protocol.yaml")
        .replacing("epochs: 2", with: "epochs: 3"), at: place.folder + "/out/protocol.yaml")
    let refusal = try place.refusal { _ = try reproduce() }
    #expect(refusal.status == .badData && refusal.reason.hasPrefix("its configuration was "))
  }
}
