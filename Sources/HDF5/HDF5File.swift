import CHDF5
import Files
import Glibc

/// An open HDF5 file, closed when it goes out of sight.
///
/// Groups and datasets opened from it stay usable on their own. Nothing of a file may cross to
/// another thread; a thread that needs it opens it again.
package struct HDF5File: ~Copyable {
  package let path: String
  /// The file's size when it was opened; zero for a file being written.
  package let size: Int
  private let handle: Handle<HDF5FileKind>

  /// Opens a file for reading.
  ///
  /// - Parameter path: The file.
  /// - Throws: 66 where it is missing or may not be opened, 65 where it is no HDF5 file or damaged.
  package init(reading path: String) throws(HDF5Error) {
    let place = Place(file: path)
    try HDF5File.requireReadable(path)
    let size = try HDF5File.requireSignature(path)
    let access = try HDF5File.access(place)
    handle = try access.withIdentifier { access throws(HDF5Error) in
      try Handle("open", place) { unsafe H5Fopen(path, energy_h5_read_only(), access) }
    }
    self.path = path
    self.size = size
    closeOnExec()
  }

  /// Creates a file, replacing any of the same name.
  ///
  /// - Parameter path: Where; `Publication` gives a temporary name.
  /// - Throws: 73 where it cannot be created.
  package init(creating path: String) throws(HDF5Error) {
    let place = Place(file: path)
    let creation = try Properties("create", place) { H5Pcreate(energy_h5_file_create()) }
    let access = try HDF5File.access(place)
    handle = try access.withIdentifier { access throws(HDF5Error) in
      try creation.withIdentifier { creation throws(HDF5Error) in
        // Without modification times the same content gives the same bytes.
        _ = H5Pset_obj_track_times(creation, false)
        return try Handle("create", place, status: .cannotCreate) {
          unsafe H5Fcreate(path, energy_h5_truncate(), creation, access)
        }
      }
    }
    self.path = path
    size = 0
    closeOnExec()
  }

  /// The group "/".
  package borrowing func root() throws(HDF5Error) -> HDF5Group {
    try HDF5Group(opening: "/", below: handle.identifier, in: Place(file: path))
  }

  /// Opens a group by its path.
  package borrowing func group(_ path: String) throws(HDF5Error) -> HDF5Group {
    try root().group(path)
  }

  /// Opens a dataset by its path.
  package borrowing func dataset(_ path: String) throws(HDF5Error) -> HDF5Dataset {
    try root().dataset(path)
  }

  /// Writes everything out and closes the file; a file without `close` may lose data silently.
  ///
  /// - Throws: 74 where writing fails, on a full disk for example.
  package consuming func close() throws(HDF5Error) {
    let place = Place(file: path)
    try Library.call("finish writing", place, status: .inputOutput) {
      H5Fflush(handle.identifier, H5F_SCOPE_GLOBAL)
    }
    guard handle.close() else {
      throw HDF5Error(
        status: .inputOutput, attempt: "close", path: path, reason: ErrorStack.reason())
    }
  }

  /// Keeps the descriptor, and with it libhdf5's lock on the file, from programs that we start.
  private borrowing func closeOnExec() {
    var place: UnsafeMutableRawPointer?
    // The driver for plain files answers with a pointer to its descriptor.
    guard unsafe H5Fget_vfd_handle(handle.identifier, hid_t(H5P_DEFAULT), &place) >= 0,
      let descriptor = unsafe place?.load(as: Int32.self)
    else { return }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Access properties: locking where the file system can, whatever the environment says less.
  private static func access(_ place: Place) throws(HDF5Error) -> Properties {
    let access = try Properties("open", place) { H5Pcreate(energy_h5_file_access()) }
    try access.withIdentifier { access throws(HDF5Error) in
      try Library.call("open", place) { H5Pset_file_locking(access, true, true) }
    }
    return access
  }

  /// The system's own reason comes before libhdf5's.
  private static func requireReadable(_ path: String) throws(HDF5Error) {
    // A pipe without a writer would keep a blocking open waiting for ever.
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    let code = errno
    defer { if descriptor >= 0 { Glibc.close(descriptor) } }
    guard descriptor >= 0 else {
      throw HDF5Error(FilesError.reading("open", path, code: code))
    }
    var facts = stat()
    guard unsafe fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw HDF5Error(
        status: .missingInput, attempt: "open", path: path, reason: "it is not a regular file")
    }
  }

  /// - Returns: The file's size in bytes.
  private static func requireSignature(_ path: String) throws(HDF5Error) -> Int {
    try Library.prepare()
    guard unsafe H5Fis_hdf5(path) > 0 else {
      throw HDF5Error(
        status: .badData, attempt: "open", path: path, reason: "it is not an HDF5 file")
    }
    var facts = stat()
    return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }
}

@available(*, unavailable) extension HDF5File: Sendable {}
