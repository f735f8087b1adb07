import Glibc

/// The single owner of some floats in memory that begins at a cache line.
///
/// `@unchecked Sendable` because it is reachable through values alone: a `Tensor` writes to it only
/// after it has found itself the only holder (`isKnownUniquelyReferenced`), and copies it otherwise.
@safe final class FloatStorage: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutablePointer<Float>

  /// Zeros.
  init(count: Int) {
    precondition(count >= 0, "\(count) floats")
    self.count = count
    let bytes = (max(count, 1) * MemoryLayout<Float>.stride + 63) / 64 * 64
    // Large weights are walked from end to end at each step: pages of 2 MB spare the TLB.
    let isLarge = bytes >= 4 << 20
    guard let memory = unsafe aligned_alloc(isLarge ? 2 << 20 : 64, bytes) else {
      preconditionFailure("no memory for \(bytes) bytes")
    }
    if isLarge { unsafe madvise(memory, bytes, MADV_HUGEPAGE) }
    unsafe memset(memory, 0, bytes)
    unsafe base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  /// The same floats in memory of their own.
  func copy() -> FloatStorage {
    let copy = FloatStorage(count: count)
    unsafe copy.base.update(from: base, count: count)
    return copy
  }

  deinit { unsafe free(base) }
}
