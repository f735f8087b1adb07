import Glibc

/// What an appliance draws in each of its states, and how it goes from one to another.
struct PowerStates: Sendable, Equatable {
  /// More states than these make joint states too many to go through.
  static let mostOn = 3

  /// As NILM Metadata names it: "dish washer".
  let appliance: String
  /// Watts: off first, which is 0, then ascending.
  let watts: [Double]
  /// Natural logarithm of the probability of each state.
  let logShares: [Double]
  /// Natural logarithm of the probability to go from a state (row) to a state in one sample.
  let logTransitions: [[Double]]

  /// States from counts; one is added to each, so that nothing seen never is impossible.
  ///
  /// - Parameters:
  ///   - appliance: Its name.
  ///   - watts: Of each state.
  ///   - counts: How often each state (row) was followed by each.
  init(appliance: String, watts: [Double], counts: [[Int]]) {
    precondition(
      counts.count == watts.count && counts.allSatisfy { $0.count == watts.count },
      "\(counts.map(\.count)) counts for \(watts.count) states")
    self.appliance = appliance
    self.watts = watts
    let rows = counts.map { row in row.map { Double($0 + 1) } }
    let sums = rows.map { $0.reduce(0, +) }
    let total = sums.reduce(0, +)
    logShares = sums.map { log($0 / total) }
    logTransitions = zip(rows, sums).map { row, sum in row.map { log($0 / sum) } }
  }
}

/// Tells the state of an appliance from its own meter.
struct StateFinder {
  /// Watts of each state, off first.
  let watts: [Double]
  private let threshold: Double
  /// Halfway between neighbouring states that are on.
  private let bounds: [Double]

  init(watts: [Double], threshold: Double) {
    self.watts = watts
    self.threshold = threshold
    bounds = zip(watts.dropFirst(), watts.dropFirst(2)).map { ($0 + $1) / 2 }
  }

  /// The state of a reading; nil where it is missing.
  func state(of reading: Float) -> Int? {
    guard !reading.isNaN else { return nil }
    guard Double(reading) >= threshold, watts.count > 1 else { return 0 }
    return 1 + (bounds.firstIndex { Double(reading) < $0 } ?? bounds.count)
  }
}
