import Files
import Work

/// Puts what arrives into the part, after checking that it belongs there.
final class PartReceiver: TransferReceiver {
  private let download: Download
  private let supervision: Supervision
  private let tell: (DownloadEvent) -> Void
  private var file: PartFile
  private(set) var record: PartRecord?

  var size: Int { file.size }

  /// Opens the part, and forgets what is in it unless its record allows to go on from there.
  init(
    _ download: Download, _ supervision: Supervision, _ tell: @escaping (DownloadEvent) -> Void
  ) throws(AcquisitionError) {
    self.download = download
    self.supervision = supervision
    self.tell = tell
    file = try PartFile(download.partPath)
    record = nil
    guard file.size > 0 else { return }
    switch PartReceiver.trusted(download, size: file.size) {
    case .success(let record): self.record = record
    case .failure(let doubt): try startAnew(doubt.reason)
    }
  }

  private struct Doubt: Error {
    let reason: String
  }

  /// The record of the part, where it proves that the part can be continued.
  private static func trusted(_ download: Download, size: Int) -> Result<PartRecord, Doubt> {
    let path = Download.recordPath(of: download.partPath)
    guard let bytes = try? FileSystem.bytes(of: path, limit: 64 << 10),
      let record = try? PartRecord.parse(bytes)
    else { return .failure(Doubt(reason: "the part has no readable record")) }
    guard record.address == download.address.shown else {
      return .failure(Doubt(reason: "the part is of another address"))
    }
    guard size <= record.total ?? size else {
      return .failure(Doubt(reason: "the part is longer than the file"))
    }
    guard record.validator != nil || size == record.total else {
      return .failure(
        Doubt(reason: "the server gives neither an entity tag nor a date to continue it by"))
    }
    return .success(record)
  }

  /// True where nothing is missing.
  var isComplete: Bool { record != nil && file.size > 0 && file.size == record?.total }

  func startAnew(_ reason: String) throws(AcquisitionError) {
    if file.size > 0 { tell(.startingAnew(reason: reason)) }
    record = nil
    try file.empty()
  }

  func watch() throws(Interrupted) { try supervision.advance(to: file.size, of: record?.total) }

  func begin(_ head: ResponseHead) throws(TransferFailure) {
    try refusePage(head)
    switch head.status {
    case 0, 200: try beginWhole(head)
    case 206: try beginRest(head)
    default: throw .from(status: head.status, wait: nil, address: download.address)
    }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) throws(TransferFailure) {
    if let total = record?.total, file.size + bytes.count > total {
      throw .stale(reason: "the server sends more than the \(total) bytes it announced")
    }
    try lasting { () throws(AcquisitionError) in try unsafe file.append(bytes) }
  }

  /// Looks at the part once the server has said its last word.
  func finish(_ head: ResponseHead) throws(TransferFailure) {
    if head.status == 416 {
      guard file.size > 0, head.contentRange?.total == file.size, record?.total == nil else {
        throw .stale(reason: "the server has no such part of the file any more")
      }
      record?.total = file.size
    }
    guard file.size > 0 || record?.total ?? 0 > 0 else {
      throw .lasting(
        TransferFailure.error(.badData, download.address, "the file is empty", "Check the address.")
      )
    }
    if let total = record?.total ?? download.expectedSize, file.size < total {
      throw .passing(
        reason: "the transfer ended \(DecimalText.grouped(total - file.size)) bytes early",
        wait: nil)
    }
  }

  func sync() throws(TransferFailure) {
    try lasting { () throws(AcquisitionError) in try file.sync() }
  }

  func outcome(_ resumedFrom: Int, finalAddress: String?) -> Download.Outcome {
    Download.Outcome(
      record: record ?? PartRecord(address: download.address.shown), bytes: file.size,
      resumedFrom: min(resumedFrom, file.size), finalAddress: finalAddress)
  }

  /// What to say where the user stops the work.
  var interruption: AcquisitionError {
    let have = DecimalText.bytes(file.size)
    let whole = record?.total.map { " of \(DecimalText.bytes($0))" } ?? ""
    let isKept = file.size > 0 && record?.validator != nil
    return AcquisitionError(
      status: .interrupted, attempt: "", path: nil,
      reason: isKept
        ? "interrupted: \(have)\(whole) are kept in \(download.partPath)" : "interrupted",
      remedy: isKept
        ? "Run the same command again to go on from there."
        : "Run the same command again to start anew.")
  }
}

extension PartReceiver {
  /// The whole file follows.
  private func beginWhole(_ head: ResponseHead) throws(TransferFailure) {
    var record = newRecord(head)
    record.total = head.contentLength ?? size(of: download.address)
    // Before the part is thrown away: what is refused here leaves it as it was.
    try check(total: record.total, have: 0)
    if file.size > 0 {
      let isSame = self.record?.validator != nil && self.record?.validator == record.validator
      let reason =
        isSame
        ? "the server sends the file from its beginning only" : "the file changed on the server"
      try lasting { () throws(AcquisitionError) in try startAnew(reason) }
    }
    self.record = record
    let path = Download.recordPath(of: download.partPath)
    // The record is on the disk before the first byte that it vouches for.
    try lasting { () throws(AcquisitionError) in
      try AcquisitionError.wrapping {
        try Publication.text(record.json.indentedText + "\n", at: path)
      }
    }
    tell(.answered(total: record.total))
  }

  /// The bytes from the end of the part on follow: only if they are of the same file.
  private func beginRest(_ head: ResponseHead) throws(TransferFailure) {
    guard let range = head.contentRange, file.size > 0, range.first == file.size else {
      throw .stale(reason: "the server sends another part of the file than asked for")
    }
    let known = record
    let total = range.total ?? known?.total
    // A cache between us and the server may not know If-Range.
    guard known?.total == nil || total == known?.total,
      head.entityTag == nil || known?.entityTag == nil || head.entityTag == known?.entityTag,
      head.lastModified == nil || known?.lastModified == nil
        || head.lastModified == known?.lastModified
    else { throw .stale(reason: "the file changed on the server") }
    try check(total: total, have: file.size)
    record?.total = total
    tell(.answered(total: total))
  }

  private func newRecord(_ head: ResponseHead) -> PartRecord {
    PartRecord(
      address: download.address.shown, entityTag: head.entityTag, lastModified: head.lastModified)
  }

  private func size(of address: WebAddress) -> Int? {
    guard let path = address.localPath else { return nil }
    return try? FileSystem.size(of: path)
  }

  /// Refuses a file of the wrong size, or one that has no room, before its bytes arrive.
  private func check(total: Int?, have: Int) throws(TransferFailure) {
    if let total, let expected = download.expectedSize, total != expected {
      throw .lasting(
        TransferFailure.error(
          .badData, download.address,
          "the server offers \(DecimalText.grouped(total)) bytes where the known file has "
            + DecimalText.grouped(expected),
          "The release may have been replaced: look at its home page, and fetch it with --url."))
    }
    // What a part thrown away would free is left out of account.
    let needed = (total ?? download.expectedSize ?? 0) - have + download.spaceBeside
    let folder = FileSystem.parent(of: download.partPath)
    try lasting { () throws(AcquisitionError) in try FreeSpace.check(needed, in: folder) }
  }

  /// Refuses a web page in place of a file: login pages of networks answer so.
  private func refusePage(_ head: ResponseHead) throws(TransferFailure) {
    guard let type = head.contentType, type.hasPrefix("text/html") else { return }
    let name = download.address.fileName.lowercased()
    guard !name.hasSuffix(".html"), !name.hasSuffix(".htm") else { return }
    throw .lasting(
      TransferFailure.error(
        .unavailable, download.address, "a web page came in place of the file",
        "Perhaps the network wants a login, or the address is that of a page about the file: "
          + "open it in a browser."))
  }

  private func lasting<R>(
    _ work: () throws(AcquisitionError) -> R
  ) throws(TransferFailure) -> R {
    do throws(AcquisitionError) {
      return try work()
    } catch {
      throw .lasting(error)
    }
  }
}
