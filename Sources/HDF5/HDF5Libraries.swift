import CBlosc
import CBzip2
import CDeflate
import CHDF5
package import Files

/// The libraries behind HDF5 files, for those who look after an installation.
package enum HDF5Libraries {
  /// HDF5 and the libraries of its filters.
  package static var versions: [LibraryVersion] {
    unsafe [
      LibraryVersion(name: "HDF5", version: hdf5Version),
      LibraryVersion(name: "Blosc", version: String(cString: blosc_get_version_string())),
      // libdeflate tells its version to the compiler alone.
      LibraryVersion(name: "deflate", version: LIBDEFLATE_VERSION_STRING),
      LibraryVersion(name: "bzip2", version: bzip2Version),
    ]
  }

  /// True where libhdf5 may be called from several threads, which everything here relies on.
  package static var isThreadSafe: Bool {
    var answer = false
    return unsafe H5is_library_threadsafe(&answer) >= 0 && answer
  }

  private static var hdf5Version: String {
    var parts: (UInt32, UInt32, UInt32) = (0, 0, 0)
    guard unsafe H5get_libversion(&parts.0, &parts.1, &parts.2) >= 0 else { return "unknown" }
    return "\(parts.0).\(parts.1).\(parts.2)"
  }

  /// "1.0.8" of "1.0.8, 13-Jul-2019".
  private static var bzip2Version: String {
    let text = unsafe String(cString: BZ2_bzlibVersion())
    return String(text.prefix { $0 != "," })
  }
}
