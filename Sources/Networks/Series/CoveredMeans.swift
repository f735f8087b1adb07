/// Means over the windows that cover each sample, from sums that come block by block.
struct CoveredMeans {
  private let window: Int
  private let runs: [Range<Int>]
  /// The sums of the last layer's bias over the first samples of a window.
  private let biases: [Double]
  /// The first run that may cover a sample to come.
  private var next = 0
  private var first = 0
  private var sums: [Double] = []

  /// - Parameters:
  ///   - runs: Starts of the windows that count.
  ///   - window: Samples of each.
  ///   - bias: What each sample of a window is estimated at least.
  init(_ runs: [Range<Int>], window: Int, bias: [Float]) {
    self.runs = runs
    self.window = window
    biases = bias.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + Double($1)) }
  }

  /// Adds sums over some windows from a sample on; none before what was handed out.
  mutating func add(_ values: ArraySlice<Float>, at place: Int) {
    let missing = place + values.count - (first + sums.count)
    if missing > 0 { sums += [Double](repeating: 0, count: missing) }
    let offset = place - first - values.startIndex
    for index in values.indices { sums[index + offset] += Double(values[index]) }
  }

  /// Hands out the means of all samples before one that windows to come begin at.
  mutating func moveOn(to place: Int, _ emit: (Int, [Float]) -> Void) {
    let ready = min(sums.count, place - first)
    if ready > 0 {
      emit(first, (0..<ready).map { mean(first + $0, sums[$0]) })
      sums.removeFirst(ready)
      first += ready
    }
    if sums.isEmpty, place > first { first = place }
  }

  /// The mean at a sample: with the biases of the windows that cover it.
  private mutating func mean(_ sample: Int, _ sum: Double) -> Float {
    while next < runs.count, runs[next].upperBound - 1 + window <= sample { next += 1 }
    var (count, bias, run) = (0, 0.0, next)
    while run < runs.count, runs[run].lowerBound <= sample {
      let covering = runs[run].clamped(to: max(sample - window + 1, 0)..<(sample + 1))
      count += covering.count
      // The first of them covers the sample with its last place.
      bias += biases[sample - covering.lowerBound + 1] - biases[sample - covering.upperBound + 1]
      run += 1
    }
    return count > 0 ? Float((sum + bias) / Double(count)) : .nan
  }
}
