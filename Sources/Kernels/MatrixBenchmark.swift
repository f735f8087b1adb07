package import Work

/// What the machine's BLAS reaches with all our threads: the yardstick of every other figure.
package enum MatrixBenchmark {
  private static let size = 1024
  private static let rounds = 6

  /// GFLOP/s of large float32 products, one on each thread: the best of a few rounds.
  package static func gflops(pool: ThreadPool) -> Double {
    let operands = (0..<pool.width).map { _ in
      [0.5, 0.25, 0].map { value in
        Tensor(shape: [size, size], values: [Float](repeating: Float(value), count: size * size))
      }
    }
    var results = operands.map { $0[2] }
    let places = unsafe results.indices.map { unsafe results[$0].writable }
    var best = 0.0
    for _ in 0..<rounds {
      let started = ProcessMeasures.seconds
      pool.perform(parts: pool.width) { part in
        let (left, right) = (operands[part][0], operands[part][1])
        unsafe MatrixProduct.multiply(
          rows: size, columns: size, inner: size, MatrixPlace(base: left.readable, stride: size),
          .plain, MatrixPlace(base: right.readable, stride: size), .plain, into: places[part],
          stride: size)
      }
      let work = 2 * Double(size * size * size * pool.width)
      best = max(best, work / (ProcessMeasures.seconds - started) * 1e-9)
    }
    return best
  }
}
