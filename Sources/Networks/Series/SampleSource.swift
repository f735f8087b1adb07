/// Normalised samples that windows are taken from, read piece by piece; none of them is missing.
package protocol SampleSource {
  /// Samples in all.
  var count: Int { get }

  /// Fills the target, which is as long as the range, with the samples of the range.
  func read(_ range: Range<Int>, into target: inout MutableSpan<Float>)
}

extension SampleSource {
  /// The samples of a range.
  package func samples(_ range: Range<Int>) -> [Float] {
    var samples = [Float](repeating: 0, count: range.count)
    var target = samples.mutableSpan
    read(range, into: &target)
    return samples
  }
}
