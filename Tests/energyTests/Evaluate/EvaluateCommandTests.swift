import Files
import Testing

@testable import energy

@Suite("energy evaluate's words")
struct EvaluateWordTests {
  @Test(
    "are refused with a sentence where they make no sense",
    arguments: [
      ("--data x", "--checkpoint is missing"), ("--checkpoint x", "--data is missing"),
      ("--predictions x.csv --data x", "--predictions do not say of which appliance they are"),
      ("--checkpoint x --data x --appliance kettle", "--appliance says of what --predictions are"),
      ("--checkpoint x --data x --baselines all", "Name it by --train-data"),
      ("--checkpoint x --data x --baselines most", "expected none, simple or all"),
      ("--checkpoint x --data x --clamp most", "expected none, zero or mains"),
      ("--checkpoint x --data x --engine most", "expected series or windows"),
      ("--checkpoint x --data x --building 0", "--building 0: expected a house's number"),
      ("--checkpoint x --data x --threads 0", "--threads 0: expected a whole number"),
      ("--predictions x --appliance kettle --data x --record", "--record keeps figures with a"),
      ("--checkpoint x --dat x", "unknown option --dat. Did you mean --data?"),
    ])
  func refuses(words: String, sentence: String) {
    let error = #expect(throws: UsageError.self) {
      try EvaluateCommand(
        Arguments(words.split(separator: " ").map(String.init), for: EvaluateCommand.specification))
    }
    #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    #expect(error?.status == .wrongUsage)
  }
}

@Suite("energy evaluate")
struct EvaluateCommandTests {
  private let place: TrainingPlace

  init() throws {
    place = try TrainingPlace()
    let trained = try EnergyProgram.run(place.words("--config @quick.yaml --output @run --quiet"))
    try #require(trained.status == 0, "\(trained.errors)")
  }

  private func evaluate(_ words: String) throws -> EnergyProgram.Outcome {
    try EnergyProgram.run(["evaluate"] + place.words(words).dropFirst())
  }

  @Test("leads with what decides, names its rules, and draws the days")
  func page() throws {
    let outcome = try evaluate("--checkpoint @run --data @store.h5 --record --save-series @s.h5")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("kettle · cnn-seq2seq 40 same · \(place.path)/run"))
    #expect(lines[1].hasPrefix("house 2, 2014-03-17 → 2014-03-20, \(place.path)/store.h5"))
    #expect(lines[2].contains("samples of 30 s scored") && lines[2].contains("--clamp zero"))
    #expect(lines[3].hasPrefix("on from 2,000 W, for at least 12 s, by samples of 30 s;"))
    #expect(lines[4].contains("skill") && lines[4].contains("MAE while on (W)"))
    #expect(lines[5].hasPrefix("  model") && lines[6].hasPrefix("  zero"))
    #expect(outcome.output.contains("energy per day, kWh"))
    #expect(outcome.output.contains("Note: No range was asked for"))
    #expect(outcome.output.contains("too few"))
    #expect(outcome.errors.contains("recorded in \(place.path)/run/evaluations/kettle-house2-"))
    #expect(FileSystem.exists(place.path + "/s.h5"))
  }

  @Test("prints one document of JSON, and marks what overlaps")
  func json() throws {
    let refused = try evaluate("--checkpoint @run --data @store.h5 --building 1 --json")
    #expect(refused.status == ExitStatus.badData.rawValue && refused.output.isEmpty)
    #expect(refused.errors.contains("the model was trained on house 1 from 2014-03-17"))
    let words = "--checkpoint @run --data @store.h5 --building 1 --allow-overlap"
    let outcome = try evaluate(words + " --json --quiet")
    let document = try JSON.parse(outcome.output)
    guard case .array(let overlaps)? = document["overlaps"] else {
      Issue.record("no overlaps in \(outcome.output)")
      return
    }
    #expect(overlaps.count == 2)
    #expect(outcome.errors.isEmpty)
    let page = try evaluate(words)
    #expect(page.output.contains("OVERLAPS WHAT IT HAS LEARNT FROM"))
    #expect(page.output.contains("Overlap: the model was trained on house 1"))
  }

  @Test("shows several models in one table")
  func several() throws {
    let outcome = try evaluate(
      "--checkpoint @run/best --checkpoint @run/last --data @store.h5 --building 2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("minus"))
    #expect(outcome.output.contains("no clear difference"))
  }

  @Test("writes nothing where an output cannot be created")
  func outputs() throws {
    let outcome = try evaluate("--checkpoint @run --data @store.h5 --save-series @no/s.h5")
    #expect(outcome.status == ExitStatus.cannotCreate.rawValue)
    #expect(outcome.output.isEmpty)
  }
}
