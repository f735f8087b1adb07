import Work

/// What the columns at a window's edges, which it shares with no other, add to a dense layer.
package final class EdgeProduct {
  /// Features of each window's first and last columns, `[windows, channels · columns]`; nil where
  /// there are none.
  package var features: [Tensor?]
  private let weights: [Tensor?]
  private var tile: Tensor
  private var firstOutput = 0
  private static let windowsInPart = 512

  /// Room for so many windows, and for as many outputs as a tile has.
  package init(_ layer: SlidingLayer, channels: Int, windows: Int, tile: Int) {
    let sides = [0..<layer.shared.lowerBound, layer.shared.upperBound..<layer.columns]
    weights = sides.map { $0.isEmpty ? nil : layer.weights(ofColumns: $0, channels: channels) }
    features = sides.map {
      $0.isEmpty ? nil : Tensor(shape: [windows, channels * $0.count])
    }
    self.tile = Tensor(shape: [windows, tile])
  }

  /// Bytes that so many windows take.
  package static func bytes(columns: Int, channels: Int, windows: Int, tile: Int) -> Int {
    windows * (columns * channels + tile) * MemoryLayout<Float>.stride
  }

  /// Works out some outputs of the first windows.
  func multiply(outputs: Range<Int>, windows: Int, pool: ThreadPool) {
    firstOutput = outputs.lowerBound
    let (stride, some) = (tile.shape[1], EdgeProduct.windowsInPart)
    let place = unsafe tile.writable
    let parts = (windows + some - 1) / some
    pool.perform(parts: parts) { part in
      let range = Parts.range(part, of: parts, count: windows)
      var isAdded = false
      for case (let features?, let weight?) in zip(features, weights) {
        let inner = weight.shape[1]
        unsafe MatrixProduct.multiply(
          rows: range.count, columns: outputs.count, inner: inner,
          MatrixPlace(base: features.readable + range.lowerBound * inner, stride: inner), .plain,
          MatrixPlace(base: weight.readable + outputs.lowerBound * inner, stride: inner),
          .transposed, into: place + range.lowerBound * stride, stride: stride, isAdded: isAdded)
        isAdded = true
      }
    }
  }

  /// Where the rows of the last product begin, for 16 outputs from one on.
  func rows(from window: Int, output: Int) -> EdgeRows {
    unsafe EdgeRows(
      base: tile.readable + window * tile.shape[1] + output - firstOutput, stride: tile.shape[1])
  }
}

/// Rows of 16 outputs.
@unsafe struct EdgeRows {
  let base: UnsafePointer<Float>
  let stride: Int
}

extension SlidingLayer {
  /// The weights of some columns, `[outputs, channels · columns]`.
  fileprivate func weights(ofColumns some: Range<Int>, channels: Int) -> Tensor {
    var part = Tensor(shape: [weight.shape[0], channels * some.count])
    let place = unsafe part.writable
    for row in 0..<(weight.shape[0] * channels) {
      unsafe (place + row * some.count).update(
        from: weight.readable + row * columns + some.lowerBound, count: some.count)
    }
    return part
  }
}
