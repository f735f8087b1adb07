import Files
import Glibc
package import Work

/// What lay in an archive.
package struct UnpackedTree: Sendable, Equatable {
  /// A file, by its path below the folder.
  package struct File: Sendable, Equatable {
    package let path: String
    /// Its length.
    package let bytes: Int
  }

  package internal(set) var files: [File] = []
  package internal(set) var bytes = 0
  /// True where the archive was one compressed file without a name of its own.
  package internal(set) var isSingleFile = false
}

/// Unpacks an archive that nobody has vouched for.
package struct Unpacker: Sendable {
  /// What an archive may ask for.
  package var limits = UnpackLimits()

  package init() {}

  /// Unpacks into an empty folder of ours, and returns what lay in it.
  ///
  /// - Throws: `AcquisitionError`: 65 where the archive is damaged, leads out of the folder, or
  ///   unpacks to more than the limits; 73 where the disk has no room. What was unpacked stays.
  package func unpack(
    _ archive: String, into folder: String, _ supervision: Supervision
  ) throws(AcquisitionError) -> UnpackedTree {
    let size = try AcquisitionError.wrapping { try FileSystem.size(of: archive) }
    let free = try AcquisitionError.wrapping { try FileSystem.freeSpace(at: folder) }
    var work = Unpacking(
      archive: archive, folder: folder, limits: limits, archiveSize: size,
      room: max(free - FreeSpace.reserve, 0))
    try work.survey(supervision)
    try work.extract(supervision)
    return work.tree
  }
}

/// One archive on its way into a folder.
private struct Unpacking {
  let archive: String
  let folder: String
  let limits: UnpackLimits
  /// Bytes.
  let archiveSize: Int
  /// Bytes that may be written.
  let room: Int
  var tree = UnpackedTree()
  private var seen: [ArchivePath: ArchiveEntry.Kind] = [:]
  /// Made last, so that nothing is ever written through a link.
  private var links: [(place: ArchivePath, words: String)] = []
  private var count = 0

  init(archive: String, folder: String, limits: UnpackLimits, archiveSize: Int, room: Int) {
    self.archive = archive
    self.folder = folder
    self.limits = limits
    self.archiveSize = archiveSize
    self.room = room
  }

  /// Looks through an archive that has a table of contents, before anything is written.
  mutating func survey(_ supervision: Supervision) throws(AcquisitionError) {
    let reader = try ArchiveReader.opening(archive)
    guard let first = try reader.next(), reader.isZip else { return }
    var entry: ArchiveEntry? = first
    var bytes = 0
    var count = 0
    while let present = entry {
      try checkInterruption(supervision)
      count += 1
      try check(count: count)
      _ = try place(of: present)
      let (sum, overflow) = bytes.addingReportingOverflow(max(present.size ?? 0, 0))
      bytes = overflow ? Int.max : sum
      try check(bytes: bytes)
      entry = try reader.next()
    }
  }

  mutating func extract(_ supervision: Supervision) throws(AcquisitionError) {
    let reader = try ArchiveReader.opening(archive)
    let size = archiveSize
    var position = 0
    func advance(_ present: Int) throws(AcquisitionError) {
      // Zip's table of contents lies at the end: the bar must not jump back from there.
      position = max(position, min(present, size))
      do throws(Interrupted) {
        try supervision.advance(to: position, of: size)
      } catch {
        throw AcquisitionError(error)
      }
    }
    while let entry = try reader.next() {
      count += 1
      try check(count: count)
      try make(entry, at: try place(of: entry), from: reader, advance: advance)
    }
    try advance(size)
    tree.isSingleFile = reader.isSingleFile
    try makeLinks()
    guard !tree.files.isEmpty else { throw refusal("there is no file in it", nil) }
  }

  private mutating func make(
    _ entry: ArchiveEntry, at place: ArchivePath, from reader: borrowing ArchiveReader,
    advance: (_ position: Int) throws(AcquisitionError) -> Void
  ) throws(AcquisitionError) {
    try advance(reader.position)
    if entry.isEncrypted { throw refusal("it is encrypted", "Unpack it by hand.") }
    if place.parts.isEmpty, entry.kind == .folder { return }
    if let before = seen[place], before != .folder || entry.kind != .folder {
      throw refusal("it holds \(quoted(place.text)) twice", nil)
    }
    seen[place] = entry.kind
    switch entry.kind {
    case .folder: try createFolder(place)
    case .file: try writeFile(entry, at: place, from: reader, advance: advance)
    case .hardLink(let words): try linkHard(place, to: words)
    case .symbolicLink(let words): links.append((place, words))
    case .special: break
    }
  }

  private mutating func writeFile(
    _ entry: ArchiveEntry, at place: ArchivePath, from reader: borrowing ArchiveReader,
    advance: (_ position: Int) throws(AcquisitionError) -> Void
  ) throws(AcquisitionError) {
    try createFolder(place.parent)
    let file = try ExtractedFile(creating: path(place))
    var length = 0
    // A format that cannot know better says 0 for a compressed file on its own.
    let declared = reader.isSingleFile ? nil : entry.size
    let before = tree.bytes
    unsafe try reader.contents { (bytes, offset) throws(AcquisitionError) in
      let (end, overflow) = offset.addingReportingOverflow(bytes.count)
      guard offset >= 0, !overflow, end <= declared ?? end else {
        throw longer(than: declared ?? 0, place)
      }
      length = max(length, end)
      try check(bytes: before + length)
      try unsafe file.write(bytes, at: offset)
      try advance(reader.position)
    }
    if let declared, declared > length {
      // The tail of a sparse file is a hole, which no block announces.
      try check(bytes: before + declared)
      length = declared
    }
    try file.finish(length: length)
    tree.bytes += length
    tree.files.append(UnpackedTree.File(path: place.text, bytes: length))
  }

  private mutating func linkHard(_ place: ArchivePath, to words: String) throws(AcquisitionError) {
    let target: ArchivePath
    do throws(ArchivePath.Refusal) {
      target = try ArchivePath(words)
    } catch {
      throw refusal("the link \(quoted(place.text)) leads away: \(error.reason)", nil)
    }
    guard seen[target] == .file else {
      throw refusal("the link \(quoted(place.text)) leads to nothing before it", nil)
    }
    try createFolder(place.parent)
    guard unsafe link(path(target), path(place)) == 0 else { throw writing(place) }
    seen[place] = .file
  }

  /// Makes the symbolic links that lead to files of the archive, and refuses all others.
  private mutating func makeLinks() throws(AcquisitionError) {
    for (place, words) in links {
      let target: ArchivePath
      do throws(ArchivePath.Refusal) {
        target = try place.following(link: words)
      } catch {
        throw refusal("the link \(quoted(place.text)) leads away: \(error.reason)", nil)
      }
      // A target that is itself a file, below folders that are none but folders, cannot lead on.
      guard seen[target] == .file else {
        throw refusal("the link \(quoted(place.text)) leads to no file of it", nil)
      }
      try createFolder(place.parent)
      guard unsafe symlink(words, path(place)) == 0 else { throw writing(place) }
    }
  }

  /// The checked place of an entry; every refusal that a name alone can earn.
  private func place(of entry: ArchiveEntry) throws(AcquisitionError) -> ArchivePath {
    guard let name = entry.name else {
      throw refusal("an entry's name is no UTF-8", "Unpack it by hand.")
    }
    if entry.kind == .special {
      throw refusal("\(quoted(name)) is a device, a pipe or a socket", nil)
    }
    do throws(ArchivePath.Refusal) {
      let place = try ArchivePath(name)
      if place.parts.isEmpty, entry.kind != .folder {
        throw ArchivePath.Refusal(reason: "it has no name")
      }
      return place
    } catch {
      throw refusal("entry \(quoted(name)) is refused: \(error.reason)", nil)
    }
  }

  private func check(count: Int) throws(AcquisitionError) {
    guard count > limits.entries else { return }
    throw refusal("it holds more than \(DecimalText.grouped(limits.entries)) files", nil)
  }

  private func check(bytes: Int) throws(AcquisitionError) {
    let most = limits.bytes(archiveSize: archiveSize)
    guard bytes <= most else {
      throw refusal(
        "\(DecimalText.bytes(archiveSize)) unpack to more than \(DecimalText.bytes(most)), "
          + "as an archive made to fill disks does",
        "If you trust it, unpack it by hand.")
    }
    guard bytes <= room else {
      throw AcquisitionError(
        status: .cannotCreate, attempt: "unpack", path: archive,
        reason: "its contents need more than the \(DecimalText.bytes(room)) that are free",
        remedy: "Free some space, or choose a folder on another disk with --output.")
    }
  }

  private func checkInterruption(_ supervision: Supervision) throws(AcquisitionError) {
    do throws(Interrupted) {
      try supervision.cancellation.check()
    } catch {
      throw AcquisitionError(error)
    }
  }

  /// Creates a folder and those above it, none of which may be anything else.
  private mutating func createFolder(_ place: ArchivePath) throws(AcquisitionError) {
    var above = place
    while !above.parts.isEmpty {
      guard seen[above, default: .folder] == .folder else {
        throw refusal("\(quoted(above.text)) is both a file and a folder", nil)
      }
      seen[above] = .folder
      above = above.parent
    }
    try AcquisitionError.wrapping { try FileSystem.createFolders(path(place)) }
  }

  private func path(_ place: ArchivePath) -> String {
    place.parts.isEmpty ? folder : "\(folder)/\(place.text)"
  }

  private func longer(than declared: Int, _ place: ArchivePath) -> AcquisitionError {
    refusal(
      "\(quoted(place.text)) is longer than the \(DecimalText.grouped(declared)) bytes it declares",
      nil)
  }

  private func writing(_ place: ArchivePath) -> AcquisitionError {
    AcquisitionError(FilesError.writing("create", path(place), code: errno))
  }

  private func refusal(_ reason: String, _ remedy: String?) -> AcquisitionError {
    AcquisitionError(
      status: .badData, attempt: "unpack", path: archive, reason: reason, remedy: remedy)
  }

  /// A name from the archive, cut and without control characters, so that no terminal obeys it.
  private func quoted(_ name: String) -> String {
    let scalars = name.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars.prefix(120))
    return "\"\(String(text))\(scalars.count > 120 ? "…" : "")\""
  }
}
