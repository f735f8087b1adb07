import Networks

/// Samples that lie in memory, normalised already.
struct PlainSource: SampleSource {
  let values: [Float]

  var count: Int { values.count }

  func read(_ range: Range<Int>, into target: inout MutableSpan<Float>) {
    precondition(target.count == range.count, "\(range) into \(target.count)")
    for (place, value) in values[range].enumerated() { target[place] = value }
  }
}
