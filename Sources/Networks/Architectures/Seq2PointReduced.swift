extension Architecture {
  /// The smaller network of Barber, Cuayáhuitl, Zhong and Luan 2020.
  static let seq2pointReduced = Architecture(
    name: "seq2point-reduced",
    summary: "seq2point with fewer filters, shorter kernels and half the dense layer.",
    source: "Barber, Cuayáhuitl, Zhong, Luan, NILM workshop 2020", defaultWindow: 599
  ) { _ in
    ConvolutionStack(
      filters: [20, 20, 30, 40, 40], kernels: [8, 6, 5, 4, 4], units: 512, outputs: 1
    ).layers
  }
}
