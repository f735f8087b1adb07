/// How much work may wait, and in which pieces it is done.
package struct LaneSettings: Sendable {
  /// Windows of one pass through a network.
  package var maximumBatch = WindowUse.maximumBatch
  /// Windows that may wait; one request alone may bring more.
  package var waitingWindows = 16_384
  /// Series that may wait or be under way.
  package var waitingSeries = 256
  /// Samples of all series together, gaps included; one request alone may bring more.
  package var waitingSamples = 32_000_000
  /// Bytes that each plan's engine for series may work in.
  package var seriesMemory = 200_000_000
  /// Samples of a series that are estimated in one piece: a day of 6 s.
  package var pieceSamples = 1 << 14
  /// After so long another series has its turn.
  package var turnSeconds = 0.05
  /// After so long without a series the memory of an engine is given back.
  package var idleSeconds = 60.0

  package init() {}
}
