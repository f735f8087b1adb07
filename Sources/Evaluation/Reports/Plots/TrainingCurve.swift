import Files

/// The losses of a model's training, epoch by epoch, up to the one that was kept.
struct TrainingCurve {
  struct Epoch: Sendable, Equatable {
    let number: Int
    let training: Double?
    let validation: Double?
    let mae: Double?
  }

  let epochs: [Epoch]

  /// Reads what a model's file says of its training.
  init(_ curve: JSON) {
    guard case .array(let points) = curve else {
      epochs = []
      return
    }
    epochs = points.compactMap { point in
      guard let progress = point["progress"], let number = progress["epoch"]?.double else {
        return nil
      }
      let windows = progress["windows"]?.double ?? 0
      let sum = progress["loss_sum"]?.double
      return Epoch(
        number: Int(number), training: windows > 0 ? sum.map { $0 / windows } : nil,
        validation: point["validation"]?["mse"]?.double,
        mae: point["validation"]?["mae_w"]?.double)
    }
  }

  /// nil where fewer than two epochs are told of.
  func chart(name: String) -> Chart? {
    guard epochs.count > 1 else { return nil }
    let numbers = epochs.map { Double($0.number) }
    return Chart(
      name: name, title: "Training",
      note: "Mean squared error of normalised watts, after each epoch up to the one that was kept.",
      x: .number((numbers.min() ?? 0)...(numbers.max() ?? 1), label: "Epoch", unit: ""),
      y: Chart.VerticalAxis(label: "Loss", unit: "", isLogarithmic: true),
      columns: [
        Chart.Column(name: "training", ink: .mains, style: .points, decimals: 5),
        Chart.Column(name: "validation", ink: .estimate, style: .points, decimals: 5),
      ], marks: .points(x: numbers, values: [epochs.map(\.training), epochs.map(\.validation)]))
  }
}
