import Glibc

/// What one model was asked for.
struct ModelCounts {
  /// Seconds after which what came in counts for a third of what comes in now.
  static let memory = 300.0

  /// How it was asked, and how much was computed.
  var answers: [AnsweredRequest.Kind: Int] = [:]
  var windows = 0
  var samples = 0
  var outside = 0
  /// Watts, summed.
  var sum = 0.0
  private var recent = (samples: 0.0, outside: 0.0, sum: 0.0, at: 0.0)

  mutating func add(
    _ kind: AnsweredRequest.Kind, windows: Int, _ inputs: InputCounts, at now: Double
  ) {
    answers[kind, default: 0] += 1
    self.windows += windows
    guard inputs.samples > 0 else { return }
    let total = inputs.mean * Double(inputs.samples)
    samples += inputs.samples
    outside += inputs.outside
    sum += total
    let kept = exp(-max(now - recent.at, 0) / ModelCounts.memory)
    recent = (
      recent.samples * kept + Double(inputs.samples),
      recent.outside * kept + Double(inputs.outside), recent.sum * kept + total, now
    )
  }

  /// Watts; NaN where nothing has come yet.
  var recentMean: Double { recent.sum / recent.samples }
  /// Of the samples of the last minutes.
  var recentOutside: Double { recent.outside / recent.samples }
}

extension [String: ModelCounts] {
  func write(to text: inout PrometheusText) {
    let models = sorted { $0.key < $1.key }
    text.begin("energy_answers_total", .counter, "Answers by model and way of asking.")
    for (model, counts) in models {
      for kind in AnsweredRequest.Kind.allCases {
        text.sample(
          "energy_answers_total", ["model": model, "kind": kind.rawValue],
          Double(counts.answers[kind] ?? 0))
      }
    }
    func family(
      _ name: String, _ kind: PrometheusText.Kind, _ help: String,
      _ value: (ModelCounts) -> Double
    ) {
      text.begin(name, kind, help)
      for (model, counts) in models { text.sample(name, ["model": model], value(counts)) }
    }
    family(
      "energy_windows_total", .counter, "Windows computed, or samples of a series estimated."
    ) { Double($0.windows) }
    family("energy_input_samples_total", .counter, "Mains samples that models were given.") {
      Double($0.samples)
    }
    family("energy_input_watts_total", .counter, "The sum of those samples, watts.") { $0.sum }
    family(
      "energy_input_outside_total", .counter,
      "Samples below or above the mains that the model was trained on."
    ) { Double($0.outside) }
    family(
      "energy_input_mean_watts", .gauge, "The mean of the samples of the last five minutes or so."
    ) { $0.recentMean }
    family(
      "energy_input_outside_share", .gauge,
      "The share of the samples of the last five minutes or so that lie outside."
    ) { $0.recentOutside }
  }
}
