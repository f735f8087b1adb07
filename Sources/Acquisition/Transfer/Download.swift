import Files
package import Work

/// What happens during a download that a person wants to know.
package enum DownloadEvent: Sendable, Equatable {
  /// The first bytes are here from an earlier attempt.
  case resuming(from: Int, total: Int?)
  /// The server answers; so large is the file.
  case answered(total: Int?)
  /// What was here is thrown away.
  case startingAnew(reason: String)
  /// The archive lies there whole, and is not fetched.
  case usingArchive(String)
  /// An attempt failed; the next one follows after the seconds.
  case retrying(reason: String, seconds: Double, attempt: Int, of: Int)
}

/// One file on its way: into a part beside its final name, over as many attempts as it takes.
package struct Download: Sendable {
  /// Where to fetch it.
  package let address: WebAddress
  /// The file that grows; its record lies beside it as `.json`.
  package let partPath: String
  /// Bytes that the whole file is known to have.
  package var expectedSize: Int?
  /// Bytes that must stay free once the file is here: what unpacking it needs.
  package var spaceBeside = 0
  package var policy = RetryPolicy()
  /// User-Agent.
  package var agent = "energy"
  /// Proxies of the environment are used.
  package var usesProxies = true
  /// A file of certificates to trust in place of the system's.
  package var certificates: String?

  /// Where the bytes came from, once all are here.
  package struct Outcome: Sendable, Equatable {
    /// What the server said of the file.
    package var record: PartRecord
    /// Of the whole file.
    package var bytes: Int
    /// Bytes that an earlier run had left.
    package var resumedFrom: Int
    /// Where redirects led, without secrets; nil where no server was asked.
    package var finalAddress: String?
  }

  package init(from address: WebAddress, to partPath: String) {
    self.address = address
    self.partPath = partPath
  }

  /// The side file that says what a part is a part of.
  package static func recordPath(of partPath: String) -> String { partPath + ".json" }

  /// Fetches what is missing of the file, and returns once all of it is in the part and on the disk.
  ///
  /// - Throws: `AcquisitionError`; whatever was received stays in the part.
  package func run(
    _ supervision: Supervision, tell: @escaping (DownloadEvent) -> Void
  ) throws(AcquisitionError) -> Outcome {
    let receiver = try PartReceiver(self, supervision, tell)
    // A part without a byte is nothing to keep.
    defer { if receiver.size == 0 { forget() } }
    let resumedFrom = receiver.size
    if receiver.isComplete { return receiver.outcome(resumedFrom, finalAddress: nil) }
    if resumedFrom > 0 { tell(.resuming(from: resumedFrom, total: receiver.record?.total)) }
    var patience = Patience(policy, start: receiver.size)
    while true {
      do throws(TransferFailure) {
        let head = try attempt(receiver)
        try receiver.sync()
        return receiver.outcome(resumedFrom, finalAddress: head.address)
      } catch {
        let pause = try patience.pause(after: error, have: receiver.size, of: self)
        if case .stale(let reason) = error { try receiver.startAnew(reason) }
        try interruptible(receiver) { () throws(Interrupted) in
          if let pause {
            tell(pause.event)
            try policy.wait(pause.seconds, supervision.cancellation)
          }
        }
      }
    }
  }

  private func forget() {
    for path in [partPath, Download.recordPath(of: partPath)] {
      // What failed before is what the user must know.
      try? FileSystem.remove(path)
    }
  }

  private func attempt(_ receiver: PartReceiver) throws(TransferFailure) -> ResponseHead {
    let request = TransferRequest(
      address: address, offset: receiver.size,
      validator: receiver.size > 0 ? receiver.record?.validator : nil, agent: agent,
      usesProxies: usesProxies, certificates: certificates)
    let head: ResponseHead
    do throws(TransferFailure) {
      head = try CurlSession().perform(request, policy: policy, for: receiver)
    } catch .lasting(let error) where error.isInterruption {
      throw .lasting(receiver.interruption)
    }
    try receiver.finish(head)
    return head
  }

  private func interruptible(
    _ receiver: PartReceiver, _ wait: () throws(Interrupted) -> Void
  ) throws(AcquisitionError) {
    do throws(Interrupted) {
      try wait()
    } catch {
      throw receiver.interruption
    }
  }

  /// Asks the server how large the file is, without fetching it.
  ///
  /// - Throws: `AcquisitionError` where it does not answer or has no such file.
  package func sizeOnServer(_ supervision: Supervision) throws(AcquisitionError) -> Int? {
    if let path = address.localPath {
      return try AcquisitionError.wrapping { try FileSystem.size(of: path) }
    }
    let request = TransferRequest(
      address: address, agent: agent, usesProxies: usesProxies, certificates: certificates)
    let receiver = HeadReceiver(supervision)
    do throws(TransferFailure) {
      _ = try CurlSession().perform(request, policy: policy, for: receiver)
    } catch {
      if receiver.hasAnswer { return receiver.size }
      switch error {
      case .lasting(let error): throw error
      case .passing(let reason, _), .stale(let reason):
        throw TransferFailure.error(.unavailable, address, reason, "Try again later.")
      }
    }
    return receiver.size
  }
}

/// Looks at an answer, and hangs up at the first byte of the body.
///
/// It asks as if for the file: not every server answers HEAD.
private final class HeadReceiver: TransferReceiver {
  private let supervision: Supervision
  private(set) var hasAnswer = false
  private(set) var size: Int?

  init(_ supervision: Supervision) { self.supervision = supervision }

  func begin(_ head: ResponseHead) throws(TransferFailure) {
    hasAnswer = true
    size = head.contentLength
    throw .stale(reason: "")
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws(TransferFailure) {}
  func watch() throws(Interrupted) { try supervision.cancellation.check() }
}
