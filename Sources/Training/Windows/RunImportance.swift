/// What a window must weigh that is drawn more or less often than its share of the range.
///
/// A balanced run is drawn for a window, its anchor, and begins up to `length − 1` windows before
/// it, each start as likely as the next. So a window w comes along with an anchor a in the share
/// max(0, 1 − |w − a| / length) of the cases, and one run holds it
///
///     q(w) = share · Σ over on anchors / on windows + (1 − share) · Σ over off anchors / off windows
///
/// times on average. Unlike windows drawn one by one, those of a class are not alike: off windows
/// beside an activation come along with its anchors. One weight for each class would count them too
/// often, so each window weighs Σq / (windows · q(w)). Then the expected sum over a run is the mean
/// loss of the range times Σq, the windows that a run holds on average: what uniform runs learn from.
struct RunImportance {
  private let windows: WindowSet
  private let length: Int
  private let share: Double
  /// Σq over all windows: those that count in a run, on average.
  let windowsPerRun: Double

  /// Looks once at every window.
  init(_ windows: WindowSet, length: Int, share: Double) {
    self.windows = windows
    self.length = length
    self.share = share
    var sum = 0.0
    for house in windows.series.indices {
      let count = windows.candidates(ofHouse: house)
      let piece = 64 * length
      for first in stride(from: 0, to: count, by: piece) {
        let run = WindowRun(house: house, starts: first..<min(first + piece, count))
        for often in RunImportance.often(run, windows, length, share) { sum += often }
      }
    }
    windowsPerRun = sum
  }

  /// A weight for each candidate of a run; 0 where it cannot be used.
  func weights(of run: WindowRun) -> [Float] {
    let scale = windowsPerRun / Double(windows.count)
    return RunImportance.often(run, windows, length, share).map { often in
      often > 0 ? Float(scale / often) : 0
    }
  }

  /// q of each candidate of a run; 0 where it cannot be used.
  private static func often(
    _ run: WindowRun, _ windows: WindowSet, _ length: Int, _ share: Double
  ) -> [Double] {
    // Anchors that reach into the run, and those that are reached beyond them.
    let count = windows.candidates(ofHouse: run.house)
    let reach = (run.starts.lowerBound - length)..<(run.starts.upperBound + length)
    let there = WindowRun(house: run.house, starts: reach.clamped(to: 0..<count))
    let candidates = windows.candidates(of: there)
    let before = there.starts.lowerBound - reach.lowerBound
    let on = Tent(candidates.map { $0 == .on }, before: before, reach.count, width: length)
    let off = Tent(candidates.map { $0 == .off }, before: before, reach.count, width: length)
    let onScale = share / Double(windows.onCount)
    let offScale = (1 - share) / Double(windows.count - windows.onCount)
    return run.starts.map { start in
      guard candidates[start - there.starts.lowerBound] != .unusable else { return 0 }
      let place = start - reach.lowerBound
      return onScale * on[place] + offScale * off[place]
    }
  }
}

/// Sums over marked places, each of which counts 1 − distance / width.
private struct Tent {
  /// Marks before a place, summed up over all earlier places.
  private var sums: [Int]
  private let width: Int

  /// - Parameters:
  ///   - marks: Which places are marked, from one on.
  ///   - before: Places before the first of them; they are not marked.
  ///   - count: All places; nor are those behind the last.
  ///   - width: Where a mark has no weight any more.
  init(_ marks: [Bool], before: Int, _ count: Int, width: Int) {
    self.width = width
    sums = [0, 0]
    sums.reserveCapacity(count + 2)
    var marked = 0
    for place in 0..<count {
      if marks.indices.contains(place - before), marks[place - before] { marked += 1 }
      sums.append(sums[sums.count - 1] + marked)
    }
  }

  /// The sum at a place that is at least the width away from both ends.
  subscript(place: Int) -> Double {
    let sum = sums[place + width + 1] - 2 * sums[place + 1] + sums[place - width + 1]
    return Double(sum) / Double(width)
  }
}
