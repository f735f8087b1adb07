/// The longest runs of samples that are there, in order; an infinite one counts as missing.
struct PresentRuns: Sequence, IteratorProtocol {
  private let values: [Float]
  private var place = 0

  init(_ values: [Float]) { self.values = values }

  mutating func next() -> Range<Int>? {
    while place < values.count, !values[place].isFinite { place += 1 }
    let start = place
    while place < values.count, values[place].isFinite { place += 1 }
    return start < place ? start..<place : nil
  }
}
