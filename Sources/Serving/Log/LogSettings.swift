package import Files

/// How answers are kept: `--log-predictions FILE` and what belongs to it.
package struct LogSettings: Sendable, Equatable {
  /// The database.
  package var path: String
  /// Of the answers, those that are kept: above 0, to 1.
  package var fraction: Double
  /// Megabytes (10^6 bytes) of the database, at least 1; beyond them the oldest answers go.
  package var megabytes: Int
  /// How long answers are kept.
  package var retention: TimeSpan
  /// Answers that may wait to be written; more are dropped, and counted.
  package var queue: Int

  package init(
    path: String, fraction: Double = 1, megabytes: Int = 256,
    retention: TimeSpan = TimeSpan(nanoseconds: 30 * 86_400 * ISOTime.second), queue: Int = 10_000
  ) {
    precondition(fraction > 0 && fraction <= 1, "a fraction of \(fraction)")
    precondition(megabytes >= 1 && queue >= 1, "\(megabytes) MB, \(queue) answers")
    self.path = path
    self.fraction = fraction
    self.megabytes = megabytes
    self.retention = retention
    self.queue = queue
  }
}
