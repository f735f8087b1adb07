/// Whether the pages of a batch's windows are asked for before the first of them is read.
///
/// Windows lie anywhere in the store. While the system's cache holds it, to ask costs more than to
/// read. Where it does not, because the store is larger than the memory or nobody has read it yet,
/// asking for all at once keeps the disk busy with all of them, and reading waits for each.
final class PrefetchDecision {
  /// Whether the next batch is asked for.
  private(set) var isOn = false
  /// Batches until one is read without asking, to see whether the disk is still needed.
  private var untilProbe = 0
  static let batchesBetweenProbes = 64

  /// Learns from a batch how many pages it waited for.
  func learn(faults: Int, windows: Int) {
    if isOn {
      untilProbe -= 1
      isOn = untilProbe > 0
    } else if faults > windows / 8 {
      isOn = true
      untilProbe = Self.batchesBetweenProbes
    }
  }
}
