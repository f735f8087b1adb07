/// How the weights of a network's largest layers are kept while it answers.
package enum WeightPrecision: String, Sendable, CaseIterable {
  /// As they were trained, in 32 bits.
  case full
  /// Those of the first dense layer as IEEE halves, to the nearest, computed with in 32 bits.
  ///
  /// Small batches wait for the weights' memory alone, of which this is half.
  case half
}
