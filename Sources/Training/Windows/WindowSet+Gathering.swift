package import Disaggregation
import Kernels

extension WindowSet {
  /// Copies windows and their targets out of the store, normalised.
  ///
  /// - Parameters:
  ///   - numbers: The windows' numbers, in any order.
  ///   - normalisation: Means and deviations, watts.
  ///   - inputs: Receives `[count, window]`.
  ///   - targets: Receives `[count, outputs]`.
  package func gather(
    _ numbers: [Int], _ normalisation: Normalisation, inputs: inout [Float],
    targets: inout [Float]
  ) {
    resize(&inputs, to: numbers.count * shape.window)
    resize(&targets, to: numbers.count * shape.outputs)
    let mains = (Float(normalisation.mainsMean), Float(normalisation.mainsDeviation))
    let target = (Float(normalisation.targetMean), Float(normalisation.targetDeviation))
    for (row, number) in numbers.enumerated() {
      let (house, start) = place(of: number)
      let inside = start..<(start + shape.window)
      series[house].mains.withValues { values in
        var destination = inputs.mutableSpan
        values.extracting(inside).standardise(
          mean: mains.0, deviation: mains.1, into: &destination, at: row * shape.window)
      }
      let point = start + shape.target
      let estimated = shape.isSequence ? inside : point..<(point + 1)
      series[house].target.withValues { values in
        var destination = targets.mutableSpan
        values.extracting(estimated).standardise(
          mean: target.0, deviation: target.1, into: &destination, at: row * shape.outputs)
      }
    }
  }

  private func resize(_ values: inout [Float], to count: Int) {
    if values.count != count { values = [Float](repeating: 0, count: count) }
  }
}
