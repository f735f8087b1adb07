import Glibc
import Work

/// Waiting for a signal.
enum ServeWait {
  private static let pause: UInt32 = 20_000

  /// Returns once the cancellation is raised.
  static func until(_ cancellation: Cancellation) {
    while !cancellation.isCancelled { usleep(pause) }
  }
}
