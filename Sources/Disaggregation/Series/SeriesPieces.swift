package import Networks

/// The parts of a series that are worth computing, laid end to end: places in place of samples.
///
/// A gap of a window or more splits the series into stretches, which begin and end with a sample
/// that is there; shorter gaps lie inside of them. Each stretch is a piece, longer than itself where
/// values have to be held at its ends, so that each of its samples has a window. Taken together the
/// pieces are never longer than the series and a window.
package struct SeriesPieces: Sendable {
  /// The first and the last sample of each stretch, and what lies between.
  private(set) var stretches: [Range<Int>] = []
  /// Where each piece begins, and last where all of them end.
  private(set) var bases = [0]
  /// Starts of the windows that are needed; each estimate of a window lies in one piece.
  package private(set) var runs: [Range<Int>] = []
  /// Places of a piece before its stretch.
  let lead: Int
  private let window: Int
  private let isSequence: Bool

  /// Looks once at every sample.
  ///
  /// - Parameters:
  ///   - mains: NaN where missing.
  ///   - plan: Of the network.
  package init(of mains: some WattSeries, plan: NetworkPlan) {
    window = plan.window
    isSequence = plan.isSequence
    lead = isSequence ? 0 : plan.targetPosition.index(in: window)
    mains.withValues { values in values.forEachPresentRun { add($0) } }
    closePiece()
  }

  /// Goes on with samples that are there.
  private mutating func add(_ run: Range<Int>) {
    if let last = stretches.last, run.lowerBound - last.upperBound < window {
      stretches[stretches.count - 1] = last.lowerBound..<run.upperBound
    } else {
      closePiece()
      stretches.append(run)
    }
    if !isSequence { addWindows(of: run) }
  }

  /// Places of all pieces.
  package var count: Int { bases[bases.count - 1] }

  /// The piece that a place lies in.
  func piece(at place: Int) -> Int {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if bases[middle + 1] <= place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The place of a window none of whose samples is missing.
  package func place(ofWindowAt start: Int) -> Int {
    var (low, high) = (0, stretches.count)
    while low < high {
      let middle = (low + high) / 2
      if stretches[middle].upperBound <= start { low = middle + 1 } else { high = middle }
    }
    return bases[low] + lead + start - stretches[low].lowerBound
  }

  /// One window for each sample: that of a stretch's first sample begins where its piece does.
  private mutating func addWindows(of run: Range<Int>) {
    let shift = count - stretches[stretches.count - 1].lowerBound
    runs.append(run.lowerBound + shift..<run.upperBound + shift)
  }

  private mutating func closePiece() {
    guard let stretch = stretches.last, bases.count == stretches.count else { return }
    let first = count
    bases.append(first + (isSequence ? max(stretch.count, window) : stretch.count + window - 1))
    if isSequence { runs.append(first..<count - window + 1) }
  }
}
