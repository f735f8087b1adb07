import Files

extension TrainingProblem {
  /// What the sampling does to steps and loss, as full sentences.
  func samplingNotes(_ configuration: TrainingConfiguration) -> [String] {
    switch configuration.sampling {
    case .uniform: return []
    case .balanced(_, importanceWeights: true): return []
    case .balanced(let share, importanceWeights: false):
      return [
        "Balanced sampling: the appliance is on in \(percent(share)) of the windows that are "
          + "drawn, and in \(percent(training.onShare)) of those that are there; estimates lean "
          + "towards on unless importance_weights: true."
      ]
    case .runs(let runs):
      let notes = [stepNote(runs, configuration), batchNote(configuration), balanceNote(runs)]
      return notes.compactMap { $0 }
    }
  }

  private func stepNote(_ runs: RunSampling, _ configuration: TrainingConfiguration) -> String {
    let shape = RunShape(of: plan, runs)
    let windows = configuration.windowsPerEpoch ?? training.count
    let steps = (windows - 1) / (shape.runs * shape.length) + 1
    return "A step takes \(count(shape.runs, "run")) of "
      + "\(count(shape.length, "consecutive window")) at most, an epoch at least "
      + "\(count(steps, "step"))."
  }

  /// nil where nobody set what has no effect.
  private func batchNote(_ configuration: TrainingConfiguration) -> String? {
    guard configuration.batchSize != TrainingConfiguration.standardBatchSize else { return nil }
    return "batch_size: \(configuration.batchSize) does not change a step of sampling: runs, whose "
      + "size is runs_per_batch."
  }

  private func balanceNote(_ runs: RunSampling) -> String? {
    guard let share = runs.onShare, !runs.importanceWeights else { return nil }
    return "Balanced runs: \(percent(share)) of the runs are drawn for a window in which the "
      + "appliance is on, as it is in \(percent(training.onShare)) of all windows; estimates lean "
      + "towards on unless importance_weights: true."
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(DecimalText.grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  private func percent(_ share: Double) -> String { "\(DecimalText.fixed(share * 100, 1)) %" }
}
