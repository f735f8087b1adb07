import CKernels

/// Features of a long signal, piece after piece: `[pieces, channels · pieceLength]`.
package struct FeatureRows: Sendable {
  package let channels: Int
  /// Features of a channel in a piece.
  package let pieceLength: Int
  package var values: Tensor
  /// Pieces that hold features; what is behind them counts as zeros.
  package var pieces: Int

  /// Zeros for so many pieces.
  package init(channels: Int, pieceLength: Int, pieces: Int) {
    self.channels = channels
    self.pieceLength = pieceLength
    self.pieces = pieces
    values = Tensor(shape: [pieces, channels * pieceLength])
  }

  /// Features of a channel.
  package var count: Int { pieces * pieceLength }

  /// Copies `range` of up to 16 channels side by side, `[range][16]`; zeros behind the last feature.
  func interleave(
    _ range: Range<Int>, group: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let first = group * Lanes.count
    let rows = min(Lanes.count, channels - first)
    let known = min(range.upperBound, count)
    var place = range.lowerBound
    while place < known {
      let (piece, offset) = place.quotientAndRemainder(dividingBy: pieceLength)
      let some = min(pieceLength - offset, known - place)
      let start = piece * channels * pieceLength + first * pieceLength + offset
      unsafe energy_interleave(
        values.readable + start, pieceLength, rows, some,
        target + (place - range.lowerBound) * Lanes.count)
      place += some
    }
    let missing = max(range.upperBound - max(known, range.lowerBound), 0)
    unsafe (target + (range.count - missing) * Lanes.count).update(
      repeating: 0, count: missing * Lanes.count)
  }
}
