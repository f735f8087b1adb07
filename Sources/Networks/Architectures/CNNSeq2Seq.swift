extension Architecture {
  /// The small network of the predecessor project, where padding 4 at kernel 9 is `same`.
  static let cnnSeq2seq = Architecture(
    name: "cnn-seq2seq",
    summary: "Four convolutions estimate every sample of the window; overlaps are averaged.",
    source: "BioscaG/energy-disaggregation-mlops", defaultWindow: 1024, paddings: [.same],
    isSequence: true
  ) { _ in
    let filters = [16, 32, 16, 1]
    return filters.enumerated().map { index, filters in
      .convolution(name: "conv\(index + 1)", filters: filters, kernel: 9, isRectified: index < 3)
    }
  }
}
