import Disaggregation
import Files
import MeterData
import Networks
import Work

@testable import Evaluation

/// A home that a few lines invent, and estimates of its appliances as a network might make them:
/// the truth blurred, some activations missed, some invented.
struct InventedHome {
  var days = 21
  var period = 30
  var house = 2
  var seed: UInt64 = 1
  /// 2013-10-21 in London; clocks go back on the first Sunday.
  var firstDay = CivilTime.day(ofYear: 2013, month: 10, day: 21)

  static let zoneName = "Europe/London"
  var zone: TimeZoneRules { get throws { try TimeZoneRules(named: Self.zoneName) } }

  struct Kind {
    let name: String
    let watts: Float
    /// Seconds.
    let length: ClosedRange<Int>
    let perDay: Double
    let rule: ActivationRule
  }

  static let kinds: [Kind] = [
    Kind(
      name: "kettle", watts: 2800, length: 120...240, perDay: 6,
      rule: ActivationRule(threshold: 2000, maximum: 3100, minimumOn: 12)),
    Kind(
      name: "fridge", watts: 95, length: 900...1300, perDay: 26,
      rule: ActivationRule(threshold: 50, maximum: 300, minimumOn: 60, minimumOff: 12)),
    Kind(
      name: "washing machine", watts: 1900, length: 4000...6500, perDay: 0.6,
      rule: ActivationRule(threshold: 20, maximum: 2500, minimumOn: 1800, minimumOff: 160)),
  ]

  private var start: Int64 { get throws { ISOTime.midnight(ofDay: firstDay, in: try zone) } }
  private var count: Int { days * 86_400 / period }

  /// Watts of an appliance: bursts, each a little different.
  private func bursts(_ kind: Kind, _ generator: inout RandomGenerator) -> [Float] {
    var values = [Float](repeating: kind.name == "kettle" ? 0.6 : 2, count: count)
    for _ in 0..<max(1, Int(Double(days) * kind.perDay)) {
      let length = generator.whole(kind.length) / period
      let first = generator.whole(0...max(0, count - length - 1))
      for place in first..<(first + length) {
        let isWashing = kind.name == "washing machine" && (place - first) > length / 4
        let level = isWashing ? 90 + Float(generator.uniform(0...260)) : kind.watts
        values[place] = level * Float(generator.uniform(0.97...1.03))
      }
    }
    return values
  }

  private func guess(
    _ truth: [Float], _ kind: Kind, _ generator: inout RandomGenerator
  ) -> [Float] {
    let miss = Activations.find(in: truth.span, period: Double(period), rule: kind.rule)
      .filter { _ in generator.chance(0.15) }
    var heard = truth
    for activation in miss { for place in activation.samples { heard[place] = 1 } }
    for _ in 0..<max(1, Int(Double(days) * kind.perDay / 8)) {
      let length = generator.whole(kind.length) / period
      let first = generator.whole(0...(count - length - 1))
      for place in first..<(first + length) { heard[place] = kind.watts * 0.9 }
    }
    return heard.indices.map { place in
      let window = heard[max(0, place - 1)...min(count - 1, place + 1)]
      let mean = window.reduce(0, +) / Float(window.count)
      return max(0, 0.4 * mean + 0.55 * heard[place] + Float(generator.uniform(-3...3)))
    }
  }

  /// Evaluations of the first so many appliances, with the constants beside them.
  func set(appliances: Int = 1, renamed name: String? = nil) throws -> EvaluationSet {
    var generator = RandomGenerator(seed: seed)
    let kinds = Self.kinds
    let truths = kinds.map { bursts($0, &generator) }
    let gap = count / 3..<count / 3 + 5000 / period
    var mains = (0..<count).map { place -> Float in
      let base = 180 + 60 * Float(place * period % 86_400) / 86_400
      return truths.reduce(base + Float(generator.uniform(0...40))) { $0 + $1[place] }
    }
    for place in gap { mains[place] = .nan }
    var evaluations: [Evaluation] = []
    for (kind, truth) in zip(kinds, truths).prefix(appliances) {
      var estimate = guess(truth, kind, &generator)
      for place in gap { estimate[place] = .nan }
      let series = ScoredSeries(
        house: house, start: try start, period: Int64(period) * 1_000_000_000, mains: mains,
        truth: truth, isScored: mains.indices.map { !gap.contains($0) && $0 >= 64 })
      evaluations.append(
        try evaluation(kind, name ?? kind.name, series, estimate, flags(gap)))
    }
    return EvaluationSet(
      evaluations: evaluations, overall: appliances > 1 ? overall(evaluations) : nil)
  }

  private func flags(_ gap: Range<Int>) -> [SampleFlag] {
    (0..<count).map { gap.contains($0) ? .gap : $0 < 64 ? .edge : .ok }
  }

  private func evaluation(
    _ kind: Kind, _ name: String, _ series: ScoredSeries, _ estimate: [Float],
    _ flags: [SampleFlag]
  ) throws -> Evaluation {
    let scorer = Scorer([series], rule: kind.rule, zone: try zone, clamping: .zero)
    let model = scorer.score(.series([estimate]))
    let mean = Double(series.truth.reduce(0, +)) / Double(series.count)
    let baselines = [("zero", 0), ("mean", mean), ("median", scorer.bestConstant ?? 0)].map {
      name, value -> Evaluation.Contender in
      let scored = scorer.score(.constant(value))
      return Evaluation.Contender(
        name: name, scores: scored.scores,
        comparisons: scorer.compare(model, scored, [.mae, .eventF1]),
        note: name == "mean" ? "Of the scored truth, for want of a training range." : nil)
    }
    return Evaluation(
      subject: .model(path: "models/runs/\(name)/best", try description(of: kind, name)),
      source: Evaluation.Source(
        path: "data/processed/home.h5", dataset: "Invented", timezone: Self.zoneName,
        sha256: String(repeating: "0123456789abcdef", count: 4), mainsQuantity: "power apparent",
        configuration: "preprocess:\n  period: \(period)s\n"),
      appliance: name, rule: kind.rule, period: TimeSpan(nanoseconds: series.period),
      clamping: .zero, model: Evaluation.Contender(name: "model", scores: model.scores),
      baselines: baselines,
      series: [Evaluation.Series(truth: series, estimate: estimate, flags: flags)])
  }

  private func description(of kind: Kind, _ name: String) throws -> ModelDescription {
    let curve = (1...8).map { epoch -> JSON in
      let loss = 0.6 / Double(epoch) + 0.05
      return [
        "progress": [
          "epoch": .integer(epoch), "loss_sum": JSON(loss * 900), "windows": 1000, "seconds": 3,
        ], "learning_rate": 0.001, "validation": ["mse": JSON(loss), "mae_w": JSON(40 * loss)],
      ]
    }
    return ModelDescription(
      toolVersion: "0.1.0", plan: try ArchitectureCatalogue.named("cnn-seq2seq").plan(window: 64),
      period: TimeSpan(nanoseconds: Int64(period) * 1_000_000_000),
      mains: ModelDescription.Mains(
        quantity: "power apparent", maximumGap: TimeSpan(nanoseconds: 180_000_000_000),
        histogram: MainsHistogram(minimum: 0, maximum: 4000, counts: [3, 0, 1])),
      target: ModelDescription.Target(appliance: name, mean: 12, median: 0.6, rule: kind.rule),
      normalisation: Normalisation(
        mainsMean: 522, mainsDeviation: 814, targetMean: 700, targetDeviation: 1000),
      ranges: [
        LearntRange(
          use: .training, dataset: "Invented", sourceSHA256: "ab", building: 1,
          times: try start - 86_400 * 60_000_000_000..<(try start))
      ], configuration: "training:\n  name: \"\(name)\"\n  seed: 1\n", curve: .array(curve))
  }

  private func overall(_ evaluations: [Evaluation]) -> EvaluationSet.Overall {
    var macro: [Metric: Double] = [:]
    for metric in Metric.allCases {
      let values = evaluations.compactMap { $0.model.scores[metric] }
      guard values.count == evaluations.count else { continue }
      macro[metric] = values.reduce(0, +) / Double(values.count)
    }
    return EvaluationSet.Overall(
      macro: macro, micro: [:], tecaMains: 0.93, tecaMainsOfZero: 0.8, tecaAppliances: 0.7,
      explainedShare: 0.4, trueShare: 0.38, samples: evaluations.first?.model.scores.samples ?? 0)
  }
}
