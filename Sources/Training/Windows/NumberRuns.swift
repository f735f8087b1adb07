/// Ascending whole numbers, kept as runs of neighbours: millions of windows in a few runs.
struct NumberRuns: Sendable, Equatable {
  /// Numbers in all runs.
  private(set) var count = 0
  /// The first number of each run.
  private var firsts: [Int] = []
  /// How many numbers lie in the runs before.
  private var befores: [Int] = []
  /// One beyond the last number.
  private var end = 0

  /// Adds a number greater than all others.
  mutating func append(_ number: Int) {
    precondition(number >= end, "\(number) after \(end - 1)")
    if number > end || firsts.isEmpty {
      firsts.append(number)
      befores.append(count)
    }
    end = number + 1
    count += 1
  }

  /// The number at a place among all of them.
  subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    let run = runs { befores[$0] <= place } - 1
    return firsts[run] + place - befores[run]
  }

  /// Where a number stands, or nil where it is in no run.
  func place(of number: Int) -> Int? {
    let run = runs { firsts[$0] <= number } - 1
    guard run >= 0 else { return nil }
    let place = befores[run] + number - firsts[run]
    return place < (run + 1 < befores.count ? befores[run + 1] : count) ? place : nil
  }

  /// The number at a place among those from 0 on that are in no run.
  func absent(_ place: Int) -> Int {
    precondition(place >= 0, "place \(place)")
    // Before a run lie as many absent numbers as its first number less what the runs before hold.
    let run = runs { firsts[$0] - befores[$0] <= place }
    return place + (run < befores.count ? befores[run] : count)
  }

  /// How many runs from the first on fulfil a condition that no later one fulfils again.
  private func runs(_ isBefore: (Int) -> Bool) -> Int {
    var (low, high) = (0, firsts.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
