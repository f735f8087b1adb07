import Kernels
import Work

/// The convolutions of a network, once over a series, piece by piece.
final class FeatureStream {
  /// Features of a channel in a piece: the signals between the layers stay in the cache.
  static let pieceLength = 1024

  private let layers: SharedLayers
  private let chain: ConvolutionChain?
  private var samples: [Float]
  private(set) var rows: FeatureRows

  /// Room for so many features of a channel.
  init(_ layers: SharedLayers, features: Int) {
    self.layers = layers
    let pieces = FeatureStream.pieces(features)
    let length = FeatureStream.pieceLength
    chain =
      layers.convolutions.isEmpty
      ? nil
      : ConvolutionChain(
        layers: layers.layers(pieceLength: length), maximumBatch: pieces, isTraining: false)
    samples = [Float](repeating: 0, count: pieces * (length + layers.reach))
    rows = FeatureRows(channels: layers.channels, pieceLength: length, pieces: pieces)
  }

  /// Bytes that so many features take, signals between the layers included.
  static func bytes(_ layers: SharedLayers, features: Int) -> Int {
    let pieces = pieces(features)
    let length = pieceLength + layers.reach
    let signals = layers.convolutions.reduce(0) { $0 + $1.channels } * (length + 128)
    return (pieces * (length + layers.channels * pieceLength) + min(pieces, 32) * signals) * 4
  }

  private static func pieces(_ features: Int) -> Int {
    (features + pieceLength - 1) / pieceLength
  }

  /// Works out the first features of a channel from the sample on at which the first begins.
  func take(
    _ count: Int, from source: some SampleSource, at start: Int, _ network: Network,
    _ pool: ThreadPool
  ) {
    let length = FeatureStream.pieceLength
    rows.pieces = FeatureStream.pieces(count)
    for piece in 0..<rows.pieces {
      read(source, from: start + piece * length, to: piece * (length + layers.reach))
    }
    guard let chain else {
      return rows.values.replace(with: samples, count: rows.pieces * length)
    }
    let places = layers.convolutions.indices
    chain.forward(
      samples, count: rows.pieces, weights: places.map { network.parameters[2 * $0] },
      biases: places.map { network.parameters[2 * $0 + 1] }, into: &rows.values, pool: pool)
  }

  /// The samples of a piece, with zeros behind the last one of the source.
  private func read(_ source: some SampleSource, from start: Int, to place: Int) {
    let length = FeatureStream.pieceLength + layers.reach
    let known = source.samples(min(start, source.count)..<min(start + length, source.count))
    for (index, sample) in known.enumerated() { samples[place + index] = sample }
    for index in place + known.count..<place + length { samples[index] = 0 }
  }
}
