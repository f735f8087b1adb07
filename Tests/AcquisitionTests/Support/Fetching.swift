import Files
import Synchronization
import Work

@testable import Acquisition

/// What a download said and how long it waited.
final class Diary: Sendable {
  private let events = Mutex<[DownloadEvent]>([])
  private let waits = Mutex<[Double]>([])

  func note(_ event: DownloadEvent) { events.withLock { $0.append(event) } }
  func wait(_ seconds: Double) { waits.withLock { $0.append(seconds) } }

  var told: [DownloadEvent] { events.withLock { $0 } }
  var waited: [Double] { waits.withLock { $0 } }

  /// Why it began anew, in order.
  var restarts: [String] {
    told.compactMap { if case .startingAnew(let reason) = $0 { reason } else { nil } }
  }
  /// Why it tried again, in order.
  var retries: [String] {
    told.compactMap { if case .retrying(let reason, _, _, _) = $0 { reason } else { nil } }
  }
}

/// A policy that waits in no time, and writes the waits down.
func hastyPolicy(_ diary: Diary) -> RetryPolicy {
  var policy = RetryPolicy()
  policy.progress = 1
  policy.stallTimeout = 1
  policy.connectTimeout = 2
  policy.jitter = { 1 }
  policy.wait = { (seconds, cancellation) throws(Interrupted) in
    diary.wait(seconds)
    try cancellation.check()
  }
  return policy
}

/// Fetches a file of a test server into the folder as "x.part", with the suite's haste.
func fetch(
  _ url: String, in folder: String, _ diary: Diary = Diary(),
  supervision: Supervision = Supervision(), adjust: (inout Download) -> Void = { _ in }
) throws -> Download.Outcome {
  var download = Download(from: try WebAddress(url), to: folder + "/x.part")
  download.policy = hastyPolicy(diary)
  download.usesProxies = false
  adjust(&download)
  return try download.run(supervision, tell: diary.note)
}

/// The error of a call that must fail.
func failure(_ body: () throws -> some Any) throws -> AcquisitionError {
  do {
    _ = try body()
  } catch let error as AcquisitionError {
    return error
  }
  throw Unexpected(reason: "no error came")
}

/// A test's own surprise.
struct Unexpected: Error {
  let reason: String
}
