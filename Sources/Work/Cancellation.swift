package import Files
import Synchronization

/// A flag that long work looks at, raised once by an interrupt.
package final class Cancellation: Sendable {
  private let raised = Atomic<Bool>(false)

  package init() {}

  /// Asks the work to stop at the next place where it looks.
  package func cancel() { raised.store(true, ordering: .releasing) }

  /// Makes the flag usable for the next step of an interactive session.
  package func reset() { raised.store(false, ordering: .releasing) }

  /// True from the first request to stop on.
  package var isCancelled: Bool { raised.load(ordering: .acquiring) }

  /// - Throws: `Interrupted` once the flag is raised.
  package func check() throws(Interrupted) {
    if isCancelled { throw Interrupted() }
  }
}

/// The user stopped the work; nothing is wrong.
package struct Interrupted: Failure {
  package let fault: Fault

  package init(_ fault: Fault) { self.fault = fault }

  package init() {
    self.init(status: .interrupted, attempt: "", path: nil, reason: "interrupted")
  }
}
