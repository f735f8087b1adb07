import Files
import Work

extension DatasetDownload {
  /// Unpacks the archive aside and moves what is wanted of it to its name.
  func unpack(
    _ fetched: FetchedFile, _ watch: DownloadWatch
  ) throws(AcquisitionError) -> DownloadReport {
    let product = order.productPath
    let staging = FileSystem.joined(
      order.folder, ".\(FileSystem.name(of: product)).unpacking")
    // A run that was killed may have left some of it.
    try AcquisitionError.wrapping {
      try FileSystem.remove(staging)
      try FileSystem.createFolders(staging)
    }
    defer { try? FileSystem.remove(staging) }
    let tree = try unpacked(into: staging, watch)
    let choice = try choice(of: tree)
    var provenance = fetched.provenance
    provenance.product = Provenance.Product(
      files: choice.files.count, bytes: choice.files.reduce(0) { $0 + $1.bytes },
      sha256: try choice.single.map { (file) throws(AcquisitionError) in
        try SHA256Hasher.hex(ofFile: "\(staging)/\(file)", watch.supervision(.verify))
      })
    try publish(choice, from: staging, provenance)
    return try tidied(provenance, fetched, leftOut: tree.files.count - choice.files.count)
  }

  private func unpacked(
    into staging: String, _ watch: DownloadWatch
  ) throws(AcquisitionError) -> UnpackedTree {
    var unpacker = Unpacker()
    unpacker.limits = order.limits
    do throws(AcquisitionError) {
      return try unpacker.unpack(order.filePath, into: staging, watch.supervision(.unpack))
    } catch  where error.isInterruption {
      throw AcquisitionError(
        status: .interrupted, attempt: "", path: nil,
        reason: "interrupted while unpacking: \(order.filePath) is whole and kept",
        remedy: "Run the same command again to unpack it.")
    }
  }

  /// What of an archive becomes the product.
  private struct Choice {
    /// Files that belong to it.
    let files: [UnpackedTree.File]
    /// The file that is the product, where the product is a file.
    var single: String?
    /// The folder inside the archive that becomes the product, "" for all of it.
    var top = ""
  }

  /// A single file of the product's name becomes a file; everything else a folder of that name,
  /// without a top folder that all of it shares.
  private func choice(of tree: UnpackedTree) throws(AcquisitionError) -> Choice {
    let name = order.dataset?.wanted ?? FileSystem.name(of: order.productPath)
    let matches = tree.files.filter { FileSystem.name(of: $0.path) == name }
    if tree.isSingleFile { return Choice(files: tree.files, single: tree.files.first?.path) }
    if let match = matches.first, matches.count == 1,
      tree.files.count == 1 || order.dataset?.wanted != nil
    {
      return Choice(files: [match], single: match.path)
    }
    if order.dataset?.wanted != nil {
      throw AcquisitionError(
        status: .badData, attempt: "unpack", path: order.filePath,
        reason: "it holds \(matches.isEmpty ? "no" : "more than one") \(name)",
        remedy: "Unpack it by hand, or fetch another file with --url.")
    }
    let tops = Set(tree.files.map { $0.path.split(separator: "/").first.map(String.init) ?? "" })
    let isWrapped = tops.count == 1 && tree.files.allSatisfy { $0.path.contains("/") }
    return Choice(files: tree.files, top: isWrapped ? tops.first ?? "" : "")
  }

  private func publish(
    _ choice: Choice, from staging: String, _ provenance: Provenance
  ) throws(AcquisitionError) {
    let product = order.productPath
    // The record comes first: a product without one would be taken for somebody else's.
    try provenance.write(beside: product)
    try AcquisitionError.wrapping {
      if let single = choice.single {
        try Publication.file(at: product) { aside in
          try FileSystem.rename(FileSystem.joined(staging, single), to: aside)
        }
      } else {
        try Publication.folder(at: product) { aside in
          try FileSystem.remove(aside)
          try FileSystem.rename(
            choice.top.isEmpty ? staging : FileSystem.joined(staging, choice.top), to: aside)
        }
      }
    }
  }

  /// Removes the archive unless it is to stay, and reports.
  private func tidied(
    _ provenance: Provenance, _ fetched: FetchedFile, leftOut: Int
  ) throws(AcquisitionError) -> DownloadReport {
    var report = DownloadReport(path: order.productPath, provenance: provenance)
    report.leftOut = leftOut
    if fetched.isOurs, !order.keepsArchive {
      try AcquisitionError.wrapping {
        try FileSystem.remove(order.filePath)
        try FileSystem.remove(Provenance.path(of: order.filePath))
      }
    } else {
      report.archive = order.filePath
    }
    return report
  }
}
