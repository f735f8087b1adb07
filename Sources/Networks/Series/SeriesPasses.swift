/// Cuts runs of windows into passes of consecutive windows, which hold what lies between runs too.
///
/// Only where a pass ends is leapt to the next run.
struct SeriesPasses: Sequence, IteratorProtocol {
  private let runs: [Range<Int>]
  private let windows: Int
  /// The first run that does not end at or before the place.
  private var run = 0
  private var place: Int
  private let end: Int

  /// - Parameters:
  ///   - runs: Sorted and disjoint.
  ///   - windows: Of a pass, at most.
  init(_ runs: [Range<Int>], windows: Int) {
    precondition(windows > 0, "passes of \(windows) windows")
    self.runs = runs
    self.windows = windows
    place = runs.first?.lowerBound ?? 0
    end = runs.last { !$0.isEmpty }?.upperBound ?? place
  }

  mutating func next() -> Range<Int>? {
    guard place < end else { return nil }
    leap()
    place = Swift.max(place, runs[run].lowerBound)
    let pass = place..<Swift.min(place + windows, end)
    place = pass.upperBound
    return pass
  }

  /// To the first run with windows at or behind the place.
  private mutating func leap() {
    run = runs.firstRun(endingBehind: place, from: run)
    while runs[run].isEmpty { run += 1 }
  }
}

extension [Range<Int>] {
  /// Hands out what of the runs, sorted and disjoint, lies in a pass.
  func forEachPart(in pass: Range<Int>, _ body: (Range<Int>) -> Void) {
    for run in self[firstRun(endingBehind: pass.lowerBound, from: 0)...] {
      if run.lowerBound >= pass.upperBound { return }
      body(run.clamped(to: pass))
    }
  }

  fileprivate func firstRun(endingBehind place: Int, from first: Int) -> Int {
    var (low, high) = (first, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
