import CKernels
import Work

/// A matrix of IEEE halves: half the memory of floats, with 11 significant bits.
struct HalfMatrix: Sendable {
  let columns: Int
  /// From one row to the next; zeros lie between.
  let stride: Int
  /// Two halves in the place of each float.
  private var storage: Tensor

  /// The nearest halves of `[rows, columns]`; what is beyond ±65,504 becomes infinite.
  init(_ matrix: Tensor, pool: ThreadPool) {
    let rows = matrix.shape[0]
    let columns = matrix.shape[1]
    let stride = (columns + 31) / 32 * 32
    self.columns = columns
    self.stride = stride
    storage = Tensor(shape: [rows, stride / 2])
    // The memory belongs to the tensor; nothing but the C kernels looks at its values.
    let halves = unsafe UnsafeMutableRawPointer(storage.writable)
      .assumingMemoryBound(to: UInt16.self)
    pool.perform(parts: rows) { row in
      unsafe energy_floats_to_halves(
        matrix.readable + row * columns, columns, halves + row * stride)
    }
  }

  /// Where the halves begin, for one call into C; the matrix must outlive it.
  var readable: UnsafeRawPointer { unsafe UnsafeRawPointer(storage.readable) }
}
