/// The least and greatest value in each of many equal stretches of time.
///
/// It is all a picture needs of a series, in memory that does not grow with the series.
struct Envelope: Sendable {
  /// Nanoseconds UTC.
  let range: Range<Int64>
  /// How long a value is drawn on while the next one is awaited, in nanoseconds.
  let hold: Int64
  /// One pair a stretch; NaN where it has no sample.
  private(set) var low: [Float]
  private(set) var high: [Float]
  private var last: (time: Int64, value: Float)?

  init(range: Range<Int64>, hold: Int64, stretches: Int = 2048) {
    precondition(!range.isEmpty && stretches > 0, "\(range) in \(stretches) stretches")
    self.range = range
    self.hold = hold
    low = Array(repeating: .nan, count: stretches)
    high = low
  }

  /// Takes in one sample; NaN ends what came before it.
  mutating func add(_ time: Int64, _ value: Float) {
    guard range.contains(time) else { return }
    guard value.isFinite else {
      last = nil
      return
    }
    let stretch = stretch(of: time)
    if let last, time > last.time, time - last.time <= hold {
      for between in self.stretch(of: last.time)..<stretch { include(last.value, between) }
    }
    include(value, stretch)
    last = (time, value)
  }

  /// The least and greatest value of all; nil where there is no sample.
  var bounds: ClosedRange<Float>? {
    var bounds: ClosedRange<Float>?
    for index in low.indices where !low[index].isNaN {
      bounds =
        min(
          bounds?.lowerBound ?? low[index], low[index])...max(
          bounds?.upperBound ?? high[index], high[index])
    }
    return bounds
  }

  /// The bounds of the part `index` of `count` equal parts of the range; nil where it is empty.
  func bounds(ofPart index: Int, of count: Int) -> ClosedRange<Float>? {
    let first = index * low.count / count
    let end = max((index + 1) * low.count / count, first + 1)
    var bounds: ClosedRange<Float>?
    for stretch in first..<end where !low[stretch].isNaN {
      bounds =
        min(
          bounds?.lowerBound ?? low[stretch], low[stretch])...max(
          bounds?.upperBound ?? high[stretch], high[stretch])
    }
    return bounds
  }

  private func stretch(of time: Int64) -> Int {
    let position = Double(time - range.lowerBound) / Double(range.upperBound - range.lowerBound)
    return min(Int(position * Double(low.count)), low.count - 1)
  }

  private mutating func include(_ value: Float, _ stretch: Int) {
    // `min` and `max` with NaN first would keep NaN.
    low[stretch] = low[stretch] <= value ? low[stretch] : value
    high[stretch] = high[stretch] >= value ? high[stretch] : value
  }
}
