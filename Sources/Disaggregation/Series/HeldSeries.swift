import Networks

/// The pieces of a series as a network sees them: normalised, and held where samples are missing.
///
/// A missing sample takes the last value before it; what lies before a stretch takes the stretch's
/// first value. Nothing is copied: values are worked out as they are read.
package struct HeldSeries<Mains: WattSeries>: SampleSource {
  private let mains: Mains
  private let pieces: SeriesPieces
  private let mean: Float
  private let deviation: Float

  /// - Parameters:
  ///   - mains: Watts, NaN where missing.
  ///   - pieces: Of the same samples.
  ///   - normalisation: Of the model.
  package init(_ mains: Mains, _ pieces: SeriesPieces, _ normalisation: Normalisation) {
    self.mains = mains
    self.pieces = pieces
    mean = Float(normalisation.mainsMean)
    deviation = Float(normalisation.mainsDeviation)
  }

  package var count: Int { pieces.count }

  package func read(_ range: Range<Int>, into target: inout MutableSpan<Float>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count && target.count == range.count,
      "\(range) of \(count) into \(target.count)")
    var piece = pieces.piece(at: range.lowerBound)
    var place = range.lowerBound
    while place < range.upperBound {
      let end = min(range.upperBound, pieces.bases[piece + 1])
      mains.withValues { values in
        read(place..<end, of: piece, values, into: &target, from: place - range.lowerBound)
      }
      place = end
      piece += 1
    }
  }

  /// Reads places of one piece to `first` of the target and on.
  private func read(
    _ places: Range<Int>, of piece: Int, _ values: Span<Float>,
    into target: inout MutableSpan<Float>, from first: Int
  ) {
    let stretch = pieces.stretches[piece]
    // Of a sample's place, and of the target's place of a sample.
    let shift = pieces.bases[piece] + pieces.lead - stretch.lowerBound
    let inside = (places.lowerBound - shift..<places.upperBound - shift).clamped(to: stretch)
    var held = normalised(values.lastPresent(before: inside.lowerBound, in: stretch))
    var slot = first
    for _ in 0..<min(max(stretch.lowerBound + shift - places.lowerBound, 0), places.count) {
      target[slot] = held
      slot += 1
    }
    for sample in inside {
      if values[sample].isFinite { held = normalised(values[sample]) }
      target[slot] = held
      slot += 1
    }
    while slot < first + places.count {
      target[slot] = held
      slot += 1
    }
  }

  private func normalised(_ watts: Float) -> Float { (watts - mean) / deviation }
}

extension Span where Element == Float {
  /// The value that is held where a sample is missing: the first one at the start of a stretch.
  fileprivate func lastPresent(before sample: Int, in stretch: Range<Int>) -> Float {
    var place = max(sample - 1, stretch.lowerBound)
    while !self[place].isFinite { place -= 1 }
    return self[place]
  }
}
