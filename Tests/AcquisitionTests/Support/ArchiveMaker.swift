import CArchive

@testable import Acquisition

/// Something to put into an archive, honest or not.
struct MadeEntry {
  enum Kind {
    case file([UInt8])
    /// So many zeros, which compress to next to nothing.
    case zeros(Int)
    /// Claims to be as long as `size`, and consists of one short piece.
    case sparse(size: Int)
    case folder
    case symbolicLink(String)
    case hardLink(String)
    case device
    case pipe
  }

  let name: String
  let kind: Kind

  init(_ name: String, _ kind: Kind) {
    self.name = name
    self.kind = kind
  }

  static func text(_ name: String, _ text: String) -> MadeEntry {
    MadeEntry(name, .file(Array(text.utf8)))
  }
}

/// The formats that are made.
enum MadeFormat: String, CaseIterable, Sendable {
  case zip, tar, tgz, txz, tbz2
}

/// Writes archives with libarchive, evil ones included.
enum ArchiveMaker {
  static func make(_ path: String, _ format: MadeFormat, _ entries: [MadeEntry]) throws {
    let locale = ThreadLocale()
    defer { withExtendedLifetime(locale) {} }
    guard let archive = unsafe archive_write_new() else { throw Unexpected(reason: "no memory") }
    defer { unsafe archive_write_free(archive) }
    switch format {
    case .zip:
      unsafe archive_write_set_format_zip(archive)
      unsafe archive_write_set_options(archive, "hdrcharset=UTF-8")
    default: unsafe archive_write_set_format_pax_restricted(archive)
    }
    switch format {
    case .tgz: unsafe archive_write_add_filter_gzip(archive)
    case .txz: unsafe archive_write_add_filter_xz(archive)
    case .tbz2: unsafe archive_write_add_filter_bzip2(archive)
    default: break
    }
    unsafe archive_write_open_filename(archive, path)
    for entry in entries { try unsafe add(entry, to: archive) }
    guard unsafe archive_write_close(archive) == ARCHIVE_OK else {
      throw Unexpected(reason: "the archive could not be written")
    }
  }

  /// Compresses one file on its own.
  static func gzip(_ path: String, _ bytes: [UInt8]) throws {
    guard let archive = unsafe archive_write_new() else { throw Unexpected(reason: "no memory") }
    defer { unsafe archive_write_free(archive) }
    unsafe archive_write_set_format_raw(archive)
    unsafe archive_write_add_filter_gzip(archive)
    unsafe archive_write_open_filename(archive, path)
    try unsafe add(MadeEntry("data", .file(bytes)), to: archive)
    unsafe archive_write_close(archive)
  }

  @unsafe private static func add(_ made: MadeEntry, to archive: OpaquePointer) throws {
    guard let entry = unsafe archive_entry_new() else { throw Unexpected(reason: "no memory") }
    defer { unsafe archive_entry_free(entry) }
    unsafe archive_entry_set_pathname_utf8(entry, made.name)
    unsafe archive_entry_set_perm(entry, 0o644)
    unsafe archive_entry_set_filetype(entry, energy_archive_file)
    unsafe archive_entry_set_size(entry, 0)
    switch made.kind {
    case .file(let bytes): unsafe archive_entry_set_size(entry, Int64(bytes.count))
    case .zeros(let count): unsafe archive_entry_set_size(entry, Int64(count))
    case .sparse(let size):
      unsafe archive_entry_set_size(entry, Int64(size))
      unsafe archive_entry_sparse_add_entry(entry, 0, 512)
    case .folder: unsafe archive_entry_set_filetype(entry, energy_archive_folder)
    case .symbolicLink(let target):
      unsafe archive_entry_set_filetype(entry, energy_archive_symbolic_link)
      unsafe archive_entry_set_symlink_utf8(entry, target)
    case .hardLink(let target): unsafe archive_entry_set_hardlink_utf8(entry, target)
    case .device: unsafe archive_entry_set_filetype(entry, 0o020000)
    case .pipe: unsafe archive_entry_set_filetype(entry, 0o010000)
    }
    guard unsafe archive_write_header(archive, entry) >= ARCHIVE_WARN else {
      let words = unsafe archive_error_string(archive)
      throw Unexpected(reason: unsafe words.map { unsafe String(cString: $0) } ?? "no header")
    }
    try unsafe fill(made.kind, archive)
  }

  @unsafe private static func fill(_ kind: MadeEntry.Kind, _ archive: OpaquePointer) throws {
    switch kind {
    case .file(let bytes): try unsafe write(bytes, archive)
    case .zeros(let count):
      let block = [UInt8](repeating: 0, count: 1 << 20)
      for start in stride(from: 0, to: count, by: block.count) {
        try unsafe write(Array(block.prefix(count - start)), archive)
      }
    case .sparse: try unsafe write([UInt8](repeating: 7, count: 512), archive)
    default: break
    }
  }

  @unsafe private static func write(_ bytes: [UInt8], _ archive: OpaquePointer) throws {
    let count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe archive_write_data(archive, bytes.baseAddress, bytes.count)
    }
    guard count >= 0 else { throw Unexpected(reason: "the archive could not be written") }
  }
}
