/// Mean, spread and extremes of a channel, gathered block by block.
///
/// Blocks are joined by Chan, Golub and LeVeque's update (1979), which does not lose digits on long
/// series as a plain sum of squares does. All sums are Double.
package struct ChannelStatistics: Sendable, Equatable {
  /// Values that are not missing.
  package private(set) var count = 0
  package private(set) var mean = 0.0
  package private(set) var minimum = Double.infinity
  package private(set) var maximum = -Double.infinity
  /// The sum of squared distances from the mean.
  private var squares = 0.0

  package init() {}

  /// The population's standard deviation; 0 where nothing was added.
  package var standardDeviation: Double {
    count > 0 ? (squares / Double(count)).squareRoot() : 0
  }

  /// Adds the values that are not NaN.
  package mutating func add(_ values: Span<Float>) {
    // Sums about a value of the block itself keep the digits of a steady load.
    guard let pivot = ChannelStatistics.firstPresent(values).map({ Double(values[$0]) }) else {
      return
    }
    var (added, sum, squared) = (0, 0.0, 0.0)
    var (low, high) = (Float.infinity, -Float.infinity)
    for index in values.indices {
      let value = values[index]
      if value.isNaN { continue }
      let distance = Double(value) - pivot
      added += 1
      sum += distance
      squared += distance * distance
      if value < low { low = value }
      if value > high { high = value }
    }
    let shift = sum / Double(added)
    join(added, pivot + shift, max(squared - sum * shift, 0))
    minimum = min(minimum, Double(low))
    maximum = max(maximum, Double(high))
  }

  private mutating func join(_ added: Int, _ otherMean: Double, _ otherSquares: Double) {
    let total = Double(count + added)
    let distance = otherMean - mean
    squares += otherSquares + distance * distance * Double(count) * Double(added) / total
    mean += distance * Double(added) / total
    count += added
  }

  private static func firstPresent(_ values: Span<Float>) -> Int? {
    values.indices.first { !values[$0].isNaN }
  }
}
