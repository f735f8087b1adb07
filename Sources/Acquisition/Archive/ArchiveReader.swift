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

  /// Opens a zip or tar, compressed or not, or one compressed file.
  init(_ path: String) throws(AcquisitionError) {
    // archive_read_new returns nil only where memory is exhausted.
    guard let handle = unsafe archive_read_new() else {
      preconditionFailure("libarchive has no memory for a reader")
    }
    self.path = path
    locale = ThreadLocale()
    unsafe self.handle = handle
    // Only these formats: every further parser is a further door.
    unsafe archive_read_support_format_zip(handle)
    unsafe archive_read_support_format_tar(handle)
    unsafe archive_read_support_format_empty(handle)
    unsafe archive_read_support_filter_gzip(handle)
    unsafe archive_read_support_filter_xz(handle)
    unsafe archive_read_support_filter_bzip2(handle)
    if !ArchiveReader.isTarOrZip(path) { unsafe archive_read_support_format_raw(handle) }
    guard unsafe archive_read_open_filename(handle, path, 1 << 17) == ARCHIVE_OK else {
      throw failure()
    }
  }

  // Also closes; a reader that was never opened may be freed too.
  deinit { unsafe archive_read_free(handle) }

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
  var position: Int { unsafe Int(archive_filter_bytes(handle, -1)) }

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

  private borrowing func failure() -> AcquisitionError {
    let code = unsafe archive_errno(handle)
    let words = unsafe archive_error_string(handle)
    let reason = unsafe words.map { unsafe String(cString: $0) } ?? "it is no archive"
    let isDisk = [EIO, ENOMEM].contains(code)
    return AcquisitionError(
      status: isDisk ? .inputOutput : code == ENOENT || code == EACCES ? .missingInput : .badData,
      attempt: "unpack", path: path, reason: reason.prefix(1).lowercased() + reason.dropFirst(),
      remedy: isDisk ? nil : "It may be incomplete or damaged: remove it and download it again.")
  }
}

@available(*, unavailable)
extension ArchiveReader: Sendable {}

/// Makes names UTF-8 on the calling thread, and restores its locale at the end.
///
/// libarchive turns the letters of names into those of the locale; "C", in which the process runs,
/// has none beyond ASCII.
@safe private struct ThreadLocale: ~Copyable {
  private let own: locale_t?
  private let before: locale_t?

  init() {
    // C.UTF-8 is part of glibc; where it is missing, names beyond ASCII are refused.
    let own = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    unsafe self.own = own
    unsafe before = own.map { unsafe uselocale($0) } ?? nil
  }

  deinit {
    guard let own = unsafe own else { return }
    unsafe uselocale(before)
    unsafe freelocale(own)
  }
}
