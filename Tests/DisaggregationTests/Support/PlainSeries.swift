import Networks

@testable import Disaggregation

/// The same estimates and flags by their definitions, sample by sample, with no thought of speed.
struct PlainSeries {
  let mains: [Float]
  let model: TrainedModel

  private var plan: NetworkPlan { model.network.plan }

  private func isPresent(_ place: Int) -> Bool {
    mains.indices.contains(place) && !mains[place].isNaN
  }

  /// The first and the last sample between gaps of a window or more.
  private func stretch(around sample: Int) -> ClosedRange<Int> {
    var ends = [sample, sample]
    for (side, step) in [-1, 1].enumerated() {
      var place = sample
      while abs(place - ends[side]) <= plan.window, mains.indices.contains(place) {
        if isPresent(place) { ends[side] = place }
        place += step
      }
    }
    return ends[0]...ends[1]
  }

  private func value(_ place: Int, in stretch: ClosedRange<Int>) -> Float {
    var place = min(max(place, stretch.lowerBound), stretch.upperBound)
    while !isPresent(place) { place -= 1 }
    return mains[place]
  }

  private func outputs(from start: Int, in stretch: ClosedRange<Int>) -> [Float] {
    let window = (start..<start + plan.window).map { value($0, in: stretch) }
    return model.estimates(of: window, count: 1, SeriesModel.engine(model))
  }

  func estimate(of sample: Int) -> Float {
    guard isPresent(sample) else { return .nan }
    let stretch = stretch(around: sample)
    guard plan.isSequence else {
      return outputs(from: sample - plan.targetPosition.index(in: plan.window), in: stretch)[0]
    }
    var values: [Double] = []
    let last = max(stretch.lowerBound, stretch.upperBound + 1 - plan.window)
    for start in stretch.lowerBound...last
    where start <= sample && sample < start + plan.window {
      values.append(Double(outputs(from: start, in: stretch)[sample - start]))
    }
    return Float(values.reduce(0, +) / Double(values.count))
  }

  func flag(of sample: Int) -> SampleFlag {
    guard isPresent(sample) else { return .gap }
    var starts = Array(sample + 1 - plan.window...sample)
    if !plan.isSequence { starts = [sample - plan.targetPosition.index(in: plan.window)] }
    let isWhole = starts.allSatisfy { ($0..<$0 + plan.window).allSatisfy(isPresent) }
    return isWhole ? .ok : .edge
  }
}
