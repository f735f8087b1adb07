package import Disaggregation
import Kernels
import Networks
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
    prepare(places.map { ($0.house, inside($0.start), estimated($0.start)) })
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

  /// Tells the kernel which samples are going to be read.
  private func prepare(_ places: [(house: Int, mains: Range<Int>, target: Range<Int>)]) {
    for house in series { house.expect(.scattered) }
    guard prefetching.isOn else { return }
    for (house, mains, target) in places {
      series[house].mains.prefetch(mains)
      series[house].target.prefetch(target)
    }
  }

  private func resize(_ values: inout [Float], to count: Int) {
    if values.count != count { values = [Float](repeating: 0, count: count) }
  }
}

// Runs.
extension WindowSet {
  /// Copies runs and their targets out of the store, normalised.
  ///
  /// Windows that cannot be used, and those by which a run is shorter than `length`, weigh nothing;
  /// what is missing of the mains holds the value before it, so that it is a number.
  ///
  /// - Parameters:
  ///   - runs: The runs, in any order.
  ///   - length: Windows in a run of the batch.
  ///   - normalisation: Means and deviations, watts.
  ///   - importance: Weighs the windows; nil weighs all alike.
  ///   - batch: Is filled anew.
  func gather(
    _ runs: [WindowRun], length: Int, _ normalisation: Normalisation, importance: RunImportance?,
    into batch: inout RunBatch
  ) {
    batch.runs = runs.count
    batch.length = length
    resize(&batch.inputs, to: runs.count * (length + shape.window - 1))
    resize(&batch.targets, to: runs.count * length)
    resize(&batch.weights, to: runs.count * length)
    let faults = ProcessMeasures.diskFaults
    prepare(runs.map { ($0.house, samples(of: $0, length: length), estimated($0)) })
    for (row, run) in runs.enumerated() {
      copyMains(of: run, row, length, normalisation, &batch.inputs)
      copyTargets(of: run, row * length, length, normalisation, &batch.targets)
      weigh(run, row * length, length, importance, &batch)
    }
    prefetching.learn(faults: ProcessMeasures.diskFaults - faults, windows: runs.count)
  }

  /// The samples of a run of that length, those beyond the range left out.
  private func samples(of run: WindowRun, length: Int) -> Range<Int> {
    let first = run.starts.lowerBound
    return first..<min(first + length + shape.window - 1, series[run.house].range.samples.count)
  }

  /// The samples of a run that are estimated.
  private func estimated(_ run: WindowRun) -> Range<Int> {
    (run.starts.lowerBound + shape.target)..<(run.starts.upperBound + shape.target)
  }

  private func copyMains(
    of run: WindowRun, _ row: Int, _ length: Int, _ normalisation: Normalisation,
    _ inputs: inout [Float]
  ) {
    let wanted = length + shape.window - 1
    let range = samples(of: run, length: length)
    series[run.house].mains.withValues { values in
      var destination = inputs.mutableSpan
      values.extracting(range).standardise(
        mean: Float(normalisation.mainsMean), deviation: Float(normalisation.mainsDeviation),
        into: &destination, at: row * wanted)
    }
    // Where nothing came before, the mean.
    var held: Float = 0
    for place in 0..<wanted {
      let value = inputs[row * wanted + place]
      if place < range.count && !value.isNaN {
        held = value
      } else {
        inputs[row * wanted + place] = held
      }
    }
  }

  private func copyTargets(
    of run: WindowRun, _ first: Int, _ length: Int, _ normalisation: Normalisation,
    _ targets: inout [Float]
  ) {
    series[run.house].target.withValues { values in
      var destination = targets.mutableSpan
      values.extracting(estimated(run)).standardise(
        mean: Float(normalisation.targetMean), deviation: Float(normalisation.targetDeviation),
        into: &destination, at: first)
    }
    for place in first + run.starts.count..<first + length { targets[place] = 0 }
  }

  private func weigh(
    _ run: WindowRun, _ first: Int, _ length: Int, _ importance: RunImportance?,
    _ batch: inout RunBatch
  ) {
    let weights = importance?.weights(of: run)
    for (place, candidate) in candidates(of: run).enumerated() {
      let isUsed = candidate != .unusable
      batch.weights[first + place] = isUsed ? weights?[place] ?? 1 : 0
      if !isUsed { batch.targets[first + place] = 0 }
    }
    for place in first + run.starts.count..<first + length { batch.weights[place] = 0 }
  }
}
