import Files
import Synchronization
package import Work

/// Makes a prepared store out of a data set.
package enum Preparation {
  /// Reads, resamples and aligns what the plan names, and publishes the store as a whole.
  ///
  /// - Parameters:
  ///   - plan: What to prepare.
  ///   - toolVersion: For the provenance.
  ///   - pool: The threads to work on.
  ///   - supervision: Hears of the rows read, of how many, and may stop the work.
  /// - Returns: What was made.
  /// - Throws: `MeterDataError` with the status that the command line promises; 130 where stopped.
  package static func run(
    _ plan: PreparationPlan, toolVersion: String, pool: ThreadPool = ThreadPool(),
    supervision: Supervision = Supervision()
  ) throws(MeterDataError) -> PreparationReport {
    let began = ProcessMeasures.seconds
    try checkOutput(plan)
    let source = try MeterSources.open(plan.input, pool: pool)
    let selection = try PreparationResolver(plan: plan, source: source).selection()
    let digest = SourceDigest(of: plan.input, cancellation: supervision.cancellation)
    defer { digest.abandon() }
    var work = PreparationWork(
      plan: plan, source: source, selection: selection, pool: pool, supervision: supervision)
    while true {
      do throws(PreparationInterruption) {
        let houses = try work.publish(toolVersion: toolVersion, digest: digest)
        return PreparationReport(
          store: plan.output, period: selection.period, zone: selection.zone,
          mainsQuantity: selection.mainsQuantity, houses: houses, plan: work.settledPlan,
          rows: work.rowsRead, seconds: ProcessMeasures.seconds - began)
      } catch {
        switch error {
        case .failed(let failure): throw failure
        // The file's ends were not the earliest and latest readings: now they are known.
        case .otherExtent(let key, let bins): work.extents[key] = bins
        }
      }
    }
  }

  private static func checkOutput(_ plan: PreparationPlan) throws(MeterDataError) {
    try MeterDataError.wrapping { try OutputCheck.requireReplaceable(plan.output) }
    guard FileSystem.resolved(plan.output) != FileSystem.resolved(plan.input) else {
      throw MeterDataError(
        status: .cannotCreate, attempt: "create", path: plan.output,
        reason: "it is the file that is to be read", remedy: "Name another output.")
    }
  }
}

/// Why an attempt ended without a store.
enum PreparationInterruption: Error {
  case failed(MeterDataError)
  /// A meter's readings span other bins than its description says.
  case otherExtent(PreparationWork.Key, Range<Int>)
}

/// The digest of the source, worked out beside the preparation.
package final class SourceDigest: Sendable {
  private let abandoned = Cancellation()
  private let outcome: Answer
  private let thread: OwnedThread

  private final class Answer: Sendable {
    let value = Mutex<Result<StoreProvenance.Source, MeterDataError>?>(nil)
  }

  /// Begins to read on a thread of its own.
  package init(of path: String, cancellation: Cancellation) {
    let (abandoned, outcome) = (abandoned, Answer())
    self.outcome = outcome
    thread = OwnedThread {
      do throws(MeterDataError) {
        let source = try MeterDataError.wrapping {
          try Self.source(path) {
            try abandoned.check()
            try cancellation.check()
          }
        }
        outcome.value.withLock { $0 = .success(source) }
      } catch {
        outcome.value.withLock { $0 = .failure(error) }
      }
    }
  }

  /// Waits for the digest.
  package func source() throws(MeterDataError) -> StoreProvenance.Source {
    thread.join()
    guard let answer = outcome.value.withLock({ $0 }) else {
      throw MeterDataError(
        status: .internalFault, attempt: "hash the source", path: nil, reason: "nobody answered")
    }
    return try answer.get()
  }

  /// Stops the work where nobody needs it any more.
  func abandon() {
    abandoned.cancel()
    thread.join()
  }

  private static func source(
    _ path: String, stopping: () throws -> Void
  ) throws -> StoreProvenance.Source {
    let name = FileSystem.name(of: FileSystem.resolved(path))
    guard FileSystem.isDirectory(path) else {
      let digest = try SHA256Hasher.hex(ofFile: path, stopping: stopping)
      return StoreProvenance.Source(
        name: name, size: try FileSystem.size(of: path), sha256: digest)
    }
    var (listing, size) = ("", 0)
    for file in try files(below: path) {
      let full = FileSystem.joined(path, file)
      listing += try SHA256Hasher.hex(ofFile: full, stopping: stopping) + "  \(file)\n"
      size += try FileSystem.size(of: full)
    }
    var hasher = SHA256Hasher()
    hasher.update(Array(listing.utf8))
    return StoreProvenance.Source(name: name, size: size, sha256: hasher.finish())
  }

  /// The ordinary files of a folder and those below it, by path.
  private static func files(below folder: String) throws -> [String] {
    var found: [String] = []
    for name in try FileSystem.list(folder) {
      let path = FileSystem.joined(folder, name)
      if FileSystem.isDirectory(path) {
        found += try files(below: path).map { "\(name)/\($0)" }
      } else if FileSystem.isRegularFile(path) {
        found.append(name)
      }
    }
    return found.sorted()
  }
}
