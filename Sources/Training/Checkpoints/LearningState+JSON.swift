import Files

extension EpochProgress {
  /// As a checkpoint keeps it; a double's text reads back to the same bits.
  var json: JSON {
    [
      "epoch": .integer(epoch), "loss_sum": JSON(lossSum), "windows": .integer(windows),
      "seconds": JSON(seconds),
    ]
  }

  init?(json: JSON) {
    guard case .integer(let epoch)? = json["epoch"], epoch > 0,
      case .integer(let windows)? = json["windows"], windows >= 0,
      let lossSum = json["loss_sum"]?.double, let seconds = json["seconds"]?.double
    else { return nil }
    self.init(epoch: epoch, lossSum: lossSum, windows: windows, seconds: seconds)
  }
}

extension CurvePoint {
  /// As a checkpoint keeps it, and as a model's file tells of its training.
  var json: JSON {
    [
      "progress": progress.json, "learning_rate": JSON(learningRate),
      "validation": validation.json,
    ]
  }

  init?(json: JSON) {
    guard let progress = json["progress"].flatMap(EpochProgress.init(json:)),
      let learningRate = json["learning_rate"]?.double,
      let validation = json["validation"].flatMap(ValidationScore.init(json:))
    else { return nil }
    self.init(progress: progress, learningRate: learningRate, validation: validation)
  }
}

extension ValidationScore {
  /// As a checkpoint keeps it; the skill follows from the rest.
  var json: JSON {
    [
      "mse": JSON(loss), "mae_w": JSON(mae), "constant_mae_w": JSON(constantMAE),
      "skill": JSON(skill), "on_windows": .integer(onCount), "peak_w": JSON(peak),
    ]
  }

  init?(json: JSON) {
    guard let loss = json["mse"]?.double, let mae = json["mae_w"]?.double,
      let constantMAE = json["constant_mae_w"]?.double,
      case .integer(let onCount)? = json["on_windows"]
    else { return nil }
    self.init(
      loss: loss, mae: mae, constantMAE: constantMAE, onCount: onCount,
      peak: json["peak_w"]?.double)
  }
}
