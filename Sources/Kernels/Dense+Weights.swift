import CKernels
import Synchronization
package import Work

extension Dense {
  /// What a step made of a layer's gradient on its way through the cache.
  package struct GradientSize: Sendable {
    /// The largest magnitude; not a number where a gradient is none.
    package var largest: Float
  }

  /// Fills the gradient of the weights, `[outputs, inputs]`.
  package static func weightGradient(
    _ gradient: Tensor, _ input: Tensor, count: Int, into result: inout Tensor, pool: ThreadPool
  ) {
    let inputs = result.shape[1]
    let place = unsafe result.writable
    unsafe forEachTile(gradient, input, count: count, shape: result.shape, pool) { tile in
      for (row, output) in unsafe tile.outputs.enumerated() {
        unsafe (place + output * inputs + tile.inputs.lowerBound).update(
          from: tile.values + row * tile.inputs.count, count: tile.inputs.count)
      }
    }
  }

  /// One step of Adam on the weights, tile by tile: their gradient never leaves the cache.
  ///
  /// - Returns: The size of the gradient that was applied.
  package static func updateWeights(
    _ weights: inout Tensor, first: inout Tensor, second: inout Tensor, with step: AdamStep,
    gradient: Tensor, input: Tensor, count: Int, pool: ThreadPool
  ) -> GradientSize {
    let inputs = weights.shape[1]
    precondition(
      first.shape == weights.shape && second.shape == weights.shape,
      "moments \(first.shape), \(second.shape) for \(weights.shape)")
    let (place, moment, square) = unsafe (weights.writable, first.writable, second.writable)
    let sizes = Mutex<[Float]>([])
    unsafe forEachTile(gradient, input, count: count, shape: weights.shape, pool) { tile in
      let values = unsafe tile.values
      let width = unsafe tile.inputs.count
      let size = unsafe energy_largest(values, tile.outputs.count * width)
      sizes.withLock { $0.append(size) }
      for (row, output) in unsafe tile.outputs.enumerated() {
        let start = unsafe output * inputs + tile.inputs.lowerBound
        unsafe step.update(
          place + start, values + row * width, moment + start, square + start, width)
      }
    }
    return GradientSize(largest: sizes.withLock { $0.largestMagnitude })
  }

  /// Fills the gradient of the bias, `[outputs]`: the sums over the batch, in its order.
  package static func biasGradient(_ gradient: Tensor, count: Int, into result: inout Tensor) {
    let outputs = result.count
    precondition(gradient.shape[1] == outputs, "gradient \(gradient.shape), bias \(outputs)")
    let sums = unsafe result.writable
    unsafe sums.update(repeating: 0, count: outputs)
    for row in 0..<count {
      unsafe energy_accumulate(sums, gradient.readable + row * outputs, outputs)
    }
  }
}

extension Dense {
  /// A piece of the gradient of the weights that fits the cache, row by row.
  @unsafe private struct Tile {
    let outputs: Range<Int>
    let inputs: Range<Int>
    let values: UnsafePointer<Float>
  }

  private static let tileOutputs = 256
  private static let tileInputs = 512
  private static let scratch = Scratch(count: tileOutputs * tileInputs)

  /// gradientᵀ · input, tile by tile, each on one thread and each once.
  private static func forEachTile(
    _ gradient: Tensor, _ input: Tensor, count: Int, shape: [Int], _ pool: ThreadPool,
    _ body: (Tile) -> Void
  ) {
    let (outputs, inputs) = (shape[0], shape[1])
    precondition(
      gradient.shape[1] == outputs && input.shape[1] == inputs,
      "gradient \(gradient.shape), input \(input.shape), weight \(shape)")
    let rows = (outputs + tileOutputs - 1) / tileOutputs
    let columns = (inputs + tileInputs - 1) / tileInputs
    pool.perform(parts: rows * columns) { part in
      let tall = Parts.range(part / columns, of: rows, count: outputs)
      let wide = Parts.range(part % columns, of: columns, count: inputs)
      unsafe scratch.withBuffer { buffer in
        unsafe MatrixProduct.multiply(
          rows: tall.count, columns: wide.count, inner: count,
          MatrixPlace(base: gradient.readable + tall.lowerBound, stride: outputs), .transposed,
          MatrixPlace(base: input.readable + wide.lowerBound, stride: inputs), .plain,
          into: buffer, stride: wide.count)
        unsafe body(Tile(outputs: tall, inputs: wide, values: UnsafePointer(buffer)))
      }
    }
  }
}

extension Array<Float> {
  /// The largest of some magnitudes; not a number where one is none.
  package var largestMagnitude: Float {
    reduce(0) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) }
  }
}
