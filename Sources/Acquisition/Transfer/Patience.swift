import Files

/// Counts failures, and says how long to wait or when it is enough.
struct Patience {
  private let policy: RetryPolicy
  private var failures = 0
  private var restarts = 0
  /// The most bytes that were here at once: only more than that is progress.
  private var most: Int

  /// A wait and how to announce it.
  struct Pause {
    let seconds: Double
    let event: DownloadEvent
  }

  init(_ policy: RetryPolicy, start: Int) {
    self.policy = policy
    most = start
  }

  /// The wait before the next attempt; nil where it begins anew at once.
  ///
  /// - Throws: `AcquisitionError` where no further attempt is worth it.
  mutating func pause(
    after failure: TransferFailure, have size: Int, of download: Download
  ) throws(AcquisitionError) -> Pause? {
    switch failure {
    case .lasting(let error): throw error
    case .stale:
      restarts += 1
      guard restarts <= policy.restarts else { throw keepsChanging(download) }
      return nil
    case .passing(let reason, let wait):
      if size >= most + policy.progress { failures = 0 }
      most = max(most, size)
      failures += 1
      if let wait, wait > policy.longestWaitAsked { throw wants(wait, reason, download) }
      let attempts = size > 0 ? policy.attempts : min(policy.attempts, policy.attemptsAtFirst)
      guard failures < attempts else { throw givesUp(reason, size, download) }
      // A server that says when to come back is taken at its word, and not earlier than our own pace.
      let seconds = max(policy.pause(afterFailures: failures), wait ?? 0)
      return Pause(
        seconds: seconds,
        event: .retrying(
          reason: reason, seconds: seconds, attempt: failures + 1, of: attempts))
    }
  }

  private func keepsChanging(_ download: Download) -> AcquisitionError {
    TransferFailure.error(
      .tryAgain, download.address, "the file changed on the server during each of the attempts",
      "Try again later.")
  }

  private func wants(
    _ seconds: Double, _ reason: String, _ download: Download
  ) -> AcquisitionError {
    let minutes = Int((min(seconds, 1e9) / 60).rounded(.up))
    return TransferFailure.error(
      .tryAgain, download.address, "\(reason) and asks to come back in \(minutes) minutes",
      "Run the same command then; what is here is kept.")
  }

  private func givesUp(_ reason: String, _ size: Int, _ download: Download) -> AcquisitionError {
    guard size > 0 else {
      return TransferFailure.error(
        .unavailable, download.address, "\(reason) (\(failures) attempts)",
        "Check the network and the address, then run the same command again.")
    }
    return TransferFailure.error(
      .tryAgain, download.address, "\(reason) (\(failures) attempts without progress)",
      "\(DecimalText.bytes(size)) are kept in \(download.partPath): "
        + "run the same command again to go on from there.")
  }
}
