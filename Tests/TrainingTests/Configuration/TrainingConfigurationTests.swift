import Configuration
import Files
import Foundation
import Networks
import Testing

@testable import Training

/// The file of a configuration that leaves out all that it can, with more lines below.
func minimal(_ lines: String = "") -> String {
  """
  training:
    store: data/processed/sim.h5
    appliances: [kettle]
    ranges:
      train: {buildings: [1], to: "2014-03-28"}
      validation: {buildings: [1], from: "2014-03-28"}
      test: {buildings: [2]}
  \(lines)
  """
}

/// What a text reads as, from a file of that name.
func configuration(
  _ text: String, _ overrides: [String] = []
) throws(ConfigurationError) -> TrainingConfiguration {
  try TrainingConfiguration(
    configuration: try YAMLDocument.parse(text, path: "x.yaml")
      .applying(overrides.compactMap { ConfigurationOverride(parsing: $0) }))
}

@Suite("The training configuration")
struct TrainingConfigurationTests {
  @Test("has a default for all but store, appliances and ranges")
  func defaults() throws {
    let read = try configuration(minimal())
    #expect(read.store == "data/processed/sim.h5")
    #expect(read.output == nil)
    #expect(read.appliances == ["kettle"])
    #expect(
      read.network
        == NetworkChoice(
          architecture: "seq2point", window: 599, padding: .valid, targetPosition: .middle,
          initialisation: .glorot))
    #expect(read.ranges.train == RangeRequest(buildings: [1], to: "2014-03-28"))
    #expect(read.ranges.validation == RangeRequest(buildings: [1], from: "2014-03-28"))
    #expect(read.ranges.test == RangeRequest(buildings: [2]))
    #expect(read.normalisation == .training)
    #expect(read.batchSize == 256 && read.epochs == 50 && read.windowsPerEpoch == nil)
    #expect(read.stride == 1 && read.sampling == .uniform && read.validationWindows == 100_000)
    #expect(read.seed == 1 && read.learningRate == 0.001 && read.schedule == .constant)
    #expect(read.weightDecay == 0 && read.gradientClip == nil)
    #expect(read.earlyStopping?.monitor == .mse && read.earlyStopping?.patience == 5)
    #expect(read.checkpointEvery?.seconds == 600)
    #expect(read.threads == nil && read.initialiseFrom == nil && read.freeze.isEmpty)
  }

  static let everything = minimal(
    """
      output: models/runs/x
      network:
        architecture: Seq2Point_Reduced
        window: 129
        padding: same
        target_position: 100
        initialisation: he
      normalisation: preset
      batch_size: 128
      epochs: 10
      windows_per_epoch: 30000
      stride: 2
      sampling: {balanced: {on_share: 0.25, importance_weights: true}}
      validation_windows: 20000
      seed: 7
      learning_rate: 1e-4
      schedule: {step: {every: 5, factor: 0.1}}
      weight_decay: 0.01
      gradient_clip: 1
      early_stopping: {monitor: mae_w, patience: 10}
      checkpoint_every: 90s
      threads: 2
      initialise_from: models/runs/y/best
      freeze: ["conv*", dense1]
    """)

  @Test("takes every key")
  func takesEverything() throws {
    let read = try configuration(Self.everything)
    #expect(read.output == "models/runs/x")
    #expect(
      read.network
        == NetworkChoice(
          architecture: "seq2point-reduced", window: 129, padding: .same,
          targetPosition: .index(100), initialisation: .he))
    #expect(read.normalisation == .preset)
    #expect(read.batchSize == 128 && read.epochs == 10 && read.windowsPerEpoch == 30_000)
    #expect(read.stride == 2 && read.validationWindows == 20_000)
    #expect(read.sampling == .balanced(onShare: 0.25, importanceWeights: true))
    #expect(read.seed == 7 && read.learningRate == 1e-4)
    #expect(read.schedule == .step(every: 5, factor: 0.1))
    #expect(read.weightDecay == 0.01 && read.gradientClip == 1)
    #expect(read.earlyStopping == .init(monitor: .maeW, patience: 10))
    #expect(read.checkpointEvery?.seconds == 90 && read.threads == 2)
    #expect(read.initialiseFrom == "models/runs/y/best" && read.freeze == ["conv*", "dense1"])
  }

  @Test("steps over more windows than memory holds are refused")
  func manyRuns() throws {
    let text = minimal("  sampling: {runs: {runs_per_batch: 65536}}")
    let fault = #expect(throws: ConfigurationError.self) { _ = try configuration(text) }
    #expect(fault?.status == .badConfiguration)
    #expect(fault?.remedy?.contains("524,288 windows a step at most") == true)
  }

  @Test("runs bring the shape that fits the network, which the written file then holds")
  func runs() throws {
    func sampling(_ lines: String) throws -> WindowSampling {
      try configuration(minimal("  network: {window: 129}\n  sampling: \(lines)")).sampling
    }
    let usual = RunSampling(runsPerBatch: 16, length: 157)
    #expect(try sampling("runs") == .runs(usual))
    #expect(try sampling("{runs: {on_share: none}}") == .runs(usual))
    #expect(
      try sampling(
        "{runs: {runs_per_batch: 8, run_length: 64, on_share: 0.25, importance_weights: true}}")
        == .runs(
          RunSampling(runsPerBatch: 8, length: 64, onShare: 0.25, importanceWeights: true)))
    let written = try configuration(minimal("  sampling: runs")).text
    let lines = [
      "  sampling:", "    runs:", "      runs_per_batch: 16", "      run_length: 455",
      "      on_share: none", "      importance_weights: false",
    ]
    #expect(written.contains(lines.joined(separator: "\n") + "\n"), "\(written)")
  }

  @Test(
    "a word alone brings the defaults of its settings",
    arguments: [
      ("sampling: balanced", "sampling: {balanced: {on_share: 0.5}}"),
      ("sampling: balanced", "sampling: {balanced: }"),
      ("sampling: runs", "sampling: {runs: {run_length: 455}}"),
      ("schedule: step", "schedule: {step: {every: 10, factor: 0.5}}"),
      ("schedule: cosine", "schedule: {cosine: }"),
      ("early_stopping: {}", "early_stopping: {monitor: mse, patience: 5}"),
      ("appliances: dishwasher", "appliances: [dish_washer]"),
    ])
  func shortForms(short: String, long: String) throws {
    func read(_ line: String) throws -> TrainingConfiguration {
      let text = minimal("  \(line)")
      return try configuration(
        line.hasPrefix("appliances")
          ? text.replacing("  appliances: [kettle]\n", with: "") : text)
    }
    #expect(try read(short) == read(long))
  }

  @Test(
    "writes itself so that it reads back as the same",
    arguments: [
      minimal(), everything,
      minimal("  early_stopping: none\n  checkpoint_every: none\n  schedule: cosine"),
      minimal("  network: {architecture: cnn-seq2seq}\n  sampling: balanced"),
      minimal("  sampling: runs"), minimal("  sampling: {runs: {on_share: 0.1, run_length: 9}}"),
      minimal("  network: {target_position: last}\n  output: \"a: b # c\""),
      minimal().replacing("[kettle]", with: "all"),
    ])
  func roundTrip(text: String) throws {
    let read = try configuration(text)
    #expect(try configuration(read.text) == read)
    #expect(try configuration(read.text).text == read.text)
  }

  @Test("an architecture brings its window and padding, which the written file then holds")
  func resolves() throws {
    let read = try configuration(minimal("  network: {architecture: cnn-seq2seq}"))
    #expect(read.network.window == 1024 && read.network.padding == .same)
    #expect(try read.network.plan().outputs == 1024)
    #expect(read.text.contains("    window: 1024\n    padding: same\n"))
  }

  @Test("the command line wins over the environment, and that over the file")
  func precedence() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "configuration-\(UUID().uuidString).yaml").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try minimal("  epochs: 1\n  batch_size: 1\n  learning_rate: 1\n  seed: 1")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let environment = ["TRAIN_EPOCHS": "2", "TRAIN_BATCH_SIZE": "2", "TRAIN_LR": "2"]
    let override = try #require(ConfigurationOverride(parsing: "training.epochs=3"))
    let read = try TrainingConfiguration.read(
      path: path, overrides: [override], environment: { environment[$0] })
    #expect(read.epochs == 3 && read.batchSize == 2 && read.learningRate == 2 && read.seed == 1)
  }

  @Test("a fault of the environment names the variable; a missing file is status 66")
  func faultsElsewhere() throws {
    let file = minimal()
    let node = try YAMLDocument.parse(file, path: "x.yaml").applying(
      ConfigurationOverride.environment([("TRAIN_LR", "training.learning_rate")]) { _ in "nan" })
    #expect(throws: (any Error).self) { try TrainingConfiguration(configuration: node) }
    let refusal = refusal { _ = try TrainingConfiguration(configuration: node) }
    #expect(
      refusal?.description == "could not read the environment variable TRAIN_LR: "
        + "training.learning_rate must be a number above 0, at most 10, not \"nan\"")
    let missing = self.refusal {
      _ = try TrainingConfiguration.read(path: "/no/such.yaml", environment: { _ in nil })
    }
    #expect(missing?.status == .missingInput)
  }

  private func refusal(of body: () throws -> Void) -> (any Failure)? {
    do {
      try body()
      return nil
    } catch {
      return error as? any Failure
    }
  }

  @Test("sections for other commands are left to them")
  func otherSections() throws {
    let both = "preprocess:\n  whatever: 1\n" + minimal()
    #expect(try configuration(both) == configuration(minimal()))
  }

  @Test("patterns freeze a layer, a parameter or all that begin alike")
  func freezes() throws {
    func frozen(_ patterns: String) throws -> [String] {
      let read = try configuration(minimal("  freeze: \(patterns)"))
      let plan = try read.network.plan()
      return zip(plan.parameters, read.frozen(in: plan)).filter(\.1).map(\.0.name)
    }
    #expect(try frozen("[]") == [])
    #expect(try frozen("conv1") == ["conv1.weight", "conv1.bias"])
    #expect(try frozen("dense2.bias") == ["dense2.bias"])
    #expect(try frozen("\"conv*\"").count == 10)
    #expect(try frozen("[\"*5.weight\", \"d*e1.b*s\"]") == ["conv5.weight", "dense1.bias"])
  }
}
