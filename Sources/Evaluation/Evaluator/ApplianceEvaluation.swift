import Disaggregation
import Files
import MeterData
import Work

/// Scores everything that estimates one appliance, on the same samples.
struct ApplianceEvaluation {
  let request: EvaluationRequest
  let store: PreparedStore
  let zone: TimeZoneRules
  /// As NILM Metadata names it.
  let appliance: String
  let models: [Evaluator.Model]
  /// Those of all appliances that are evaluated at once.
  let allModels: [Evaluator.Model]
  let fitting: BaselineFitting
  let pool: ThreadPool
  let cancellation: Cancellation
  let observe: @Sendable (EvaluationEvent) -> Void

  /// Something that estimates the appliance, and what it said.
  private struct Candidate {
    let subject: Evaluation.Subject
    let target: ModelDescription.Target?
    let estimates: SubjectEstimates
  }

  /// An evaluation for each model, and how they differ.
  func run() throws(EvaluationError) -> ([Evaluation], [EvaluationSet.Comparison]) {
    let period = try EvaluatedPeriod(request, store, models).settled()
    let chosen = try RangeChoice(
      store: store, zone: zone, appliance: appliance, request: request, models: models,
      allModels: allModels, period: period.nanoseconds
    ).outcome()
    let reading = SampleReading(
      store: store, period: period.nanoseconds,
      reach: max(
        models.map(\.description.plan.window).max() ?? 0,
        request.context.map { max($0.before, $0.after) } ?? 0))
    var samples: [EvaluatedSamples] = []
    for house in chosen.houses { samples.append(try reading.read(house)) }
    let candidates = try candidates(samples, period)
    observe(.scoring(appliance: appliance))
    let series = scored(samples, candidates)
    try refuseNothingScored(series)
    let rule = rule(chosen.houses)
    let scorer = Scorer(series, rule: rule, zone: zone, clamping: request.clamping)
    var outcome = chosen
    outcome.warnings += missingPredictions(candidates, scorer)
    return try evaluations(candidates, scorer, outcome, period)
  }

  /// Lets every model estimate, and reads the predictions.
  private func candidates(
    _ samples: [EvaluatedSamples], _ period: TimeSpan
  ) throws(EvaluationError) -> [Candidate] {
    var candidates: [Candidate] = []
    for (path, description) in models {
      let estimation = ModelEstimation(
        path: path, engine: request.engine, memory: request.memory, pool: pool,
        cancellation: cancellation, observe: observe)
      candidates.append(
        Candidate(
          subject: .model(path: path, description), target: description.target,
          estimates: try estimation.estimates(of: samples)))
    }
    let wanted = request.appliance.map(ApplianceNames.canonical) ?? appliance
    if let path = request.predictions, wanted == appliance {
      let values = try PredictionsFile.read(
        path, for: scored(samples, []), appliance: appliance, zone: zone, period: period)
      let flags = values.map { $0.map { $0.isFinite ? SampleFlag.ok : .gap } }
      candidates.append(
        Candidate(
          subject: .predictions(path: path), target: nil,
          estimates: SubjectEstimates(values: values, flags: flags)))
    }
    return candidates
  }

  /// The truth, and which samples count: those where every estimate rests on measured ones alone.
  private func scored(
    _ samples: [EvaluatedSamples], _ candidates: [Candidate]
  ) -> [ScoredSeries] {
    samples.enumerated().map { index, one in
      let mains = one.mainsInRange
      var isScored = one.truth.indices.map { one.truth[$0].isFinite && mains[$0].isFinite }
      if let context = request.context {
        for (place, isWhole) in one.hasMains(around: context).enumerated() where !isWhole {
          isScored[place] = false
        }
      }
      for candidate in candidates {
        let flags = candidate.estimates.flags[index]
        let values = candidate.estimates.values[index]
        for place in isScored.indices where flags[place] != .ok || !values[place].isFinite {
          isScored[place] = false
        }
      }
      return ScoredSeries(
        house: one.house, start: one.start, period: one.period, mains: mains, truth: one.truth,
        isScored: isScored)
    }
  }

  private func missingPredictions(_ candidates: [Candidate], _ scorer: Scorer) -> [String] {
    candidates.compactMap { candidate in
      guard case .predictions(let path) = candidate.subject else { return nil }
      return MissingPredictions.warning(
        of: path, scorer.series, flags: candidate.estimates.flags, rule: scorer.rule,
        appliance: appliance)
    }
  }

  private func refuseNothingScored(_ series: [ScoredSeries]) throws(EvaluationError) {
    guard !series.contains(where: { $0.isScored.contains(true) }) else { return }
    let count = series.reduce(0) { $0 + $1.count }
    throw EvaluationError(
      status: .badData, attempt: "evaluate on", path: store.path,
      reason: "of \(DecimalText.grouped(count)) samples none can be scored: mains, \(appliance) "
        + "and a whole window without a gap are nowhere there together",
      remedy: "Choose a longer range, or prepare the data with a longer --max-gap.")
  }

  /// The store's own rule, which is about the truth; of a store without one, the model's.
  private func rule(_ houses: [EvaluatedHouse]) -> ActivationRule {
    houses[0].channel.rule ?? models.first?.description.target.rule
      ?? ActivationRule(threshold: 10)
  }

  private func evaluations(
    _ candidates: [Candidate], _ scorer: Scorer, _ chosen: RangeChoice.Outcome, _ period: TimeSpan
  ) throws(EvaluationError) -> ([Evaluation], [EvaluationSet.Comparison]) {
    let baselines = try fitting.baselines(of: appliance, models, scorer)
    let scores = candidates.map { scorer.score(.series($0.estimates.values)) }
    let source = try Evaluation.Source(store)
    var evaluations: [Evaluation] = []
    for (candidate, own) in zip(candidates, scores) {
      try EvaluationError.wrapping { try cancellation.check() }
      let constants = try fitting.constants(candidate.target, of: appliance, models, scorer)
      let contenders = (constants + baselines).map { baseline in
        Evaluation.Contender(
          name: baseline.name, scores: baseline.scored.scores,
          comparisons: scorer.compare(own, baseline.scored, Evaluation.comparedMetrics),
          note: baseline.note)
      }
      evaluations.append(
        evaluation(candidate, own, contenders, scorer, source, chosen, period))
    }
    return (evaluations, comparisons(candidates, scores, scorer))
  }

  private func evaluation(
    _ candidate: Candidate, _ scored: Scored, _ baselines: [Evaluation.Contender],
    _ scorer: Scorer, _ source: Evaluation.Source, _ chosen: RangeChoice.Outcome,
    _ period: TimeSpan
  ) -> Evaluation {
    let series = scorer.series.indices.map { index in
      Evaluation.Series(
        truth: scorer.series[index],
        estimate: scorer.clamped(candidate.estimates.values[index], ofSeries: index),
        flags: candidate.estimates.flags[index])
    }
    let remarks = EvaluationRemarks(
      store: store, appliance: appliance, rule: scorer.rule, houses: chosen.houses,
      subject: candidate.subject, naming: ModelNaming(isAlone: allModels.count == 1),
      period: period)
    return Evaluation(
      subject: candidate.subject, source: source, appliance: appliance,
      rule: scorer.rule, period: period, clamping: request.clamping,
      model: Evaluation.Contender(name: "model", scores: scored.scores),
      baselines: baselines, series: series, overlaps: chosen.overlaps,
      warnings: chosen.warnings + remarks.warnings(scored.scores),
      remarks: chosen.remarks + [remarks.resampled].compactMap { $0 }
        + candidate.estimates.remarks,
      weightsSHA256: candidate.estimates.weights)
  }

  /// Each model beside each that was named before it.
  private func comparisons(
    _ candidates: [Candidate], _ scores: [Scored], _ scorer: Scorer
  ) -> [EvaluationSet.Comparison] {
    candidates.indices.flatMap { second in
      (0..<second).map { first in
        EvaluationSet.Comparison(
          appliance: appliance, first: candidates[first].subject.path,
          second: candidates[second].subject.path,
          differences: scorer.compare(
            scores[first], scores[second], Evaluation.comparedMetrics))
      }
    }
  }
}
