/// Consecutive candidates for windows of one house, each a sample later than the one before.
package struct WindowRun: Sendable, Equatable {
  /// The house's place in the window set.
  let house: Int
  /// Where its windows begin, as samples within the house's range.
  let starts: Range<Int>
}

// Windows of a set of stride 1, as runs see them.
extension WindowSet {
  /// Windows of a house that would fit but for its gaps.
  func candidates(ofHouse house: Int) -> Int { bases[house + 1] - bases[house] }

  /// The numbers of those windows of a run that can be used.
  func numbers(of run: WindowRun) -> Range<Int> {
    let base = bases[run.house]
    let first = finder.usable.count(below: base + run.starts.lowerBound)
    let end = finder.usable.count(below: base + run.starts.upperBound)
    return first..<end
  }

  /// What stands at a candidate.
  enum Candidate: Sendable {
    case unusable, off, on
  }

  /// Each candidate of a run: whether it can be used, and whether its target is on.
  func candidates(of run: WindowRun) -> [Candidate] {
    var number = numbers(of: run).lowerBound
    return run.starts.map { start in
      guard finder.usable.contains(bases[run.house] + start) else { return .unusable }
      defer { number += 1 }
      return finder.on.contains(number) ? .on : .off
    }
  }
}
