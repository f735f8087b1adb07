import Synchronization

/// Buffers of one size that threads borrow for the length of a part: as many as work at once.
final class Scratch: Sendable {
  private let count: Int
  private let free = Mutex<[FloatStorage]>([])

  /// - Parameter count: Floats in each buffer.
  init(count: Int) { self.count = count }

  /// Lends a buffer; it holds what its last borrower left, and zeros the first time.
  func withBuffer<Result>(_ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
    let buffer = free.withLock { $0.popLast() } ?? FloatStorage(count: count)
    defer { free.withLock { $0.append(buffer) } }
    return unsafe body(buffer.base)
  }
}
