import Synchronization
import Testing

@testable import Work

@Suite("A pool of threads we own")
struct ThreadPoolTests {
  @Test("runs every part once, whatever the width", arguments: [1, 2, 3, 7], [0, 1, 2, 100])
  func runsEveryPartOnce(width: Int, parts: Int) {
    let counts = Mutex([Int](repeating: 0, count: parts))
    ThreadPool(width: width).perform(parts: parts) { part in counts.withLock { $0[part] += 1 } }
    #expect(counts.withLock { $0 } == [Int](repeating: 1, count: parts))
  }

  @Test("serves many calls in a row and from several threads")
  func servesManyCalls() {
    let pool = ThreadPool(width: 3)
    let sum = Mutex(0)
    let callers = (0..<4).map { _ in
      OwnedThread {
        for _ in 0..<500 { pool.perform(parts: 5) { part in sum.withLock { $0 += part } } }
      }
    }
    for caller in callers { caller.join() }
    #expect(sum.withLock { $0 } == 4 * 500 * 10)
  }
}

@Suite("Supervision of long work")
struct SupervisionTests {
  @Test("an interrupt stops the work at its next step")
  func interruptStops() {
    let supervision = Supervision()
    #expect(throws: Never.self) { try supervision.advance(to: 1, of: 2) }
    supervision.cancellation.cancel()
    #expect(throws: Interrupted.self) { try supervision.advance(to: 2, of: 2) }
    supervision.cancellation.reset()
    #expect(throws: Never.self) { try supervision.advance(to: 2, of: 2) }
  }
}
