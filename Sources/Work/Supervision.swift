/// What long work is given to be watched and stopped by: it knows nothing of terminals.
package struct Supervision: Sendable {
  /// What the work asks whether it should stop.
  package let cancellation: Cancellation
  private let report: @Sendable (Int, Int?) -> Void

  /// - Parameters:
  ///   - cancellation: The flag that stops the work.
  ///   - report: Receives the units done so far and, where known, of how many.
  package init(
    cancellation: Cancellation = Cancellation(),
    report: @escaping @Sendable (_ done: Int, _ total: Int?) -> Void = { _, _ in }
  ) {
    self.cancellation = cancellation
    self.report = report
  }

  /// Reports progress and gives the user the chance to stop.
  ///
  /// - Throws: `Interrupted` once the cancellation is raised.
  package func advance(to done: Int, of total: Int?) throws(Interrupted) {
    try cancellation.check()
    report(done, total)
  }
}
