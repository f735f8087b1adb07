import Configuration
import Files
import Testing

@testable import Training

@Suite("What a training configuration is refused for")
struct ConfigurationRefusalTests {
  /// The sentence after the file's name and the line.
  static func refusal(_ text: String) -> (status: Files.ExitStatus, text: String)? {
    do throws(ConfigurationError) {
      _ = try configuration(text)
      return nil
    } catch {
      return (error.status, error.description)
    }
  }

  static let lines: [(String, String)] = [
    ("batch_size: 0", "training.batch_size must be a whole number from 1 to 65,536, not \"0\""),
    ("batch_size: x", "training.batch_size must be a whole number from 1 to 65,536, not \"x\""),
    ("batch_sise: 1", "unknown key \"training.batch_sise\". Did you mean batch_size?"),
    (
      "learning_rate: nan",
      "training.learning_rate must be a number above 0, at most 10, not \"nan\""
    ),
    (
      "learning_rate: inf",
      "training.learning_rate must be a number above 0, at most 10, not \"inf\""
    ),
    (
      "learning_rate: 0", "training.learning_rate must be a number above 0, at most 10, not \"0\""
    ),
    ("epochs: 1.5", "training.epochs must be a whole number from 1 to 100,000, not \"1.5\""),
    ("epochs: [1]", "training.epochs must be a whole number from 1 to 100,000, not a list"),
    (
      "windows_per_epoch: al",
      "training.windows_per_epoch must be a whole number of at least 1, or all, not \"al\". "
        + "Did you mean all?"
    ),
    ("stride: 0", "training.stride must be a whole number from 1 to 1,000,000, not \"0\""),
    ("seed: -1", "training.seed must be a whole number of at least 0, not \"-1\""),
    ("weight_decay: -0.1", "training.weight_decay must be a number from 0 to 1, not \"-0.1\""),
    ("gradient_clip: 0", "training.gradient_clip must be a number above 0, or none, not \"0\""),
    (
      "checkpoint_every: 0s",
      "training.checkpoint_every must be a span of time such as 90s or 10min, or none, not \"0s\""
    ),
    ("threads: 0", "training.threads must be a whole number from 1 to 4,096, not \"0\""),
    (
      "normalisation: presets",
      "training.normalisation must be training or preset, not \"presets\"."
        + " Did you mean preset?"
    ),
    (
      "sampling: even",
      "training.sampling must be one of uniform, balanced, runs, not \"even\""
    ),
    (
      "sampling: {balanced: {on_share: 1}}",
      "training.sampling.balanced.on_share must be a number above 0 and below 1, not \"1\""
    ),
    (
      "sampling: {uniform: {on_share: 1}}",
      "unknown key \"training.sampling.uniform.on_share\". There are none here."
    ),
    (
      "sampling: {on_share: 0.5}",
      "unknown key \"training.sampling.on_share\". Known here: balanced, runs, uniform."
    ),
    ("sampling: {}", "training.sampling must be one of uniform, balanced, runs, and is none"),
    (
      "sampling: {runs: {run_length: 0}}",
      "training.sampling.runs.run_length must be a whole number from 1 to 65,536, not \"0\""
    ),
    (
      "sampling: {runs: {on_share: 1}}",
      "training.sampling.runs.on_share must be a number above 0 and below 1, or none, not \"1\""
    ),
    (
      "sampling: {runs: {importance_weights: true}}",
      "training.sampling has importance_weights without an on_share, which weigh all windows alike. "
        + "Set runs: {on_share: 0.5, importance_weights: true}, or leave them out."
    ),
    (
      "sampling: runs\n  network: {padding: same}",
      "training.sampling is runs, and with padding: same neighbouring windows share too little. "
        + "Take network: {padding: valid}, or sampling: uniform."
    ),
    (
      "sampling: runs\n  network: {architecture: seq2seq}",
      "training.sampling is runs, which needs one estimate a window, and seq2seq gives one for each "
        + "sample. Take another architecture, such as seq2point, or sampling: uniform."
    ),
    (
      "stride: 2\n  sampling: runs",
      "training.stride must be 1, not 2, for sampling: runs draws every window. Leave it out, or "
        + "take sampling: uniform."
    ),
    (
      "schedule: {cosine: , step: }",
      "training.schedule must be one of constant, cosine, step, "
        + "and is several"
    ),
    (
      "schedule: {step: {factor: 0}}",
      "training.schedule.step.factor must be a number above 0, at most 1, not \"0\""
    ),
    ("early_stopping: 5", "training.early_stopping must be a section or none, not \"5\""),
    (
      "early_stopping: {monitor: mae}",
      "training.early_stopping.monitor must be mse or mae_w, "
        + "not \"mae\". Did you mean mse?"
    ),
    ("output: \"\"", "training.output must be a path, not \"\""),
    (
      "freeze: [\"convolution*\"]",
      "training.freeze holds \"convolution*\", which is no parameter of seq2point. There are "
        + "conv1.weight, conv1.bias, conv2.weight, conv2.bias, conv3.weight, conv3.bias, "
        + "conv4.weight, conv4.bias, conv5.weight, conv5.bias, dense1.weight, dense1.bias, "
        + "dense2.weight, dense2.bias."
    ),
    ("freeze: \"*\"", "training.freeze leaves no parameter to train"),
    ("network: seq2point", "training.network must be a section, not \"seq2point\""),
    (
      "network: {architecture: seqtopoint}",
      "training.network.architecture must be one of seq2point, seq2point-reduced, "
        + "seq2point-dropout, seq2seq, cnn-seq2seq, not \"seqtopoint\". Did you mean seq2point?"
    ),
    (
      "network: {window: 20}",
      "a window of 20 samples is shorter than the kernels of seq2point need. Take at least 30, or "
        + "padding: same."
    ),
    (
      "network: {target_position: center}",
      "training.network.target_position must be middle, last or a place counted from 0, "
        + "not \"center\""
    ),
    (
      "network: {target_position: 599}",
      "target_position 599 lies outside a window of 599 samples. Choose one from 0 to 598."
    ),
    (
      "split: random",
      "there is no \"split\": windows overlap, and split at random, what is tested would have been "
        + "trained on. Name ranges by time or by house: ranges: {train: {buildings: [1], to: "
        + "\"2013-04-01\"}, validation: {buildings: [1], from: \"2013-04-01\"}, test: {buildings: "
        + "[2]}}."
    ),
  ]

  @Test("a key's value, in one sentence with the line", arguments: lines)
  func refusesValue(line: String, sentence: String) {
    let refusal = Self.refusal(minimal("  \(line)"))
    #expect(refusal?.status == .badConfiguration)
    #expect(refusal?.text == "could not read x.yaml, line 8: \(sentence)")
  }

  static let ranges: [(String, Int, String)] = [
    (
      "train: {buildings: [1]}\n    validation: {buildings: [2]}", 5,
      "training.ranges.test is missing. It is kept for judging the network: named now, so that "
        + "training keeps away from it. Write it as test: {buildings: [1], from: \"2013-06-03\"}."
    ),
    (
      "train: 0.8\n    validation: 0.1\n    test: 0.1", 5,
      "training.ranges.train must be a section, not \"0.8\". It is what the weights are fitted to, "
        + "and normalisation comes from it. Write it as train: {buildings: [1], from: "
        + "\"2013-06-03\"}."
    ),
    (
      "train: {to: \"2013-04-02\"}\n    validation: {from: \"2013-04-01\", to: \"2013-05-01\"}\n"
        + "    test: {from: \"2013-05-01\"}", 6,
      "training.ranges.validation overlaps training.ranges.train in every building. Let one end "
        + "where the other begins, or give them other buildings."
    ),
    (
      "train: {to: \"2013-04-01\"}\n    validation: {from: \"2013-04-01\"}\n"
        + "    test: {buildings: [2, 3]}", 7,
      "training.ranges.test overlaps training.ranges.train in buildings 2 and 3. Let one end "
        + "where the other begins, or give them other buildings."
    ),
    (
      "train: {buildings: 1}\n    validation: {buildings: [1, 2]}\n    test: {buildings: 3}", 6,
      "training.ranges.validation overlaps training.ranges.train in building 1. Let one end "
        + "where the other begins, or give them other buildings."
    ),
    (
      "train: {from: \"2013-04-02\", to: \"2013-04-02\"}\n    validation: {buildings: 2}\n"
        + "    test: {buildings: 3}", 5,
      "training.ranges.train is empty, from 2013-04-02 to 2013-04-02. A range includes its start "
        + "and excludes its end."
    ),
    (
      "train: {buildings: [0]}\n    validation: {buildings: 2}\n    test: {buildings: 3}", 5,
      "training.ranges.train.buildings must be the number of a house or a list of them, "
        + "not a list"
    ),
    (
      "train: {to: yesterday}\n    validation: {buildings: 2}\n    test: {buildings: 3}", 5,
      "training.ranges.train.to must be a time such as 2013-06-03 or 2013-06-03T06:00, "
        + "not \"yesterday\""
    ),
    (
      "train: {houses: 1}\n    validation: {buildings: 2}\n    test: {buildings: 3}", 5,
      "unknown key \"training.ranges.train.houses\". Known here: buildings, except_from, "
        + "except_to, from, to."
    ),
    (
      "validation_split: 0.2", 5,
      "there is no \"validation_split\": windows overlap, and split at random, what is tested "
        + "would have been trained on. Name ranges by time or by house: ranges: {train: "
        + "{buildings: [1], to: \"2013-04-01\"}, validation: {buildings: [1], from: "
        + "\"2013-04-01\"}, test: {buildings: [2]}}."
    ),
  ]

  @Test("ranges, in one sentence with the line", arguments: ranges)
  func refusesRanges(lines: String, line: Int, sentence: String) {
    let text = """
      training:
        store: x.h5
        appliances: kettle
        ranges:
          \(lines)
      """
    let refusal = Self.refusal(text)
    #expect(refusal?.status == .badConfiguration)
    #expect(refusal?.text == "could not read x.yaml, line \(line): \(sentence)")
  }

  @Test(
    "what is missing",
    arguments: [
      (
        "  appliances: [kettle]\n",
        "training.appliances is missing. Name appliances of the "
          + "store, as in appliances: [kettle], or all."
      ),
      (
        "  store: data/processed/sim.h5\n",
        "training.store is missing. Name a store of energy preprocess."
      ),
    ])
  func missing(line: String, sentence: String) {
    let refusal = Self.refusal(minimal().replacing(line, with: ""))
    #expect(refusal?.text == "could not read x.yaml, line 2: \(sentence)")
  }

  @Test("a file without the section, and sections nobody knows")
  func sections() {
    #expect(Self.refusal("")?.text == "could not read x.yaml, line 1: training is missing")
    #expect(
      Self.refusal("trainig: {}")?.text
        == "could not read x.yaml, line 1: unknown key \"trainig\". Did you mean training?")
    #expect(
      Self.refusal(minimal().replacing("[kettle]", with: "[kettle, Kettle]"))?.text
        == "could not read x.yaml, line 3: training.appliances names kettle twice")
    let open = "training: {store: x, appliances: all}"
    #expect(
      Self.refusal(open)?.text == "could not read x.yaml, line 1: training.ranges is missing. "
        + "Name three ranges, train, validation and test, by time or by house.")
  }

  @Test(
    "times are compared only where no zone can turn the answer",
    arguments: [
      ("2013-04-01", "2013-04-01T00:00", true), ("2013-04-01T12:00", "2013-04-01", false),
      ("2013-04-01T12:00Z", "2013-04-01T13:00+01:00", true),
      ("2013-04-01T12:00Z", "2013-04-01T12:00+01:00", false),
      // Only the store's zone tells whether these overlap.
      ("2013-04-01T12:00Z", "2013-04-01", true),
    ])
  func zones(end: String, start: String, isTaken: Bool) {
    let text = minimal().replacing("to: \"2014-03-28\"", with: "to: \"\(end)\"")
      .replacing("from: \"2014-03-28\"", with: "from: \"\(start)\"")
    #expect((Self.refusal(text) == nil) == isTaken, "\(Self.refusal(text)?.text ?? "")")
  }
}
