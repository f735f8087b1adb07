import Files
package import Work

/// One order: what to fetch, where to, and what to do with it.
package struct DownloadOrder: Sendable {
  /// Where to fetch it.
  package let address: WebAddress
  /// The folder that the file goes into.
  package let folder: String
  package var dataset: KnownDataset?
  /// The sum that the fetched file must have, 64 lower-case hexadecimal digits.
  package var sha256: String?
  package var unpacks = true
  /// The archive stays after it is unpacked.
  package var keepsArchive = false
  /// What is there is replaced, and begun parts are forgotten.
  package var replaces = false
  package var policy = RetryPolicy()
  package var limits = UnpackLimits()
  package var agent = "energy"
  package var usesProxies = true
  /// A file of certificates to trust in place of the system's.
  package var certificates: String?

  package init(address: WebAddress, folder: String) {
    self.address = address
    self.folder = folder
  }

  /// A SHA-256 as people write it, in lower case.
  ///
  /// - Throws: `AcquisitionError` (64) where it is not 64 hexadecimal digits.
  package static func checksum(_ text: String) throws(AcquisitionError) -> String {
    let sum = text.lowercased()
    guard sum.utf8.count == 64, sum.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw AcquisitionError(
        status: .wrongUsage, attempt: "", path: nil,
        reason: "a SHA-256 has 64 hexadecimal digits, not \(text.count) letters as \"\(text)\"",
        remedy: "sha256sum FILE prints one.")
    }
    return sum
  }

  /// The name under which the fetched file is kept.
  package var filePath: String { FileSystem.joined(folder, address.fileName) }
  /// Where its first bytes lie until it is whole.
  package var partPath: String { filePath + ".part" }

  /// What the user gets in the end: the file itself, or what it unpacks to.
  package var productPath: String {
    guard isArchive else { return filePath }
    let name = dataset?.product ?? ArchiveKind.contentName(of: address.fileName)
    return FileSystem.joined(folder, name ?? address.fileName)
  }

  /// True where the fetched file is an archive to be unpacked.
  package var isArchive: Bool {
    unpacks && ArchiveKind.contentName(of: address.fileName) != nil
  }

  /// Bytes of the fetched file, where they are published for this very address.
  package var knownSize: Int? {
    dataset.flatMap { address.shown == $0.address ? $0.size : nil }
  }

  /// Bytes of the file that comes out of the archive, where they are known for this very address.
  package var knownProductSize: Int? {
    dataset.flatMap { address.shown == $0.address && $0.wanted != nil ? $0.unpackedSize : nil }
  }

  /// The transfer that the order needs.
  package var download: Download {
    var download = Download(from: address, to: partPath)
    download.expectedSize = knownSize
    download.spaceBeside = isArchive ? dataset?.unpackedSize ?? 0 : 0
    download.policy = policy
    download.agent = agent
    download.usesProxies = usesProxies
    download.certificates = certificates
    return download
  }
}

/// What came of an order.
package struct DownloadReport: Sendable {
  /// What the user gets: a file or a folder.
  package let path: String
  package let provenance: Provenance
  /// Nothing had to be done.
  package var wasThere = false
  /// Bytes that an earlier run had left.
  package var resumedFrom = 0
  /// The archive, where it still lies there.
  package var archive: String?
  /// Files of the archive that were not wanted.
  package var leftOut = 0
}

/// A step of an order, each with its own bar.
package enum DownloadStage: String, Sendable {
  case fetch, verify, unpack
}

/// Who follows an order: a bar for each stage, and a sentence now and then.
package struct DownloadWatch {
  let supervision: (DownloadStage) -> Supervision
  let tell: (DownloadEvent) -> Void

  package init(
    supervision: @escaping (DownloadStage) -> Supervision,
    tell: @escaping (DownloadEvent) -> Void
  ) {
    self.supervision = supervision
    self.tell = tell
  }
}

/// Fetches, verifies, unpacks and publishes.
package struct DatasetDownload: Sendable {
  let order: DownloadOrder

  package init(_ order: DownloadOrder) { self.order = order }

  /// Carries the order out, or finds that it has been carried out before.
  ///
  /// - Throws: `AcquisitionError`; nothing half-done bears a final name, and what was fetched stays
  ///   for the next run.
  package func run(_ watch: DownloadWatch) throws(AcquisitionError) -> DownloadReport {
    try AcquisitionError.wrapping { try FileSystem.createFolders(order.folder) }
    let lock = try lock()
    defer { withExtendedLifetime(lock) {} }
    if order.replaces {
      try forgetPart()
    } else if let report = try whatIsThere() {
      return report
    }
    let (fetched, resumedFrom) = try fetchedFile(watch)
    var report = DownloadReport(path: order.productPath, provenance: fetched.provenance)
    if order.isArchive { report = try unpack(fetched, watch) }
    report.resumedFrom = resumedFrom
    return report
  }

  private func lock() throws(AcquisitionError) -> FileLock {
    do throws(FilesError) {
      return try FileLock(
        for: order.filePath, attempt: "download to", rival: "energy download")
    } catch { throw AcquisitionError(error) }
  }
}

/// A whole file under its final name.
struct FetchedFile {
  var provenance: Provenance
  /// False where the user put it there, so that it is not ours to remove.
  let isOurs: Bool
}

extension DatasetDownload {
  /// The report of an earlier run; nil where there is none.
  private func whatIsThere() throws(AcquisitionError) -> DownloadReport? {
    let path = order.productPath
    guard FileSystem.exists(path) else { return nil }
    guard let provenance = Provenance.beside(path), isWhole(path, provenance) else {
      throw refusal(
        path, .cannotCreate, "something is there already that no download completed",
        "Move it away, choose another folder with --output, or give --force to replace it.")
    }
    guard provenance.address == order.address.shown else {
      throw refusal(
        path, .cannotCreate, "what is there came from \(provenance.address)",
        "Choose another folder with --output, or give --force to replace it.")
    }
    if let wanted = order.sha256, wanted != provenance.sha256 {
      throw refusal(
        path, .badData, "what is there came from a file with SHA-256 \(provenance.sha256)",
        "Check the sum, or give --force to fetch the file anew.")
    }
    var report = DownloadReport(path: path, provenance: provenance)
    report.wasThere = true
    return report
  }

  private func isWhole(_ path: String, _ provenance: Provenance) -> Bool {
    if FileSystem.isDirectory(path) { return provenance.product != nil }
    let size = try? FileSystem.size(of: path)
    return size == provenance.product?.bytes ?? provenance.bytes
  }

  /// Forgets what earlier runs have begun.
  private func forgetPart() throws(AcquisitionError) {
    for path in [order.partPath, Download.recordPath(of: order.partPath)] {
      try AcquisitionError.wrapping { try FileSystem.remove(path) }
    }
  }

  private func refusal(
    _ path: String, _ status: ExitStatus, _ reason: String, _ remedy: String
  ) -> AcquisitionError {
    AcquisitionError(
      status: status, attempt: "download to", path: path, reason: reason, remedy: remedy)
  }
}
