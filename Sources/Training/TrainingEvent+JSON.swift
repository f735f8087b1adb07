package import Files

extension TrainingEvent {
  /// The line of `events.jsonl` and of `energy train --json`; nil for what only a terminal shows.
  package var document: JSON? {
    switch self {
    case .progress, .validating: nil
    case .started(let start): start.document
    case .epoch(let summary): summary.document
    case .warning(let text): ["event": "warning", "text": .string(text)]
    case .saved(let path): ["event": "saved", "checkpoint": .string(path)]
    case .done(let outcome): outcome.document
    }
  }
}

extension TrainingStart {
  fileprivate var document: JSON {
    [
      "event": "started", "appliance": .string(appliance), "seed": JSON(seed: seed),
      "architecture": .string(plan.architecture), "window": .integer(plan.window),
      "padding": .string(plan.padding.rawValue),
      "target_position": .integer(plan.targetPosition.index(in: plan.window)),
      "parameters": .integer(plan.parameterCount), "period_s": JSON(period),
      "epochs_done": .integer(epochsDone), "epochs": .integer(epochs),
      "ranges": .object(
        ranges.map { JSON.Member(key: $0.role.rawValue, value: $0.document) }),
      "notes": .array(notes.map(JSON.string)),
    ]
  }
}

extension RangeSummary {
  fileprivate var document: JSON {
    [
      "buildings": .array(buildings.map(JSON.integer)), "days": JSON(seconds / 86_400),
      "windows": .integer(windows), "lost_to_gaps": JSON(lostToGaps),
    ]
  }
}

extension EpochSummary {
  fileprivate var document: JSON {
    [
      "event": "epoch", "appliance": .string(appliance), "seed": JSON(seed: seed),
      "epoch": .integer(epoch), "train_loss": JSON(trainLoss),
      "validation_loss": JSON(validationLoss), "validation_mae_w": JSON(validationMAE),
      "skill": JSON(skill), "learning_rate": JSON(learningRate), "windows": .integer(windows),
      "seconds": JSON(seconds), "windows_per_second": JSON(windowsPerSecond),
      "best": .bool(isBest),
    ]
  }
}

extension TrainedOutcome {
  fileprivate var document: JSON {
    [
      "event": "done", "appliance": .string(appliance), "seed": JSON(seed: seed),
      "checkpoint": JSON(checkpoint), "epochs": .integer(epochs), "best_epoch": JSON(bestEpoch),
      "validation_mae_w": JSON(validationMAE), "seconds": JSON(seconds),
      "stopped": .string(stopped.rawValue),
    ]
  }
}

extension JSON {
  /// A seed as a whole number, or as text beyond what a signed one holds.
  fileprivate init(seed: UInt64) {
    self = Int(exactly: seed).map(JSON.integer) ?? .string(String(seed))
  }
}
