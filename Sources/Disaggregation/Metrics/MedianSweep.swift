/// The exact median of values that are walked through twice, in the same memory for any number.
///
/// The first walk counts values by the upper half of their bits, which finds the half's value for
/// each of the two middle ranks; the second counts those values by the lower half.
package struct MedianSweep {
  private var counts = [Int](repeating: 0, count: 1 << 16)

  package init() {}

  /// Counts the values that are not NaN.
  package mutating func add(_ values: Span<Float>) {
    for index in values.indices { add(values[index]) }
  }

  /// Counts a value that is not NaN.
  package mutating func add(_ value: Float) {
    if !value.isNaN { counts[Int(value.ordered >> 16)] += 1 }
  }

  /// What the second walk needs; there must be a value.
  package func narrowed() -> NarrowedMedian {
    let total = counts.reduce(0, +)
    precondition(total > 0, "the median of no values")
    return NarrowedMedian(
      below: place((total - 1) / 2, in: counts), above: place(total / 2, in: counts))
  }
}

/// The second walk.
package struct NarrowedMedian {
  /// Of the two middle ranks: which bin of the first walk, and the rank within it.
  private let ranks: [(bin: Int, rank: Int)]
  private var counts: [[Int]]

  fileprivate init(below: (bin: Int, rank: Int), above: (bin: Int, rank: Int)) {
    ranks = [below, above]
    counts = ranks.map { _ in [Int](repeating: 0, count: 1 << 16) }
  }

  /// Counts the values that are not NaN again.
  package mutating func add(_ values: Span<Float>) {
    for index in values.indices { add(values[index]) }
  }

  /// Counts a value that is not NaN again.
  package mutating func add(_ value: Float) {
    if value.isNaN { return }
    let key = value.ordered
    if Int(key >> 16) == ranks[0].bin { counts[0][Int(key & 0xFFFF)] += 1 }
    if Int(key >> 16) == ranks[1].bin { counts[1][Int(key & 0xFFFF)] += 1 }
  }

  /// The value in the middle, or the mean of the two that share it.
  package var value: Double {
    let middle = zip(ranks, counts).map { rank, counts in
      let low = place(rank.rank, in: counts).bin
      return Double(Float(ordered: UInt32(rank.bin) << 16 | UInt32(low)))
    }
    return (middle[0] + middle[1]) / 2
  }
}

/// The bin that holds a rank, and the rank within it.
private func place(_ rank: Int, in counts: [Int]) -> (bin: Int, rank: Int) {
  var rank = rank
  for (bin, count) in counts.enumerated() {
    if rank < count { return (bin, rank) }
    rank -= count
  }
  preconditionFailure("rank \(rank) beyond all \(counts.count) bins")
}

extension Float {
  /// Bits that stand in the order of the values.
  fileprivate var ordered: UInt32 {
    sign == .minus ? ~bitPattern : bitPattern | 0x8000_0000
  }

  fileprivate init(ordered bits: UInt32) {
    self.init(bitPattern: bits & 0x8000_0000 == 0 ? ~bits : bits & 0x7FFF_FFFF)
  }
}
