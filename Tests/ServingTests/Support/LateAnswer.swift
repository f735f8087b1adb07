import Synchronization
import Work

/// A place for an answer that comes on another thread.
final class LateAnswer<Value: Sendable>: Sendable {
  private let place = Mutex<Value?>(nil)
  private let bell = Doorbell()

  func put(_ value: Value) {
    place.withLock { $0 = value }
    bell.ring()
  }

  /// Waits for it.
  func get() -> Value {
    while true {
      if let value = place.withLock({ $0 }) { return value }
      bell.wait(seconds: 1)
    }
  }
}
