import Files
import Glibc
import Work

extension DatasetDownload {
  /// The whole file under its name, fetched now or earlier, and how much of it was here before.
  func fetchedFile(
    _ watch: DownloadWatch
  ) throws(AcquisitionError) -> (FetchedFile, resumedFrom: Int) {
    if order.isArchive, !order.replaces, FileSystem.isRegularFile(order.filePath) {
      return (try adopted(watch), 0)
    }
    let outcome = try order.download.run(watch.supervision(.fetch), tell: watch.tell)
    try check(size: outcome.bytes, of: order.partPath)
    let sum = try verified(order.partPath, watch)
    let provenance = provenance(
      outcome.record, bytes: outcome.bytes, sha256: sum, finalAddress: outcome.finalAddress)
    try publish(provenance)
    return (FetchedFile(provenance: provenance, isOurs: true), outcome.resumedFrom)
  }

  /// An archive that lies there whole: from a run that stopped later, or put there by the user.
  private func adopted(_ watch: DownloadWatch) throws(AcquisitionError) -> FetchedFile {
    let path = order.filePath
    let size = try AcquisitionError.wrapping { try FileSystem.size(of: path) }
    if let known = Provenance.beside(path), known.bytes == size,
      known.address == order.address.shown, order.sha256 ?? known.sha256 == known.sha256
    {
      watch.tell(.usingArchive(path))
      return FetchedFile(provenance: known, isOurs: true)
    }
    watch.tell(.usingArchive(path))
    try check(size: size, of: path)
    let sum = try verified(path, watch)
    let record = PartRecord(address: order.address.shown)
    return FetchedFile(
      provenance: provenance(record, bytes: size, sha256: sum, finalAddress: nil), isOurs: false)
  }

  /// Moves the part to its name; its provenance is there first, its record goes last.
  private func publish(_ provenance: Provenance) throws(AcquisitionError) {
    try provenance.write(beside: order.filePath)
    try AcquisitionError.wrapping {
      try Publication.file(at: order.filePath) { aside in
        try FileSystem.rename(order.partPath, to: aside)
      }
      try FileSystem.remove(Download.recordPath(of: order.partPath))
    }
  }

  private func check(size: Int, of path: String) throws(AcquisitionError) {
    guard let known = order.knownSize, known != size else { return }
    throw AcquisitionError(
      status: .badData, attempt: "verify", path: path,
      reason: "it has \(DecimalText.grouped(size)) bytes where the known file has "
        + DecimalText.grouped(known),
      remedy: "Remove it, and run the same command again.")
  }

  /// The sum of the file, which is the given one where one is given.
  private func verified(
    _ path: String, _ watch: DownloadWatch
  ) throws(AcquisitionError) -> String {
    let sum: String
    do throws(AcquisitionError) {
      sum = try SHA256Hasher.hex(ofFile: path, watch.supervision(.verify))
    } catch  where error.isInterruption {
      throw AcquisitionError(
        status: .interrupted, attempt: "", path: nil,
        reason: "interrupted while verifying: \(path) is whole and kept",
        remedy: "Run the same command again to go on.")
    }
    if let wanted = order.sha256, wanted != sum {
      throw AcquisitionError(
        status: .badData, attempt: "verify", path: path,
        reason: "its SHA-256 is \(sum), not the given \(wanted)",
        remedy: "Check the given sum; where it is right, give --force to fetch the file anew.")
    }
    return sum
  }

  private func provenance(
    _ record: PartRecord, bytes: Int, sha256: String, finalAddress: String?
  ) -> Provenance {
    Provenance(
      address: record.address, finalAddress: finalAddress, entityTag: record.entityTag,
      lastModified: record.lastModified, bytes: bytes, sha256: sha256,
      isVerified: order.sha256 != nil, fetchedAt: DatasetDownload.now,
      licence: order.dataset?.licence, citation: order.dataset?.citation)
  }

  /// ISO 8601, UTC, to the second.
  private static var now: String {
    let moment = Int64(time(nil)) * ISOTime.second
    return "\(ISOTime.date(moment, in: .utc))T\(ISOTime.clock(moment, in: .utc))Z"
  }
}

extension SHA256Hasher {
  /// The digest of a whole file, watched.
  static func hex(
    ofFile path: String, _ supervision: Supervision
  ) throws(AcquisitionError) -> String {
    try AcquisitionError.wrapping {
      let total = try FileSystem.size(of: path)
      var blocks = 0
      let sum = try SHA256Hasher.hex(ofFile: path) {
        // It is called before each block of 1 MiB.
        try supervision.advance(to: min(blocks << 20, total), of: total)
        blocks += 1
      }
      try supervision.advance(to: total, of: total)
      return sum
    }
  }
}
