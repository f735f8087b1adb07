/// Watts of an appliance while it is on, gathered in bins of equal width that know their sums.
struct PowerHistogram {
  /// Values of one bin.
  struct Bin: Equatable {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0
  }

  /// Enough that a bin of a kettle is 6 W wide; grouping takes time in its square.
  static let binCount = 512

  private let minimum: Double
  private let width: Double
  private var bins = [Bin](repeating: Bin(), count: Self.binCount)

  /// - Parameters:
  ///   - minimum: Watts from which on the appliance is on.
  ///   - maximum: The most watts that are expected; more belong to the last bin.
  init(from minimum: Double, to maximum: Double) {
    self.minimum = minimum
    width = max(maximum - minimum, 1) / Double(Self.binCount)
  }

  mutating func add(_ watts: Double) {
    let place = ((watts - minimum) / width).rounded(.down)
    let bin = Int(min(max(place, 0), Double(Self.binCount - 1)))
    bins[bin].count += 1
    bins[bin].sum += watts
    bins[bin].squares += watts * watts
  }

  /// The means of the groups that leave the least squared deviation, ascending; none of no values.
  ///
  /// One group where it leaves a deviation of at most a twentieth of the mean, else two, else
  /// `limit`. It is k-means in one dimension, solved exactly on the bins by dynamic programming
  /// (Wang and Song, Ckmeans.1d.dp, 2011), so that no start has to be chosen.
  func levels(atMost limit: Int) -> [Double] {
    let groups = PowerGroups(bins.filter { $0.count > 0 })
    guard groups.total.count > 0 else { return [] }
    let tolerated = 0.05 * groups.total.sum / groups.total.count
    var means: [Double] = []
    for (squares, found) in groups.solutions(atMost: limit) {
      means = found
      if (squares / groups.total.count).squareRoot() <= tolerated { break }
    }
    return means
  }
}

/// The best groups of neighbouring bins.
private struct PowerGroups {
  /// Sums of the first bins, none to all.
  private let sums: [PowerHistogram.Bin]

  init(_ bins: [PowerHistogram.Bin]) {
    var running = PowerHistogram.Bin()
    sums =
      [running]
      + bins.map { bin in
        running.count += bin.count
        running.sum += bin.sum
        running.squares += bin.squares
        return running
      }
  }

  /// All values together.
  var total: PowerHistogram.Bin { sums[sums.count - 1] }

  /// For one group, two and so on: what squared deviation they leave, and their means.
  func solutions(atMost limit: Int) -> [(squares: Double, means: [Double])] {
    let count = sums.count - 1
    var least = (0...count).map { squares(0, $0) }
    var starts: [[Int]] = [[Int](repeating: 0, count: count + 1)]
    var solutions = [(least[count], means(starts))]
    for groups in 2..<(max(2, min(limit, count) + 1)) where groups <= count {
      var next = [Double](repeating: .infinity, count: count + 1)
      var start = [Int](repeating: 0, count: count + 1)
      for end in groups...count {
        for first in (groups - 1)..<end where least[first] + squares(first, end) < next[end] {
          next[end] = least[first] + squares(first, end)
          start[end] = first
        }
      }
      least = next
      starts.append(start)
      solutions.append((least[count], means(starts)))
    }
    return solutions
  }

  /// The means of the groups that the starts describe, one table for each number of groups.
  private func means(_ starts: [[Int]]) -> [Double] {
    var end = sums.count - 1
    var means: [Double] = []
    for start in starts.reversed() {
      let first = start[end]
      means.append((sums[end].sum - sums[first].sum) / (sums[end].count - sums[first].count))
      end = first
    }
    return means.reversed()
  }

  /// Σ (x − mean)² of the bins from `first` up to `end`.
  private func squares(_ first: Int, _ end: Int) -> Double {
    let count = sums[end].count - sums[first].count
    guard count > 0 else { return 0 }
    let sum = sums[end].sum - sums[first].sum
    return max(0, sums[end].squares - sums[first].squares - sum * sum / count)
  }
}
