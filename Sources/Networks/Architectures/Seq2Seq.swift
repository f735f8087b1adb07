extension Architecture {
  /// What Zhang and others compared seq2point with in 2018, on seq2point's own stack.
  static let seq2seq = Architecture(
    name: "seq2seq",
    summary: "seq2point's layers estimate every sample of the window; overlaps are averaged.",
    source: "Zhang, Zhong, Wang, Goddard, Sutton, AAAI 2018", defaultWindow: 599, isSequence: true
  ) { window in
    ConvolutionStack(
      filters: [30, 30, 40, 50, 50], kernels: [10, 8, 6, 5, 5], units: 1024, outputs: window
    ).layers
  }
}
