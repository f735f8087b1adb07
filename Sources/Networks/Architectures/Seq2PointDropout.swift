extension Architecture {
  /// The regularised network of Barber, Cuayáhuitl, Zhong and Luan 2020.
  static let seq2pointDropout = Architecture(
    name: "seq2point-dropout",
    summary: "seq2point with half of the values dropped after every layer in training.",
    source: "Barber, Cuayáhuitl, Zhong, Luan, NILM workshop 2020", defaultWindow: 599
  ) { _ in
    ConvolutionStack(
      filters: [30, 30, 40, 50, 50], kernels: [10, 8, 6, 5, 5], units: 1024, outputs: 1,
      dropout: 0.5
    ).layers
  }
}
