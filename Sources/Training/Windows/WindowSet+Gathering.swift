package import Disaggregation
import Kernels
import Work

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
    let places = numbers.map(place(of:))
    let faults = ProcessMeasures.diskFaults
    prepare(places)
    let mains = (Float(normalisation.mainsMean), Float(normalisation.mainsDeviation))
    let target = (Float(normalisation.targetMean), Float(normalisation.targetDeviation))
    for (row, place) in places.enumerated() {
      series[place.house].mains.withValues { values in
        var destination = inputs.mutableSpan
        values.extracting(inside(place.start)).standardise(
          mean: mains.0, deviation: mains.1, into: &destination, at: row * shape.window)
      }
      series[place.house].target.withValues { values in
        var destination = targets.mutableSpan
        values.extracting(estimated(place.start)).standardise(
          mean: target.0, deviation: target.1, into: &destination, at: row * shape.outputs)
      }
    }
    prefetching.learn(faults: ProcessMeasures.diskFaults - faults, windows: numbers.count)
  }

  /// The samples of a window.
  private func inside(_ start: Int) -> Range<Int> { start..<(start + shape.window) }

  /// The samples of a window that are estimated.
  private func estimated(_ start: Int) -> Range<Int> {
    let point = start + shape.target
    return shape.isSequence ? inside(start) : point..<(point + 1)
  }

  /// Tells the kernel which windows are going to be read.
  private func prepare(_ places: [(house: Int, start: Int)]) {
    for house in series { house.expect(.scattered) }
    guard prefetching.isOn else { return }
    for (house, start) in places {
      series[house].mains.prefetch(inside(start))
      series[house].target.prefetch(estimated(start))
    }
  }

  private func resize(_ values: inout [Float], to count: Int) {
    if values.count != count { values = [Float](repeating: 0, count: count) }
  }
}
