import CArchive
import Files
import Glibc

/// What an archive says of one thing in it.
struct ArchiveEntry {
  enum Kind: Equatable {
    case file, folder
    /// A symbolic link and the words it holds.
    case symbolicLink(String)
    /// Another name of an earlier entry.
    case hardLink(String)
    /// A device, a pipe or a socket.
    case special
  }

  /// Nil where the name is no UTF-8.
  let name: String?
  let kind: Kind
  /// Bytes, where the archive says so before the contents.
  let size: Int?
  let isEncrypted: Bool
}

/// The single owner of libarchive's reader of one file.
@safe struct ArchiveReader: ~Copyable {
  private let handle: OpaquePointer
  private let path: String
  /// The letters of names are UTF-8, whatever the user's locale is.
  private let locale: ThreadLocale
  /// Decompresses what libarchive would not check.
  private let gzip: GzipStream?

  /// Opens a zip or tar, compressed or not, or one compressed file.
  static func opening(_ path: String) throws(AcquisitionError) -> ArchiveReader {
    let gzip = GzipStream.isGzip(path) ? try GzipStream(path) : nil
    let reader = ArchiveReader(path, gzip: gzip)
    guard reader.open() == ARCHIVE_OK else { throw reader.failure() }
    return reader
  }

  private init(_ path: String, gzip: GzipStream?) {
    // archive_read_new returns nil only where memory is exhausted.
    guard let handle = unsafe archive_read_new() else {
      preconditionFailure("libarchive has no memory for a reader")
    }
    self.path = path
    self.gzip = gzip
    locale = ThreadLocale()
    unsafe self.handle = handle
    // Only these formats: every further parser is a further door.
    // By its table of contents alone: read as a stream, a zip cut between two files looks whole.
    unsafe archive_read_support_format_zip_seekable(handle)
    unsafe archive_read_support_format_tar(handle)
    unsafe archive_read_support_format_empty(handle)
    unsafe archive_read_support_filter_xz(handle)
    unsafe archive_read_support_filter_bzip2(handle)
    if !ArchiveReader.isTarOrZip(path) { unsafe archive_read_support_format_raw(handle) }
  }

  // Also closes; a reader that was never opened may be freed too.
  deinit { unsafe archive_read_free(handle) }

  private borrowing func open() -> Int32 {
    guard let gzip else { return unsafe archive_read_open_filename(handle, path, 1 << 17) }
    // The stream outlives the handle, which calls it back: both are fields of this value.
    let context = unsafe Unmanaged.passUnretained(gzip).toOpaque()
    return unsafe archive_read_open(
      handle, context, nil,
      { _, context, bytes in
        guard let context = unsafe context, let bytes = unsafe bytes else { return -1 }
        let stream = unsafe Unmanaged<GzipStream>.fromOpaque(context).takeUnretainedValue()
        guard let next = unsafe stream.next() else { return -1 }
        unsafe bytes.pointee = next.baseAddress
        return next.count
      }, nil)
  }

  /// The next entry; nil at the end.
  borrowing func next() throws(AcquisitionError) -> ArchiveEntry? {
    var entry: OpaquePointer?
    let code = unsafe archive_read_next_header(handle, &entry)
    if code == ARCHIVE_EOF { return nil }
    // A warning is about the letters of a name, which are checked by whoever reads it.
    guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry = unsafe entry else {
      throw failure()
    }
    return unsafe ArchiveReader.described(entry)
  }

  /// Hands the contents of the present entry to `receive`, piece by piece, each with its offset.
  borrowing func contents(
    _ receive: (UnsafeRawBufferPointer, _ offset: Int) throws(AcquisitionError) -> Void
  ) throws(AcquisitionError) {
    while true {
      var bytes: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      // The block belongs to libarchive and is valid until the next call.
      let code = unsafe archive_read_data_block(handle, &bytes, &count, &offset)
      if code == ARCHIVE_EOF { return }
      // A warning here is a checksum that does not hold.
      guard code == ARCHIVE_OK else { throw failure() }
      try unsafe receive(UnsafeRawBufferPointer(start: bytes, count: count), Int(offset))
    }
  }

  /// Bytes of the archive that have been read.
  var position: Int {
    if let gzip { return gzip.position }
    return unsafe Int(archive_filter_bytes(handle, -1))
  }

  /// True where libarchive found one compressed file rather than an archive of several.
  var isSingleFile: Bool {
    unsafe archive_format(handle) == ARCHIVE_FORMAT_RAW
  }

  /// True where the archive lists its contents, so that looking costs next to nothing.
  var isZip: Bool {
    unsafe archive_format(handle) & ARCHIVE_FORMAT_BASE_MASK == ARCHIVE_FORMAT_ZIP
  }

  @unsafe private static func described(_ entry: OpaquePointer) -> ArchiveEntry {
    let type = unsafe archive_entry_filetype(entry)
    let hardLink = unsafe text(archive_entry_hardlink(entry))
    let kind: ArchiveEntry.Kind
    if let hardLink {
      kind = .hardLink(hardLink)
    } else if type == energy_archive_file {
      kind = .file
    } else if type == energy_archive_folder {
      kind = .folder
    } else if type == energy_archive_symbolic_link {
      kind = unsafe .symbolicLink(text(archive_entry_symlink(entry)) ?? "")
    } else {
      kind = .special
    }
    return unsafe ArchiveEntry(
      name: text(archive_entry_pathname(entry)), kind: kind,
      size: archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : nil,
      isEncrypted: archive_entry_is_encrypted(entry) != 0)
  }

  @unsafe private static func text(_ text: UnsafePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(validatingCString: text)
  }

  /// A name that promises several files must not be taken for one compressed file.
  private static func isTarOrZip(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".zip", ".tar", ".tgz", ".txz", ".tbz2", ".tar.gz", ".tar.xz", ".tar.bz2"]
      .contains { name.hasSuffix($0) }
  }

  /// What to do about an archive that does not hold together.
  static let damageRemedy = "It may be incomplete or damaged: remove it and download it again."

  private borrowing func failure() -> AcquisitionError {
    if let failure = gzip?.failure { return failure }
    let code = unsafe archive_errno(handle)
    let words = unsafe archive_error_string(handle)
    let reason = unsafe words.map { unsafe String(cString: $0) } ?? "it is no archive"
    let isDisk = [EIO, ENOMEM].contains(code)
    return AcquisitionError(
      status: isDisk ? .inputOutput : code == ENOENT || code == EACCES ? .missingInput : .badData,
      attempt: "unpack", path: path, reason: reason.prefix(1).lowercased() + reason.dropFirst(),
      remedy: isDisk ? nil : ArchiveReader.damageRemedy)
  }
}

@available(*, unavailable)
extension ArchiveReader: Sendable {}
