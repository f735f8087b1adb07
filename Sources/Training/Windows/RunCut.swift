import Work

/// All windows of a set, cut into runs at one phase; runs in which none can be used are left out.
///
/// Each window that can be used lies in just one run. The first and the last of a house may be
/// shorter.
struct RunCut: Sendable {
  let runs: [WindowRun]

  /// - Parameters:
  ///   - windows: A set of stride 1.
  ///   - length: Windows in a run.
  ///   - seed: What the phase is drawn from.
  init(_ windows: WindowSet, length: Int, seed: UInt64) {
    var generator = RandomGenerator(seed: ~seed)
    let phase = generator.whole(0...length - 1)
    runs = windows.series.indices.flatMap { house in
      let count = windows.candidates(ofHouse: house)
      return stride(from: phase == 0 ? 0 : phase - length, to: count, by: length).map {
        WindowRun(house: house, starts: max($0, 0)..<min($0 + length, count))
      }
    }.filter { !windows.numbers(of: $0).isEmpty }
  }
}
