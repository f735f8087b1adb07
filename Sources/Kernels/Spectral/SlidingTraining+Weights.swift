import CKernels
import Glibc
import Synchronization
package import Work

extension SlidingTraining {
  /// Goes back, and leaves the gradient of the weight, `[outputs, channels · length]`, in a tensor.
  package func backward(
    _ upstream: [Float], runs: Int, weight: Tensor, _ layer: Layer, _ last: Last, _ wanted: Wanted,
    features rows: inout Tensor, gradient: inout Tensor, pool: ThreadPool
  ) -> SmallGradients {
    precondition(
      !wanted.weight || gradient.shape == weight.shape, "\(gradient.shape) for \(weight.shape)")
    let target = unsafe gradient.writable
    return unsafe backward(
      upstream, runs: runs, weight: weight.readable, layer, last, wanted, into: &rows, pool: pool
    ) { row in
      unsafe (target + row.place).update(from: row.values, count: row.count)
    }
  }

  /// Goes back, and takes a step of Adam with each piece of the weight's gradient as it comes: none
  /// of it is written out.
  ///
  /// - Returns: The gradients of the small parameters, and the size of the weight's.
  package func backward(
    _ upstream: [Float], runs: Int, update weight: inout Tensor, first: inout Tensor,
    second: inout Tensor, with step: AdamStep, _ layer: Layer, _ last: Last, _ wanted: Wanted,
    features rows: inout Tensor, pool: ThreadPool
  ) -> (small: SmallGradients, size: Dense.GradientSize) {
    precondition(
      weight.shape == [shape.outputs, shape.channels * shape.length]
        && first.shape == weight.shape && second.shape == weight.shape,
      "moments \(first.shape), \(second.shape) for \(weight.shape)")
    let (place, moment, square) = unsafe (weight.writable, first.writable, second.writable)
    // The bits of magnitudes are ordered as they are, and a NaN's lie above them all.
    let largest = Atomic<UInt32>(0)
    let small = unsafe backward(
      upstream, runs: runs, weight: UnsafePointer(place), layer, last, wanted, into: &rows,
      pool: pool
    ) { row in
      let size = unsafe energy_largest(row.values, row.count)
      largest.max(size.magnitude.bitPattern, ordering: .relaxed)
      let start = unsafe row.place
      unsafe step.update(place + start, row.values, moment + start, square + start, row.count)
    }
    let bits = largest.load(ordering: .relaxed)
    return (small, Dense.GradientSize(largest: Float(bitPattern: bits)))
  }
}
