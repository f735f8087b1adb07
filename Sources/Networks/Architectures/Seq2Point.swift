extension Architecture {
  /// The network of Zhang, Zhong, Wang, Goddard and Sutton 2018.
  static let seq2point = Architecture(
    name: "seq2point",
    summary: "Five convolutions and a dense layer estimate one sample of the window.",
    source: "Zhang, Zhong, Wang, Goddard, Sutton, AAAI 2018", defaultWindow: 599
  ) { _ in
    ConvolutionStack(
      filters: [30, 30, 40, 50, 50], kernels: [10, 8, 6, 5, 5], units: 1024, outputs: 1
    ).layers
  }
}
